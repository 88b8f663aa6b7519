import Glibc

/// Why a thread can't be had: a limit of the user's or of a container's.
public struct ThreadError: Error, Hashable, CustomStringConvertible {
  /// The system's number of the error.
  public let number: Int32

  public var description: String {
    "expected another thread, found a limit (\(String(cString: strerror(number))))"
  }
}

/// Runs `body` on a thread of its own, which nobody waits for. Unlike a queue's, such a thread either
/// exists when this returns, or an error says that it doesn't.
package func startThread(_ body: @escaping @Sendable () -> Void) throws(ThreadError) {
  final class Start {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  let start = Unmanaged.passRetained(Start(body))
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  defer { pthread_attr_destroy(&attributes) }
  var thread = pthread_t()
  let error = pthread_create(
    &thread, &attributes,
    { argument in
      if let argument { Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body() }
      return nil
    }, start.toOpaque())
  guard error == 0 else {
    start.release()
    throw ThreadError(number: error)
  }
}
