import Glibc

/// Line that tells which frame of several is at work; only where standard error is a terminal.
package struct Progress {
  private let count: Int
  private let isShown: Bool
  private var position = 0

  /// Progress over `count` frames.
  package init(count: Int, isQuiet: Bool) {
    self.count = count
    isShown = count > 1 && !isQuiet && isatty(STDERR_FILENO) == 1
  }

  /// Shows that the next frame begins.
  package mutating func step(_ path: String) {
    position += 1
    if isShown { writeToStandardError("\r\u{1b}[K\(position)/\(count) \(printable(path))") }
  }

  /// Clears the line for other output.
  package func clear() {
    if isShown { writeToStandardError("\r\u{1b}[K") }
  }
}
