import CProcess
import Glibc

/// Keeps the signals that ask for an end from the calling thread, so that it cleans up first; what came
/// meanwhile is delivered when this goes, and ends the process as it should.
///
/// For processes of one thread: others would still get the signals.
final class DeferredSignals {
  private var previous = sigset_t()
  private var set = sigset_t()
  private var taken: Int32?

  init() {
    sigemptyset(&set)
    // What is ignored (`nohup`) stays ignored.
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] where !isIgnored(number) {
      sigaddset(&set, number)
    }
    pthread_sigmask(SIG_BLOCK, &set, &previous)
  }

  deinit {
    pthread_sigmask(SIG_SETMASK, &previous, nil)
    guard let taken else { return }
    // Who started this process may have had it blocked, which is inherited.
    var one = sigset_t()
    sigemptyset(&one)
    sigaddset(&one, taken)
    pthread_sigmask(SIG_UNBLOCK, &one, nil)
    raise(taken)
  }

  /// Whether one came.
  var isAsked: Bool {
    if taken != nil { return true }
    return wait(milliseconds: 0) != nil
  }

  /// Waits for one; nil when none came in time.
  func wait(milliseconds: Int) -> Int32? {
    var time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
    let number = sigtimedwait(&set, nil, &time)
    guard number > 0 else { return nil }
    taken = taken ?? number
    return number
  }
}
