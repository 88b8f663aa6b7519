import Glibc

/// A program that was asked something, and has half a second to answer.
///
/// Programs end with the thread that asked them.
final class AskedProgram {
  /// The answer of a program that ended.
  struct Answer {
    let status: ExitStatus
    /// Standard output and standard error.
    let output: [UInt8]
  }

  /// Time that a program may take.
  private static let patience = Duration.milliseconds(500)
  private static let outputLimit = 1 << 25

  private var child: StartedChild?
  private let log: MemoryFile?
  private let start = ContinuousClock.now

  /// Starts a program of the machine's; where it can't be started, there is no answer.
  init(_ path: String, _ arguments: [String], _ machine: ExaminedMachine) {
    log = try? MemoryFile([])
    guard let log else { return }
    child = try? StartedChild(
      machine.root + path, arguments, streams: [nil, log.end.number, log.end.number])
  }

  /// The answer; nil where none came in time. The program is gone then.
  private(set) lazy var answer: Answer? = takeAnswer()

  private func takeAnswer() -> Answer? {
    guard let log, let child = child.take() else { return nil }
    while !child.hasEnded {
      let rest = Self.patience - (ContinuousClock.now - start)
      if rest <= .zero {
        _ = child.reap()
        return nil
      }
      // The descriptor tells of the end; a look now and then does where there is none.
      var end = pollfd(fd: child.end, events: Int16(POLLIN), revents: 0)
      poll(&end, 1, child.end < 0 ? 5 : Int32(max(1, rest.milliseconds)))
    }
    let status = child.reap()
    lseek(log.end.number, 0, SEEK_SET)
    let output = try? readAll(
      log.end.number, path: "the answer", byteCountLimit: Self.outputLimit)
    return Answer(status: status, output: output ?? [])
  }
}
