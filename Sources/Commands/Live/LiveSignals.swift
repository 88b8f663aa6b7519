import Glibc

/// The signals that steer `vbg live`, taken by one thread that waits for them.
enum LiveSignals {
  private static let numbers = [SIGINT, SIGTERM, SIGHUP]

  /// Keeps the signals from the calling thread and from those that it makes.
  static func block() {
    var set = signalSet
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Waits for one of the signals.
  ///
  /// - Returns: its number; nil when none came in time.
  static func wait(for timeout: Duration) -> Int32? {
    var set = signalSet
    let (seconds, attoseconds) = max(timeout, .zero).components
    var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    let number = sigtimedwait(&set, nil, &time)
    return number > 0 ? number : nil
  }

  private static var signalSet: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    return set
  }
}
