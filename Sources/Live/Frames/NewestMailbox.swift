import Glibc

/// Three elements between a thread that fills them and one that uses them: what is newest wins, what
/// was not fetched in time is filled again, and neither ever waits for the other's work.
///
/// `@unchecked Sendable`: the draft is the writer's, the latest the reader's, and they change places
/// with the third under the lock.
final class NewestMailbox<Element: AnyObject>: @unchecked Sendable {
  /// What the writer fills next. The writer's alone.
  private(set) var draft: Element
  /// What the reader fetched last. The reader's alone.
  private(set) var latest: Element

  private var waiting: Element
  private var isFresh = false
  private var isClosed = false
  // Locks must stay at one address.
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// A mailbox of three elements.
  init(_ make: () throws -> Element) rethrows {
    draft = try make()
    waiting = try make()
    latest = try make()
    pthread_mutex_init(lock, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(changed, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  /// Sends the draft. Whether one that nobody fetched was lost for it.
  @discardableResult
  func publish() -> Bool {
    pthread_mutex_lock(lock)
    defer {
      pthread_cond_signal(changed)
      pthread_mutex_unlock(lock)
    }
    swap(&draft, &waiting)
    defer { isFresh = true }
    return isFresh
  }

  /// Fetches the newest as `latest`; false when nothing came since the last time.
  func take() -> Bool {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    guard isFresh else { return false }
    swap(&latest, &waiting)
    isFresh = false
    return true
  }

  /// Waits until something can be fetched, the mailbox is closed, or a tenth of a second has passed.
  func wait() {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    time.tv_nsec += 100_000_000
    if time.tv_nsec >= 1_000_000_000 {
      time.tv_nsec -= 1_000_000_000
      time.tv_sec += 1
    }
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while !isFresh && !isClosed {
      if pthread_cond_timedwait(changed, lock, &time) != 0 { return }
    }
  }

  /// Makes nobody wait any more.
  func close() {
    pthread_mutex_lock(lock)
    isClosed = true
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(lock)
  }
}
