import Runtime

/// Record that `vbg profile --json` prints of a model, with names in snake case: `minimum_ms`.
struct ProfileRecord: Encodable {
  struct Peak: Encodable {
    struct Bandwidth: Encodable {
      let level: String
      let gbPerS: Double
    }

    let gflopPerS: Double
    let bandwidths: [Bandwidth]
  }

  struct Step: Encodable {
    let step: Int
    let `operator`: String
    let kernels: [String]
    let shapes: String
    let meanMs: Double
    let minimumMs: Double
    let waitPercent: Double
    let sharePercent: Double
    let cumulativeSharePercent: Double
    let multiplyAdds: Int
    let bytes: Int
    let gflopPerS: Double?
    let gbPerS: Double?
    let peakPercent: Double?
    let roofPercent: Double?
    let bound: String
  }

  struct OperatorSum: Encodable {
    let `operator`: String
    let steps: Int
    let meanMs: Double
    let sharePercent: Double
    let multiplyAdds: Int
    let bytes: Int
  }

  let version: String
  let model: String
  let processor: String
  let instructionSet: String
  let threads: Int
  let runs: Int
  /// Runs with the profiler; figures of steps are means over the faster half of them.
  let profiledRuns: Int
  let minimumMs: Double
  let medianMs: Double
  let meanMs: Double
  let stepsMs: Double
  let arenaBytes: Int
  let arenaLowerBoundBytes: Int
  /// Of one thread.
  let peak: Peak
  let steps: [Step]
  let operators: [OperatorSum]

  /// All of a profile but its timeline.
  init(_ profile: ModelProfile) {
    version = Commands.version
    model = profile.modelPath
    processor = profile.processor
    instructionSet = profile.instructionSet.rawValue
    threads = profile.threadCount
    runs = profile.inference.runCount
    profiledRuns = profile.profiledRunCount
    minimumMs = profile.inference.minimum
    medianMs = profile.inference.median
    meanMs = profile.inference.mean
    stepsMs = profile.stepMilliseconds
    arenaBytes = profile.arenaByteCount
    arenaLowerBoundBytes = profile.arenaLowerBoundByteCount
    let limits = profile.roofline.peak
    peak = Peak(
      gflopPerS: limits.gigaflopsPerThread,
      bandwidths: limits.bandwidths.map {
        Peak.Bandwidth(level: $0.level.rawValue, gbPerS: $0.gigabytesPerSecond)
      })
    steps = profile.steps.enumerated().map { index, step in
      Step(
        step: index, operator: step.description.operation,
        kernels: step.description.kernelNames, shapes: step.description.shapes,
        meanMs: step.timing.mean.milliseconds, minimumMs: step.timing.minimum.milliseconds,
        waitPercent: step.timing.waitShare * 100, sharePercent: step.share * 100,
        cumulativeSharePercent: step.cumulativeShare * 100,
        multiplyAdds: step.description.multiplyAddCount, bytes: step.description.byteCount,
        gflopPerS: step.gigaflops?.ifFinite, gbPerS: step.gigabytesPerSecond.ifFinite,
        peakPercent: profile.peakShare(step.gigaflops).flatMap { ($0 * 100).ifFinite },
        roofPercent: (step.roofShare * 100).ifFinite, bound: "\(step.limit.bound)")
    }
    let total = profile.stepMilliseconds
    operators = profile.operators.map { sum in
      OperatorSum(
        operator: sum.operation, steps: sum.stepCount, meanMs: sum.seconds * 1e3,
        sharePercent: total > 0 ? sum.seconds * 1e5 / total : 0,
        multiplyAdds: sum.multiplyAddCount, bytes: sum.byteCount)
    }
  }
}

extension Double {
  /// Nil for what JSON cannot hold.
  var ifFinite: Double? { isFinite ? self : nil }
}
