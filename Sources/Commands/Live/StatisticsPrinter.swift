import Glibc
import Live
import Synchronization

/// Prints a session's statistics on standard output, a line a second, on threads of its own.
final class StatisticsPrinter: Sendable {
  private let writer: LineWriter
  private let isStopped = Atomic<Bool>(false)

  /// Begins.
  ///
  /// - Throws: `ThreadError`.
  init(_ form: StatisticsForm, _ session: LiveSession) throws(ThreadError) {
    var trouble = LineWriter.Trouble()
    trouble.onLoss = { report("standard output: \($0) lines were lost: nobody read them") }
    trouble.onFailure = { error in
      report(
        "\(FileError.unwritable(path: "standard output", reason: "\(error)"))")
    }
    writer = try LineWriter(STDOUT_FILENO, trouble)
    try startSessionThread("vbg.statistics") { [self] in
      let clock = MonotonicClock()
      var lines = StatisticsLines(form, session)
      var tick = FrameClock(framesPerSecond: 1, start: clock.now + .seconds(1))
      while !isStopped.load(ordering: .acquiring) {
        clock.sleep(until: tick.deadline)
        writer.write(lines.next())
        _ = tick.advance(now: clock.now)
      }
    }
  }

  /// Ends, and waits until all is written, but not for a reader who doesn't read.
  func finish(within patience: Duration) {
    isStopped.store(true, ordering: .releasing)
    writer.finish(within: patience)
  }
}
