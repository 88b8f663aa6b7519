import Glibc
import Synchronization

/// The name that this process was started under, without folders.
package let programName: String = {
  let name = lastPart(of: processArguments.first ?? "")
  return name.isEmpty ? "vbg" : name
}()

/// Whether only errors are said.
private let onlyErrors = Atomic<Bool>(false)

/// Says nothing but errors, and prints no paths, from here on.
package func keepQuiet() { onlyErrors.store(true, ordering: .relaxed) }

/// Whether nothing but errors is said.
package var isQuiet: Bool { onlyErrors.load(ordering: .relaxed) }

/// Where reports go; nil for standard error itself.
private let reportSink = Mutex<(@Sendable (String) -> Void)?>(nil)

/// Hands the lines of `report` to `sink` from here on: for programs that must not wait for whoever reads
/// standard error.
package func sendReports(to sink: @escaping @Sendable (String) -> Void) {
  reportSink.withLock { $0 = sink }
}

/// Writes one line, `PROGRAM: MESSAGE`, on standard error; see `printable`.
package func report(_ message: String) {
  let line = "\(programName): \(printable(message))"
  if let sink = reportSink.withLock({ $0 }) {
    sink(line)
  } else {
    writeToStandardError(line + "\n")
  }
}

/// As `report`, of what is no error: not with `--quiet`.
package func note(_ message: String) {
  if !isQuiet { report(message) }
}

/// Writes text on standard error; stray bytes of paths as they are.
package func writeToStandardError(_ text: String) {
  try? writeAll(STDERR_FILENO, pathBytes(text))
}

/// Writes a line on standard output, unbuffered, so that a full disk or a closed pipe is noticed. Stray
/// bytes of paths are written as they are, so that other programs find the files.
package func printLine(_ line: String) throws(FileError) {
  try writeFile("-", pathBytes(line) + [UInt8(ascii: "\n")])
}

/// Prints the path of a file that was written: not with `--quiet`.
package func printPath(_ path: String) throws(FileError) {
  if !isQuiet { try printLine(path) }
}

/// `text` for a person, in one line: what file names can hold and a terminal can't show, or would obey,
/// is escaped. Stray bytes are `\xE9`, control characters `\u{a}`.
package func printable(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: \.isUnprintable) else { return text }
  var shown = ""
  for scalar in text.unicodeScalars {
    if let byte = scalar.strayByte {
      shown += "\\x" + String(byte, radix: 16, uppercase: true)
    } else if scalar.isUnprintable {
      shown += "\\u{" + String(scalar.value, radix: 16) + "}"
    } else {
      shown.unicodeScalars.append(scalar)
    }
  }
  return shown
}

extension Unicode.Scalar {
  fileprivate var isUnprintable: Bool {
    // Nearly all text is plain.
    if (0x20...0x7E).contains(value) { return false }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse: return true
    default: return false
    }
  }
}
