import Synchronization

/// What the threads of a session tell each other beside frames.
final class SharedSignals: Sendable {
  /// Whether the threads should end.
  let isStopped = Atomic<Bool>(false)
  /// Whether no camera gives frames.
  let cameraIsLost = Atomic<Bool>(false)
  /// When the inference that runs now began, in nanoseconds; 0 when none runs.
  let inferenceStart = Atomic<Int64>(0)

  private let onEvent: @Sendable (LiveEvent) -> Void

  init(onEvent: @escaping @Sendable (LiveEvent) -> Void) { self.onEvent = onEvent }

  /// Tells a person.
  func tell(_ event: LiveEvent) { onEvent(event) }

  /// Whether an inference has been running for longer than `limit`.
  func isStalled(at now: Duration, limit: Duration) -> Bool {
    let start = inferenceStart.load(ordering: .acquiring)
    return start != 0 && now.inNanoseconds - start > limit.inNanoseconds
  }
}
