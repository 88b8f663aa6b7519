import CProcess
import Dispatch
import Glibc
import Synchronization

/// Turns the first SIGINT, SIGTERM or SIGHUP into a call on a thread of its own. What is under way then has
/// ten seconds to end well: after that children are killed, and two seconds later the process ends. The
/// same signal again ends it at once. Neither leaves a half-written file or a child behind.
///
/// Signals that were ignored stay so (`nohup`). Where no thread can be made, the first signal ends the
/// process. One watch at a time.
public final class InterruptWatch: Sendable {
  private let events: PipeEnd
  private let finished = DispatchSemaphore(value: 0)
  private static let isWatching = Atomic<Bool>(false)
  private static let dismissed: UInt8 = 0

  /// Starts to watch.
  ///
  /// - Parameters:
  ///   - patience: how long what is under way may take to end, in seconds.
  ///   - onInterrupt: called at most once, not in a signal handler: it may do anything.
  /// - Throws: `FilmError.cannotStart` when no pipe can be made.
  public init(
    patience: Int = 10, _ onInterrupt: @escaping @Sendable () -> Void
  ) throws(FilmError) {
    let ends: (reading: PipeEnd, writing: PipeEnd)
    do throws(SystemError) {
      ends = try PipeEnd.pipe()
    } catch {
      throw .cannotStart("the watch for interrupts", reason: "\(error)")
    }
    events = ends.writing
    let wasWatching = Self.isWatching.exchange(true, ordering: .sequentiallyConsistent)
    precondition(!wasWatching, "expected one watch for interrupts at a time")
    guardAgainstSignals()
    let (reading, finished) = (ends.reading, finished)
    do throws(SystemError) {
      try startThread("vbg.interrupts") {
        if let number = Self.event(reading), number != Self.dismissed {
          onInterrupt()
          Self.hasten(Int32(number), reading, patience: patience)
        }
        finished.signal()
      }
      watchSignals(events.number)
    } catch {
      finished.signal()
    }
  }

  /// Ends the watch.
  deinit {
    endSignalWatch()
    withUnsafeBytes(of: Self.dismissed) { event in _ = try? events.write(event) }
    finished.wait()
    Self.isWatching.store(false, ordering: .sequentiallyConsistent)
  }

  /// Waits for the watch's end, and makes it come.
  private static func hasten(_ number: Int32, _ events: PipeEnd, patience: Int) {
    if waitForDismissal(events, seconds: patience) { return }
    killGuardedChildren()
    if waitForDismissal(events, seconds: 2) { return }
    endBySignal(number)
  }

  private static func waitForDismissal(_ events: PipeEnd, seconds: Int) -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
      let (rest, attoseconds) = max(.zero, end - ContinuousClock.now).components
      var wait = pollfd(fd: events.number, events: Int16(POLLIN), revents: 0)
      let outcome = poll(&wait, 1, Int32(rest * 1000 + attoseconds / 1_000_000_000_000_000))
      if outcome == 0 { return false }
      // Other signals change nothing.
      if outcome > 0, event(events) == dismissed { return true }
    }
  }

  private static func event(_ events: PipeEnd) -> UInt8? {
    withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { byte in
      (try? events.read(into: byte)) == 1 ? byte[0] : nil
    }
  }
}
