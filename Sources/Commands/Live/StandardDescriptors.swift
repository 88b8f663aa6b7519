import Glibc
import Live

/// Opens what is missing of standard input, output and error, so that no device gets their numbers and
/// then what is printed. Reading and writing there fail as before.
func fillStandardDescriptors() {
  for (number, flags) in [
    (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
  ] where fcntl(number, F_GETFD) < 0 {
    // The lowest free number is taken, which is this one.
    _ = open("/dev/null", flags)
  }
}

/// Writes reports on a thread of its own from here on, as nobody may be reading them.
///
/// - Throws: `ThreadError`.
func reportWithoutWaiting() throws(ThreadError) -> LineWriter {
  var trouble = LineWriter.Trouble()
  trouble.lossLine = { "\(programName): \(lostMessages($0))\n" }
  let writer = try LineWriter(STDERR_FILENO, trouble)
  sendReports { writer.write($0) }
  return writer
}
