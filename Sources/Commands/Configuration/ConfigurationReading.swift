import Glibc
import Synchronization

/// Place of the program's configuration, and the reader of its language: a parser that needs
/// Foundation, which only those programs link that have a configuration.
public enum ConfigurationReading {
  private static let parser = Mutex<(@Sendable (String) throws -> ConfigurationValue)?>(nil)

  /// Sets what turns a file's text into its table.
  ///
  /// - Parameter parse: throws an error whose description says what is wrong and in which line.
  public static func use(_ parse: @escaping @Sendable (String) throws -> ConfigurationValue) {
    parser.withLock { $0 = parse }
  }

  /// `$XDG_CONFIG_HOME/vbg/config.toml`, by default under `~/.config`; nil without a home.
  static var path: String? {
    func variable(_ name: String) -> String? {
      environmentVariable(name).flatMap { isAbsolute($0) ? $0 : nil }
    }
    let folder = variable("XDG_CONFIG_HOME") ?? variable("HOME").map { $0 + "/.config" }
    return folder.map { $0 + "/vbg/config.toml" }
  }

  /// The keys of a file. Never waits: what is neither a file nor the null device is refused.
  ///
  /// - Parameter mayLack: whether there are none when there is no such file.
  /// - Throws: `FileError`, `ConfigurationError`.
  static func read(
    _ path: String, mayLack: Bool
  ) throws -> [(key: String, value: ConfigurationValue)] {
    guard let bytes = try bytes(path) else {
      if mayLack { return [] }
      throw ConfigurationError.absent(path: path)
    }
    return try entries(of: pathText(bytes), path: path)
  }

  /// The keys of a file's text.
  ///
  /// - Throws: `ConfigurationError`.
  static func entries(
    of text: String, path: String
  ) throws -> [(key: String, value: ConfigurationValue)] {
    guard let parse = parser.withLock({ $0 }) else { return [] }
    do {
      guard case .table(let entries) = try parse(text) else { return [] }
      return entries
    } catch {
      throw ConfigurationError.syntax(path: path, reason: "\(error)")
    }
  }

  /// Returns what a file holds; nil when there is none.
  private static func bytes(_ path: String) throws -> [UInt8]? {
    let file: FileDescriptor
    do throws(SystemError) {
      file = try FileDescriptor(path: path, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY)
    } catch {
      if error.number == ENOENT || error.number == ENOTDIR { return nil }
      throw FileError.unreadable(path: path, reason: "\(error)")
    }
    var status = stat()
    if fstat(file.number, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFREG, S_IFDIR: break
      case S_IFCHR where status.st_rdev == nullDevice: return []
      default: throw ConfigurationError.notAFile(path: path)
      }
    }
    return try readAll(file.number, path: path, byteCountLimit: 1 << 20)
  }

  /// The number of `/dev/null`: the kernel's list of devices gives it major 1 and minor 3.
  private static let nullDevice: dev_t = 1 << 8 | 3
}
