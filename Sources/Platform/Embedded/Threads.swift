/// Error of what there is none of.
public struct SystemError: Error, Hashable, CustomStringConvertible {
  public var description: String { "no more of it here" }
}

#if !SHARED_MEMORY
  /// Starts no thread: here are none.
  package func startThread(
    _ name: String, _ body: sending @escaping () -> Void
  ) throws(SystemError) { throw SystemError() }

  /// A count that nobody waits for: pools wait for workers alone, and no thread starts. Waiting would never end.
  package final class Semaphore: Sendable {
    package init(value: Int) {}
    package func wait() { fatalError("expected another thread to wait for, found none") }
    package func signal() {}
  }

  /// 1.
  package var availableProcessorCount: Int { 1 }

  /// Waits for nothing.
  package func pauseProcessor() {}

  /// Yields to nobody.
  package func sched_yield() {}
#endif

/// Unknown.
package func cacheByteCount(level: Int) -> Int? { nil }

/// -1: unknown.
package func processorOfThisThread() -> Int32 { -1 }

/// Moves nothing.
package func leaveProcessors(
  _ processors: UnsafePointer<Int32>, _ count: Int32
) -> Bool { false }
