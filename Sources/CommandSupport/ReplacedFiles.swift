package import ArgumentParser
import Glibc

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

/// Checks that bytes for standard output would not go to a terminal.
///
/// - Parameter option: what asked for standard output, such as `--output -`.
/// - Throws: `ValidationError`.
package func refuseTerminal(for option: String) throws(ValidationError) {
  guard isatty(STDOUT_FILENO) == 1 else { return }
  throw ValidationError("expected a file or a pipe to write to with \(option), found a terminal")
}
