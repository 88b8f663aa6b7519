import Dispatch
import Glibc
import Synchronization

/// Turns the first SIGINT or SIGTERM into a call on a thread of its own; a second one ends the
/// process as if nothing watched.
///
/// One watch at a time.
public final class InterruptWatch: Sendable {
  private let events: PipeEnd
  private let finished = DispatchSemaphore(value: 0)
  private static let numbers = [SIGINT, SIGTERM]

  /// The descriptor that the signal handler writes to; -1 when nothing watches.
  private static let target = Atomic<Int32>(-1)
  private static let interrupted: UInt8 = 1
  private static let dismissed: UInt8 = 0

  /// Starts to watch.
  ///
  /// - Parameter onInterrupt: called at most once, not in a signal handler: it may do anything.
  /// - Throws: `FilmError.cannotStart` when no pipe can be made.
  public init(_ onInterrupt: @escaping @Sendable () -> Void) throws(FilmError) {
    let ends: (reading: PipeEnd, writing: PipeEnd)
    do throws(SystemError) {
      ends = try PipeEnd.pipe()
    } catch {
      throw .cannotStart("the watch for interrupts", reason: "\(error)")
    }
    events = ends.writing
    let isFirst = Self.target.compareExchange(
      expected: -1, desired: events.number, ordering: .sequentiallyConsistent
    ).exchanged
    precondition(isFirst, "expected one watch for interrupts at a time")
    for number in Self.numbers {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in
        let saved = errno
        var event = InterruptWatch.interrupted
        _ = Glibc.write(InterruptWatch.target.load(ordering: .relaxed), &event, 1)
        errno = saved
      }
      action.sa_flags = Int32(truncatingIfNeeded: SA_RESETHAND) | SA_RESTART
      sigaction(number, &action, nil)
    }
    // Who started this process may have had them blocked in its own thread, which is inherited.
    var watched = sigset_t()
    sigemptyset(&watched)
    for number in Self.numbers { sigaddset(&watched, number) }
    pthread_sigmask(SIG_UNBLOCK, &watched, nil)
    let (reading, finished) = (ends.reading, finished)
    DispatchQueue(label: "vbg.interrupts").async {
      withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { event in
        if (try? reading.read(into: event)) == 1, event[0] == Self.interrupted { onInterrupt() }
      }
      finished.signal()
    }
  }

  /// Ends the watch and gives the signals back their default.
  deinit {
    for number in Self.numbers { signal(number, SIG_DFL) }
    Self.target.store(-1, ordering: .sequentiallyConsistent)
    withUnsafeBytes(of: Self.dismissed) { event in _ = try? events.write(event) }
    finished.wait()
  }
}
