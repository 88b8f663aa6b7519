import Synchronization

/// Signals that the threads of a session give each other beside frames.
final class SharedSignals: Sendable {
  /// Whether the threads should end.
  let isStopped = Atomic<Bool>(false)
  /// Whether no camera gives frames.
  let cameraIsLost = Atomic<Bool>(false)
  /// When the inference that runs now began, in nanoseconds; 0 when none runs.
  let inferenceStart = Atomic<Int64>(0)

  /// Events, on their way to a person, who may be slow to listen.
  let events: ReportingThread<LiveEvent>

  init(onEvent: @escaping @Sendable (LiveEvent) -> Void) {
    events = ReportingThread { event, lostCount in
      if lostCount > 0 { onEvent(.eventsLost(count: lostCount)) }
      onEvent(event)
    }
  }

  /// Tells a person. Waits for nobody.
  func tell(_ event: LiveEvent) { events.post(event) }

  /// Tells whether an inference has been running for longer than `limit`.
  func isStalled(at now: Duration, limit: Duration) -> Bool {
    let start = inferenceStart.load(ordering: .acquiring)
    return start != 0 && now.inNanoseconds - start > limit.inNanoseconds
  }
}
