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
