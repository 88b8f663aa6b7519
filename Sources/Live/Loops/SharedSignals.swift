import Synchronization

/// Signals that the threads of a session give each other beside frames.
final class SharedSignals: Sendable {
  /// Whether the threads should end.
  let isStopped = Atomic<Bool>(false)
  /// Whether no camera gives frames.
  let cameraIsLost = Atomic<Bool>(false)
  /// Number of the camera's connection: frames of an older one no longer leave.
  let generation = Atomic<Int>(0)
  /// Whether the camera is to be open.
  let demand: CameraDemand
  /// Pictures of what leaves, for who asks.
  let snapshots = SnapshotDesk()
  /// Pictures of the camera as they are, for who asks.
  let originals = PictureDesk()
  /// When somebody last asked for a preview, in nanoseconds.
  private let viewTime = Atomic<Int64>(.min)
  /// Which frames become pictures.
  let pace: PicturePace
  /// When the inference that runs now began, in nanoseconds; 0 when none runs.
  let inferenceStart = Atomic<Int64>(0)

  /// Events, on their way to a person, who may be slow to listen.
  let events: ReportingThread<LiveEvent>

  init(
    demand: CameraDemand, pace: PicturePace, onEvent: @escaping @Sendable (LiveEvent) -> Void
  ) {
    self.demand = demand
    self.pace = pace
    events = ReportingThread { event, lostCount in
      if lostCount > 0 { onEvent(.eventsLost(count: lostCount)) }
      onEvent(event)
    }
  }

  /// Holds back all frames that the camera has given so far; the camera is then opened anew.
  func forgetFrames() { generation.add(1, ordering: .sequentiallyConsistent) }

  /// Notes that somebody looks at previews, who counts as a reader for a moment.
  func noteViewer(at now: Duration) {
    viewTime.store(now.inNanoseconds, ordering: .releasing)
    demand.wake()
  }

  /// Tells whether somebody looks at previews.
  func hasViewer(at now: Duration) -> Bool {
    let time = viewTime.load(ordering: .acquiring)
    return time != .min && now.inNanoseconds - time < 500_000_000
  }

  /// Tells a person. Waits for nobody.
  func tell(_ event: LiveEvent) { events.post(event) }

  /// Tells whether an inference has been running for longer than `limit`.
  func isStalled(at now: Duration, limit: Duration) -> Bool {
    let start = inferenceStart.load(ordering: .acquiring)
    return start != 0 && now.inNanoseconds - start > limit.inNanoseconds
  }
}
