import SystemSupport

/// Error of a thread that can't be had: a limit of the user's or of a container's.
public struct ThreadError: Error, Hashable, CustomStringConvertible {
  /// The system's number of the error.
  public let number: Int32

  public var description: String {
    "expected another thread, found a limit (\(SystemError(number: number)))"
  }
}

/// Runs `body` on a thread of its own, which nobody waits for.
///
/// - Throws: `ThreadError` where a limit on threads is reached.
package func startSessionThread(
  _ name: String, _ body: @escaping @Sendable () -> Void
) throws(ThreadError) {
  do throws(SystemError) {
    try startThread(name, body)
  } catch {
    throw ThreadError(number: error.number)
  }
}
