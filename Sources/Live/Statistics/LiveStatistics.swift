import Synchronization

/// Counter of a session.
public enum LiveCount: Int, Sendable, CaseIterable {
  /// Frames that the camera gave.
  case captured
  /// Frames that the camera's own count says were lost before.
  case lostByCamera
  /// Frames that were damaged, and not used.
  case flawed
  /// Frames that a newer one replaced before they were processed.
  case replaced
  /// Frames that were left where they are, to keep a budget.
  case leftOut
  /// Inferences.
  case inferred
  /// Frames that were so like the inferred one that its mask was used again.
  case skipped
  /// Frames that passed the gate.
  case passed
  /// Frames that did not.
  case withheld
  /// Frames that the virtual camera took, slates and repeated ones included.
  case submitted
  /// Frames submitted again since no newer one had passed.
  case repeated
  /// Slates submitted.
  case slates
  /// Ticks of the frame clock at which nothing could be submitted.
  case dropped
}

/// The stages that a session times.
public enum LiveStage: Int, Sendable, CaseIterable {
  /// Taking a frame out of the driver's memory: decoding, conversion to RGBA.
  case intake
  /// Bringing it to the model's input.
  case load
  /// The inference.
  case inference
  /// Decoding and judging the mask.
  case mask
  /// The effect, up to the output's pixels.
  case compose
  /// Copying to the virtual camera and submitting.
  case submit
}

/// Statistics of a session since its start, or in a span of time.
public struct LiveStatistics: Sendable {
  var counts = InlineArray<13, Int>(repeating: 0)
  var nanoseconds = InlineArray<6, Int64>(repeating: 0)
  /// From a frame's capture to its first submission.
  public internal(set) var latencies = LatencyHistogram()

  /// Returns a counter's value.
  public subscript(count: LiveCount) -> Int { counts[count.rawValue] }

  /// For how long, wall clock, in all.
  public subscript(stage: LiveStage) -> Duration { .nanoseconds(nanoseconds[stage.rawValue]) }

  /// Returns what was done since `earlier`.
  public func since(_ earlier: LiveStatistics) -> LiveStatistics {
    var result = self
    for index in counts.indices { result.counts[index] -= earlier.counts[index] }
    for index in nanoseconds.indices { result.nanoseconds[index] -= earlier.nanoseconds[index] }
    result.latencies.subtract(earlier.latencies)
    return result
  }
}

/// The statistics of a session while it runs: any thread adds, any thread looks. Allocates nothing.
final class LiveCounters: Sendable {
  private let state = Mutex(LiveStatistics())

  func add(_ count: LiveCount, _ number: Int = 1) {
    state.withLock { $0.counts[count.rawValue] += number }
  }

  func add(_ stage: LiveStage, _ duration: Duration) {
    state.withLock { $0.nanoseconds[stage.rawValue] += duration.inNanoseconds }
  }

  func addLatency(_ duration: Duration) {
    state.withLock { $0.latencies.add(duration) }
  }

  var snapshot: LiveStatistics { state.withLock { $0 } }
}
