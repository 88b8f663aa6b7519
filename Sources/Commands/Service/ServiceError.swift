/// Error of a service that can't be installed or removed.
enum ServiceError: Error, CustomStringConvertible {
  /// A word that no unit can hold.
  case unwritable(word: String)
  /// Neither `XDG_CONFIG_HOME` nor `HOME` is an absolute path.
  case noFolder
  /// A unit of that name that vbg did not write.
  case foreign(path: String)
  /// Refusal of the system to change a path.
  case refused(path: String, reason: String)

  var description: String {
    switch self {
    case .unwritable(let word):
      "expected a folder that a unit can name, found '\(word)'"
    case .noFolder:
      "expected HOME or XDG_CONFIG_HOME to name a folder by an absolute path, found neither"
    case .foreign(let path):
      "expected a unit that vbg wrote, or none, found another in '\(path)': remove it yourself"
    case .refused(let path, let reason):
      "expected to change '\(path)', found: \(reason)"
    }
  }
}
