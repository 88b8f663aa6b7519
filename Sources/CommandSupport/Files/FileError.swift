/// Error of reading or writing a file.
package enum FileError: Error, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case folder(path: String)
  case tooLarge(path: String, byteCountLimit: Int)
  case unwritable(path: String, reason: String)

  package var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "expected a readable file '\(path)', found: \(reason)"
    case .folder(let path):
      "expected a file '\(path)', found a folder"
    case .tooLarge(let path, let limit):
      "expected a file of at most \(limit) bytes, found more in '\(path)'"
    case .unwritable(let path, let reason):
      "expected to write '\(path)', found: \(reason)"
    }
  }
}

/// A file that stays because of `--no-clobber`.
package struct ClobberError: Error, CustomStringConvertible {
  private let path: String

  package var description: String { "expected no file '\(path)' with --no-clobber, found one" }

  /// Checks that no file would be replaced; devices, pipes and standard output never are.
  ///
  /// - Throws: `ClobberError` for the first that is there.
  package static func check(_ paths: some Sequence<String>) throws(ClobberError) {
    for path in paths where path != "-" && fileExists(path) && !isDevice(path) {
      throw ClobberError(path: path)
    }
  }
}
