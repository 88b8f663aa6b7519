import Compositing
import Effects
import Glibc

/// Times of the stages of one frame.
struct FrameEffectTimes {
  let resize, inference, mask: Duration
  let compositing: CompositorTimings
}

extension FrameEffectTimes {
  init(_ report: FrameEffectReport) {
    resize = report.resize
    inference = report.inference
    mask = report.smoothing
    compositing = report.compositing
  }
}

/// Times of frames, stage by stage, in nanoseconds.
struct FrameTimes {
  private static let names =
    ["resize", "inference", "mask"] + CompositingStep.allCases.map(\.name) + [
      "compositor", "frame", "processor",
    ]
  private var stages = names.map { _ in [Int64]() }

  /// Measures a frame: its stages, all of it, and the calling thread's processor time.
  mutating func measure(_ process: () -> FrameEffectTimes) {
    let clock = ContinuousClock()
    let (start, processorStart) = (clock.now, threadTime())
    let times = process()
    let (total, processor) = (clock.now - start, threadTime() - processorStart)
    let durations =
      [times.resize, times.inference, times.mask]
      + CompositingStep.allCases.map { times.compositing[$0] }
      + [times.compositing.total, total]
    for (stage, duration) in durations.enumerated() { stages[stage].append(nanoseconds(duration)) }
    stages[durations.count].append(processor)
  }

  /// As `measure`, for what reports.
  mutating func measure(_ process: () -> FrameEffectReport) {
    measure { FrameEffectTimes(process()) }
  }

  static func += (times: inout Self, other: Self) {
    for stage in times.stages.indices { times.stages[stage] += other.stages[stage] }
  }

  /// The times by the stages' names.
  var json: String {
    "{" + zip(Self.names, stages).map { #""\#($0)": \#($1)"# }.joined(separator: ", ") + "}"
  }
}

/// Processor time of the calling thread, in nanoseconds.
private func threadTime() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
