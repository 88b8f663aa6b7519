import Effects

/// Totals of a film: what was done with its frames, and the time of each stage.
struct FilmTotals {
  private(set) var frameCount = 0
  private(set) var inferenceCount = 0
  private(set) var reuseCount = 0
  /// The largest share of a frame's mask that showed somebody.
  private(set) var largestPersonShare: Float = 0
  /// In the order of the work.
  private(set) var stages: [(name: String, time: Duration)] = []

  /// Takes a frame in that was copied as it was.
  mutating func addCopy() { frameCount += 1 }

  /// Takes a frame's report in.
  mutating func add(_ report: FrameEffectReport, background: Duration) {
    frameCount += 1
    inferenceCount += report.mask == .inferred ? 1 : 0
    reuseCount += report.mask == .reused ? 1 : 0
    largestPersonShare = max(largestPersonShare, report.personShare ?? 0)
    var index = 0
    func add(_ name: String, _ time: Duration) {
      if index == stages.count { stages.append((name, .zero)) }
      stages[index].time += time
      index += 1
    }
    add("background", background)
    add("resize", report.resize)
    add("inference", report.inference)
    add("smoothing", report.smoothing)
    for step in CompositingStep.allCases { add(step.name, report.compositing[step]) }
  }
}
