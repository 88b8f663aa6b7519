/// An error, and the file that it is about.
package struct InContext: Error, CustomStringConvertible {
  let path: String
  let error: any Error

  package init(path: String, error: any Error) {
    self.path = path
    self.error = error
  }

  package var description: String {
    // A file's own error names it already.
    error is FileError ? "\(error)" : "\(shownPath(path)): \(error)"
  }
}

/// A path for messages.
package func shownPath(_ path: String) -> String { path == "-" ? "standard input" : path }
