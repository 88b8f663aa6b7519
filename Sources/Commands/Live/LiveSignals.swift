import Glibc
import Live
import Synchronization

/// The signals that steer `vbg live`, taken by a thread that does nothing else: whatever hangs, they are
/// answered.
///
/// Until a session runs, SIGINT and SIGTERM end the process at once. Then the first stops the session,
/// which has `patience` to end, and the second ends the process at once. SIGHUP asks for the settings to
/// be read again.
final class LiveSignals: Sendable {
  /// Time that a session may take to end.
  private static let patience = Duration.milliseconds(900)
  private static let numbers = [SIGINT, SIGTERM, SIGHUP]

  private struct State {
    var session: LiveSession?
    var onHangup: (@Sendable () -> Void)?
    /// Whether SIGHUP came before there was a session.
    var hasHungUp = false
  }
  private let state = Mutex(State())

  /// Keeps the signals from the calling thread and from those that it makes, and starts to take them.
  ///
  /// - Throws: `ThreadError`.
  init() throws(ThreadError) {
    var set = Self.set
    pthread_sigmask(SIG_BLOCK, &set, nil)
    try startSessionThread("vbg.signals") { [self] in take() }
  }

  /// Steers a session from now on.
  ///
  /// - Parameter onHangup: must not block.
  func steer(_ session: LiveSession, onHangup: @escaping @Sendable () -> Void) {
    let hasHungUp = state.withLock { state in
      state.session = session
      state.onHangup = onHangup
      return state.hasHungUp
    }
    if hasHungUp { onHangup() }
  }

  private func take() {
    let clock = MonotonicClock()
    var first: (signal: Int32, deadline: Duration)?
    while true {
      guard let signal = Self.wait(for: first.map { $0.deadline - clock.now }) else {
        if let first, clock.now >= first.deadline { _exit(128 + first.signal) }
        continue
      }
      if signal == SIGHUP {
        hangUp()
      } else if first == nil, let session = state.withLock({ $0.session }) {
        first = (signal, clock.now + Self.patience)
        session.stop()
      } else {
        _exit(128 + signal)
      }
    }
  }

  private func hangUp() {
    let onHangup = state.withLock { state in
      state.hasHungUp = true
      return state.onHangup
    }
    onHangup?()
  }

  /// Waits for one of the signals; nil when none came in time.
  private static func wait(for timeout: Duration?) -> Int32? {
    var set = set
    guard let timeout else {
      let number = sigwaitinfo(&set, nil)
      return number > 0 ? number : nil
    }
    let (seconds, attoseconds) = max(timeout, .zero).components
    var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    let number = sigtimedwait(&set, nil, &time)
    return number > 0 ? number : nil
  }

  private static var set: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    return set
  }
}
