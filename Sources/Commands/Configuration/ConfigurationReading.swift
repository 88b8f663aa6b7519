import Synchronization

/// Where the program's configuration is, and who reads its language: a parser that needs Foundation,
/// which only those programs link that have a configuration.
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

  /// The keys of a file; none when there is no such file.
  ///
  /// - Throws: `FileError`, `ConfigurationError.syntax`.
  static func read(_ path: String) throws -> [(key: String, value: ConfigurationValue)] {
    guard fileExists(path), let parse = parser.withLock({ $0 }) else { return [] }
    let text = pathText(try readFile(path, byteCountLimit: 1 << 20))
    do {
      guard case .table(let entries) = try parse(text) else { return [] }
      return entries
    } catch {
      throw ConfigurationError.syntax(path: path, reason: "\(error)")
    }
  }
}
