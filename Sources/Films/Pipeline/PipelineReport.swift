import Synchronization

/// Report of a run of a `FramePipeline`.
public struct PipelineReport: Sendable {
  /// One stage of the run.
  public struct Stage: Hashable, Sendable {
    /// Frames that it handled.
    public var frameCount = 0
    /// Time at work.
    public var working = Duration.zero
    /// Time spent waiting for its neighbors.
    public var waiting = Duration.zero
  }

  /// The stage that reads.
  public let reading: Stage
  /// The stage that transforms.
  public let transforming: Stage
  /// The stage that writes.
  public let writing: Stage
  /// Fault for which the source broke off before its end; nil when it did not.
  public let fault: FilmError?
  /// Whether somebody asked to stop.
  public let wasInterrupted: Bool
}

/// Measures one stage.
///
/// `@unchecked Sendable`: written by the stage's thread, read once that is done.
final class StageClock: @unchecked Sendable {
  private(set) var report = PipelineReport.Stage()

  func countFrame() { report.frameCount += 1 }

  func working<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let start = ContinuousClock.now
    defer { report.working += ContinuousClock.now - start }
    return try body()
  }

  func waiting<Result>(_ body: () -> Result) -> Result {
    let start = ContinuousClock.now
    defer { report.waiting += ContinuousClock.now - start }
    return body()
  }
}
