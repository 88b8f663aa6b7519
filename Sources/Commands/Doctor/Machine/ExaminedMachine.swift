import Glibc
import Kernels

/// Outcome of looking for something.
enum Reading<Value> {
  case found(Value)
  case absent
  /// It is there, or may be: why it can't be read.
  case unreadable(String)

  /// The value, if it was found.
  var value: Value? {
    if case .found(let value) = self { return value }
    return nil
  }
}

/// The machine that `vbg doctor` examines: its files below a root folder, whose user and environment.
struct ExaminedMachine: Sendable {
  /// A user, as far as permissions go.
  struct User: Sendable {
    let id: UInt32
    let name: String
    /// Numbers of the groups in force.
    let groups: [UInt32]
  }

  /// Folder that stands for `/`; empty for the machine itself.
  let root: String
  let user: User
  let instructionSets: [InstructionSet]
  let variables: @Sendable (String) -> String?
  /// Tells whether the user may read and write at a path of the system's.
  let mayUse: @Sendable (String) -> Bool

  /// This machine.
  static var real: ExaminedMachine {
    var groups = [gid_t](repeating: 0, count: max(0, Int(getgroups(0, nil))))
    let count = getgroups(Int32(groups.count), &groups)
    return ExaminedMachine(
      root: "",
      user: User(
        id: geteuid(), name: environmentVariable("USER") ?? "$USER",
        groups: [getegid()] + groups.prefix(max(0, Int(count)))),
      instructionSets: InstructionSet.available, variables: environmentVariable,
      mayUse: { withPath($0) { access($0, R_OK | W_OK) } == 0 })
  }

  /// An absolute path of a variable's; nil for others, which mean nothing.
  func folder(of variable: String) -> String? {
    variables(variable).flatMap { isAbsolute($0) ? $0 : nil }
  }

  var home: String? { folder(of: "HOME") }

  /// `$XDG_CONFIG_HOME`, or what stands for it.
  var configurationFolder: String? { folder(of: "XDG_CONFIG_HOME") ?? home.map { $0 + "/.config" } }

  /// `$XDG_DATA_HOME`, or what stands for it.
  var dataFolder: String? { folder(of: "XDG_DATA_HOME") ?? home.map { $0 + "/.local/share" } }

  func exists(_ path: String) -> Bool { fileExists(root + path) }

  /// Reads a regular file, at most so many bytes of it.
  func bytes(_ path: String, upTo limit: Int = 1 << 24) -> Reading<[UInt8]> {
    do throws(SystemError) {
      // What is no regular file could make us wait, already when it is opened.
      let descriptor = PipeEnd(owning: try openFile(root + path, O_RDONLY | O_NONBLOCK))
      var status = stat()
      fstat(descriptor.number, &status)
      guard status.st_mode & S_IFMT == S_IFREG else { return .unreadable("it is no file") }
      var bytes = [UInt8](repeating: 0, count: 1 << 14)
      var count = 0
      while count < limit {
        if count == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
        let outcome = bytes.withUnsafeMutableBytes { buffer in
          Result { () throws(SystemError) in
            try readSome(
              descriptor.number, into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
          }
        }
        let more = try outcome.get()
        if more == 0 { break }
        count += more
      }
      return .found(Array(bytes.prefix(min(count, limit))))
    } catch {
      let isAbsent = error.number == ENOENT || error.number == ENOTDIR
      return isAbsent ? .absent : .unreadable("\(error)")
    }
  }

  /// Reads a text file, without the line break at its end.
  func text(_ path: String, upTo limit: Int = 1 << 24) -> Reading<String> {
    switch bytes(path, upTo: limit) {
    case .found(let bytes):
      let end = bytes.lastIndex { $0 != UInt8(ascii: "\n") }.map { $0 + 1 } ?? 0
      return .found(pathText(bytes[..<end]))
    case .absent: return .absent
    case .unreadable(let reason): return .unreadable(reason)
    }
  }

  /// Tells whether a readable file holds these words.
  func holds(_ path: String, _ words: String) -> Bool {
    guard let bytes = bytes(path).value else { return false }
    return bytes.holds(words)
  }

  /// The names in a folder, sorted by their bytes.
  func names(in folder: String) -> Reading<[String]> {
    do throws(SystemError) {
      return .found(
        try SystemSupport.names(inFolder: root + folder).sorted { a, b in
          a.utf8.lexicographicallyPrecedes(b.utf8)
        })
    } catch {
      return error.number == ENOENT ? .absent : .unreadable("\(error)")
    }
  }

  /// The path, below the root, of a program that `PATH` leads to.
  func program(_ name: String) -> String? {
    let folders = pathList(variables("PATH") ?? "/usr/local/bin:/usr/bin:/bin").filter(isAbsolute)
    let path = findProgram(name, in: folders.map { root + $0 }.joined(separator: ":"))
    return path.map { String($0.dropFirst(root.count)) }
  }
}

extension [UInt8] {
  /// Tells whether these words are among the bytes.
  func holds(_ words: String) -> Bool {
    let words = Array(words.utf8)
    guard let first = words.first, count >= words.count else { return false }
    return withUnsafeBytes { bytes in
      words.withUnsafeBytes { words in
        var start = 0
        while start + words.count <= bytes.count {
          guard
            let found = memchr(
              bytes.baseAddress! + start, Int32(first), bytes.count - words.count - start + 1)
          else { return false }
          if memcmp(found, words.baseAddress!, words.count) == 0 { return true }
          start = UnsafeRawPointer(found) - bytes.baseAddress! + 1
        }
        return false
      }
    }
  }
}

/// A word for a shell.
func shellQuoted(_ word: String) -> String {
  let isPlain =
    !word.isEmpty
    && word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "/._-+=:,@%$".utf8.contains(byte)
      }
    }
  return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
}
