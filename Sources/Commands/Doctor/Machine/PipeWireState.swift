import FoundationEssentials
import Glibc

/// PipeWire's library and daemon.
struct PipeWireState {
  enum Daemon: Equatable {
    case answers
    /// Nobody listens any more, or the path is something else: why.
    case silent(String)
    case absent
    /// No folder is known that its socket could be in.
    case nowhere
  }

  let daemon: Daemon
  /// Path of the library; nil where none is found.
  let libraryPath: String?
  /// Version of the library; nil where its name doesn't tell.
  let version: String?

  init(_ machine: ExaminedMachine) {
    daemon = machine.pipeWireSocket.map { askDaemon($0, machine) } ?? .nowhere
    libraryPath = Self.library(machine)
    version = libraryPath.flatMap { path in
      resolvedPath(machine.root + path).flatMap { Self.version(fileName: lastPart(of: $0)) }
    }
  }

  /// Whether vbg can be a camera of PipeWire's.
  var isUsable: Bool { daemon == .answers && libraryPath != nil }

  private static let libraryName = "libpipewire-0.3.so.0"

  private static func library(_ machine: ExaminedMachine) -> String? {
    let listed = pathList(machine.variables("LD_LIBRARY_PATH") ?? "").filter(isAbsolute)
    let folders =
      ["x86_64-linux-gnu", "aarch64-linux-gnu"].flatMap { ["/usr/lib/\($0)", "/lib/\($0)"] }
      + [
        "/usr/local/lib", "/usr/lib64", "/lib64", "/usr/lib", "/lib", "/run/current-system/sw/lib",
      ]
    return (listed + folders).map { joined($0, libraryName) }.first(where: machine.exists)
  }

  /// The version in a library's name: 0.365.0 is 0.3.65, 0.1402.0 is 1.4.2 (PipeWire 0.3.5 to 1.4).
  static func version(fileName: String) -> String? {
    let parts = fileName.split(separator: ".").suffix(3).compactMap { Int($0) }
    guard parts.count == 3, fileName.hasPrefix("libpipewire-0.3.so.0."), parts[1] > 0 else {
      return nil
    }
    return "\(parts[1] / 1000).\(parts[1] / 100 % 10).\(parts[1] % 100)"
  }
}

extension ExaminedMachine {
  /// The daemon's socket, as PipeWire's clients look for it; nil where no variable names a folder.
  var pipeWireSocket: String? {
    let name = variables("PIPEWIRE_REMOTE") ?? ""
    if isAbsolute(name) { return name }
    let folder =
      folder(of: "PIPEWIRE_RUNTIME_DIR") ?? folder(of: "XDG_RUNTIME_DIR")
      ?? folder(of: "USERPROFILE")
    return folder.map { joined($0, name.isEmpty ? "pipewire-0" : name) }
  }
}

/// Connects to a socket and leaves. Waits for nobody.
private func askDaemon(_ path: String, _ machine: ExaminedMachine) -> PipeWireState.Daemon {
  guard let status = fileStatus(machine.root + path) else {
    return errno == ENOENT || errno == ENOTDIR
      ? .absent : .silent("\(SystemError(number: errno))")
  }
  guard status.st_mode & S_IFMT == S_IFSOCK else { return .silent("\(path) is no socket") }
  do throws(SystemError) {
    // Addresses have 107 bytes; through the folder's descriptor any path is short.
    let folder = PipeEnd(
      owning: try openFile(machine.root + folderPart(of: path), O_RDONLY | O_DIRECTORY))
    let number = socket(
      AF_UNIX,
      Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard number >= 0 else { throw SystemError(number: errno) }
    let end = PipeEnd(owning: number)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = pathBytes("/proc/self/fd/\(folder.number)/\(lastPart(of: path))")
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw SystemError(number: ENAMETOOLONG)
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let outcome = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(end.number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    // A queue that is full belongs to somebody who listens.
    if outcome == 0 || errno == EAGAIN { return .answers }
    throw SystemError(number: errno)
  } catch {
    return .silent(error.number == ECONNREFUSED ? "nobody listens" : "\(error)")
  }
}

/// A node of PipeWire's, as `pw-dump` tells.
struct PipeWireNode: Equatable {
  let name: String
  let description: String
  let mediaClass: String
  let mediaRole: String
  /// The video device behind it, if it is one.
  let devicePath: String?

  var isCamera: Bool { mediaClass == "Video/Source" && mediaRole == "Camera" }

  /// Whether vbg made it.
  var isOurs: Bool { name == "vbg" || name.hasPrefix("vbg.") || name.hasPrefix("vbg-") }

  /// All nodes; nil for what is no dump.
  static func all(inDump bytes: [UInt8]) -> [PipeWireNode]? {
    guard let objects = try? JSONDecoder().decode([DumpedObject].self, from: Data(bytes)) else {
      return nil
    }
    return objects.filter { $0.type == "PipeWire:Interface:Node" }.compactMap { object in
      guard let properties = object.info?.props else { return nil }
      func text(_ key: String) -> String { properties[key]?.text ?? "" }
      return PipeWireNode(
        name: text("node.name"), description: text("node.description"),
        mediaClass: text("media.class"), mediaRole: text("media.role"),
        devicePath: properties["api.v4l2.path"]?.text)
    }
  }
}

/// An object of a dump, as far as it matters.
private struct DumpedObject: Decodable {
  struct Info: Decodable { let props: [String: DumpedValue]? }
  let type: String?
  let info: Info?

  private enum CodingKeys: CodingKey { case type, info }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    type = try? container.decode(String.self, forKey: .type)
    // Other kinds of objects have other information.
    info = try? container.decode(Info.self, forKey: .info)
  }
}

/// A property, which may be text, a number or more.
private struct DumpedValue: Decodable {
  let text: String?

  init(from decoder: any Decoder) throws {
    text = try? decoder.singleValueContainer().decode(String.self)
  }
}
