package import ArgumentParser
import Glibc

/// Checks that bytes for standard output would not go to a terminal.
///
/// - Parameter option: what asked for standard output, such as `--output -`.
/// - Throws: `ValidationError`.
package func refuseTerminal(for option: String) throws(ValidationError) {
  guard isatty(STDOUT_FILENO) == 1 else { return }
  throw ValidationError("expected a file or a pipe to write to with \(option), found a terminal")
}
