/// One run as threads saw it; times count from the moment when the first of them began.
public struct ProfiledRun: Sendable {
  /// A thread's part in a step.
  public struct Part: Sendable {
    /// When it began.
    public let start: Duration
    /// When its work was done and it went to the barrier, if there is one.
    public let end: Duration
    /// When it went on to the next step.
    public let release: Duration
  }

  /// Threads that took part.
  public let threadCount: Int
  /// Steps.
  public let stepCount: Int
  /// From the first thread's start to the last one's release.
  public let duration: Duration

  /// `[thread][step]`
  private let parts: [[Part]]

  init(_ timeline: StepTimeline) {
    let (stepCount, threadCount) = (timeline.stepCount, timeline.threadCount)
    let threads = 0..<threadCount
    let origin = threads.map { timeline.start(ofStep: 0, thread: $0) }.min() ?? 0
    func sinceOrigin(_ nanoseconds: UInt64) -> Duration {
      .nanoseconds(Int64(bitPattern: nanoseconds &- origin))
    }
    parts = threads.map { thread in
      (0..<stepCount).map { step in
        Part(
          start: sinceOrigin(timeline.start(ofStep: step, thread: thread)),
          end: sinceOrigin(timeline.end(ofStep: step, thread: thread)),
          release: sinceOrigin(timeline.start(ofStep: step + 1, thread: thread)))
      }
    }
    duration =
      threads.map { sinceOrigin(timeline.start(ofStep: stepCount, thread: $0)) }.max() ?? .zero
    self.stepCount = stepCount
    self.threadCount = threadCount
  }

  /// A thread's part in a step.
  ///
  /// - Precondition: both exist.
  public func part(ofStep step: Int, thread: Int) -> Part { parts[thread][step] }
}
