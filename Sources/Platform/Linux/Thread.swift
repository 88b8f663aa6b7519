import Glibc

/// Starts a thread that ends with `body`; nothing waits for it. It inherits the caller's signal mask.
///
/// Unlike Dispatch, which waits for ever where a limit on threads is reached (`ulimit -u`, a container's
/// `pids`), this says so.
///
/// - Throws: what the system says, at such a limit `EAGAIN`.
package func startThread(
  _ name: String, _ body: sending @escaping () -> Void
) throws(SystemError) {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  // Enough for decoders of pictures and models' kernels; the usual 8 MB count against `ulimit -v`.
  pthread_attr_setstacksize(&attributes, 1 << 20)
  let work = Unmanaged.passRetained(ThreadWork(name, body))
  var thread = pthread_t()
  let outcome = pthread_create(&thread, &attributes, ThreadWork.run, work.toOpaque())
  guard outcome == 0 else {
    work.release()
    throw SystemError(number: outcome)
  }
}

/// Body of a thread.
///
/// `@unchecked Sendable`: handed to one thread.
private final class ThreadWork: @unchecked Sendable {
  private let name: String
  private let body: () -> Void

  init(_ name: String, _ body: @escaping () -> Void) {
    self.name = name
    self.body = body
  }

  static let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { work in
    guard let work else { return nil }
    let own = Unmanaged<ThreadWork>.fromOpaque(work).takeRetainedValue()
    // At most 15 bytes, for `top -H` and debuggers.
    setName(pthread_self(), own.name)
    own.body()
    return nil
  }
}

/// pthread_setname_np(3), which pthread.h declares only under _GNU_SOURCE, and so not for Swift.
@_silgen_name("pthread_setname_np") @discardableResult
private func setName(_ thread: pthread_t, _ name: UnsafePointer<CChar>) -> Int32
