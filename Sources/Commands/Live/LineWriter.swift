import Glibc
import Live

/// Writes lines to a descriptor on a thread of its own: a reader who is slow, gone or stopped costs lines,
/// never time.
final class LineWriter: Sendable {
  /// Format in which the writer tells what went wrong.
  struct Trouble: Sendable {
    /// A line in place of those that were lost, written before the next; empty for none.
    var lossLine: @Sendable (Int) -> String = { _ in "" }
    /// Lines can be written again, after so many were lost.
    var onLoss: @Sendable (Int) -> Void = { _ in }
    /// Lines can't be written; told once until they can.
    var onFailure: @Sendable (SystemError) -> Void = { _ in }
  }

  private let lines: ReportingThread<String>

  /// Starts to write.
  ///
  /// - Throws: `ThreadError`.
  init(_ descriptor: Int32, _ trouble: Trouble) throws(ThreadError) {
    let output = LineOutput(descriptor, trouble)
    lines = ReportingThread { output.take($0, afterLossOf: $1) }
    try lines.start()
  }

  /// Writes a line, which may be lost. Waits for nobody.
  func write(_ line: String) { lines.post("\(line)\n") }

  /// Waits until all is written, but not for a reader who doesn't read.
  func finish(within patience: Duration) { lines.finish(within: patience) }
}

/// The descriptor, and what went wrong with it.
///
/// `@unchecked Sendable`: the writing thread's alone.
private final class LineOutput: @unchecked Sendable {
  private let descriptor: Int32
  private let trouble: LineWriter.Trouble
  private var unsaidLossCount = 0
  private var hasFailed = false

  init(_ descriptor: Int32, _ trouble: LineWriter.Trouble) {
    self.descriptor = descriptor
    self.trouble = trouble
  }

  func take(_ line: String, afterLossOf lostCount: Int) {
    unsaidLossCount += lostCount
    let lossLine = unsaidLossCount > 0 ? trouble.lossLine(unsaidLossCount) : ""
    do throws(SystemError) {
      try writeAll(descriptor, pathBytes(lossLine + line))
      hasFailed = false
      if unsaidLossCount > 0 { trouble.onLoss(unsaidLossCount) }
      unsaidLossCount = 0
    } catch {
      unsaidLossCount += 1
      if !hasFailed { trouble.onFailure(error) }
      hasFailed = true
    }
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
