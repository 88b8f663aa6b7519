import Glibc
import Synchronization

/// The name that this process was started under, without folders.
package let programName: String = {
  let started = CommandLine.arguments.first ?? ""
  return started.split(separator: "/").last.map(String.init) ?? "vbg"
}()

/// Whether only errors are said.
private let onlyErrors = Atomic<Bool>(false)

/// Says nothing but errors, and prints no paths, from here on.
package func keepQuiet() { onlyErrors.store(true, ordering: .relaxed) }

/// Whether nothing but errors is said.
package var isQuiet: Bool { onlyErrors.load(ordering: .relaxed) }

/// Writes one line, `PROGRAM: MESSAGE`, on standard error; line breaks and other control characters
/// within the message (file names can hold them) become question marks.
package func report(_ message: String) {
  writeToStandardError("\(programName): \(printable(message))\n")
}

/// As `report`, of what is no error: not with `--quiet`.
package func note(_ message: String) {
  if !isQuiet { report(message) }
}

/// Writes text as it is on standard error.
package func writeToStandardError(_ text: String) {
  var text = text
  _ = text.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

/// Writes a line on standard output, unbuffered, so that a full disk or a closed pipe is noticed.
package func printLine(_ line: String) throws(FileError) {
  try writeFile("-", Array("\(line)\n".utf8))
}

/// Prints the path of a file that was written: not with `--quiet`.
package func printPath(_ path: String) throws(FileError) {
  if !isQuiet { try printLine(path) }
}

/// `text` with a question mark for every control character, so that it takes one line.
package func printable(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
    return text
  }
  var scalars = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    scalars.append(scalar.properties.generalCategory == .control ? "?" : scalar)
  }
  return String(scalars)
}
