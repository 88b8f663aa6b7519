import Runtime
import Segmentation

/// A profile of a model: what all of its printed forms show.
struct ModelProfile {
  /// One step and its figures.
  struct Step {
    let description: StepDescription
    let timing: Profiler.StepTiming
    /// Of the sum of all steps, 0...1.
    let share: Double
    /// Of this step and all before it, 0...1.
    let cumulativeShare: Double
    let limit: (seconds: Double, bound: Roofline.Bound)

    var seconds: Double { timing.mean.milliseconds / 1e3 }
    /// Nil for a step without multiply-adds.
    var gigaflops: Double? {
      description.multiplyAddCount > 0
        ? 2e-9 * Double(description.multiplyAddCount) / seconds : nil
    }
    var gigabytesPerSecond: Double { 1e-9 * Double(description.byteCount) / seconds }
    /// Of what the roofline allows, 0...1 (more when tensors come from a nearer cache).
    var roofShare: Double { limit.seconds / seconds }
  }

  /// All steps of one operator.
  struct OperatorSum {
    let operation: String
    var stepCount = 0
    var seconds = 0.0
    var multiplyAddCount = 0
    var byteCount = 0
  }

  /// The whole inference, milliseconds.
  struct Inference {
    let minimum: Double
    let median: Double
    let mean: Double
    let runCount: Int

    /// - Precondition: at least one duration.
    init(_ durations: [Duration]) {
      let sorted = durations.map(\.milliseconds).sorted()
      let middle = sorted.count / 2
      minimum = sorted[0]
      median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
      mean = sorted.reduce(0, +) / Double(sorted.count)
      runCount = sorted.count
    }
  }

  let modelPath: String
  let instructionSet: InstructionSet
  let threadCount: Int
  let processor: String
  let roofline: Roofline
  let inference: Inference
  let steps: [Step]
  let profiledRunCount: Int
  let fastestRun: ProfiledRun
  let arenaByteCount: Int
  let arenaLowerBoundByteCount: Int

  /// Takes what a profiler collected of a plan, beside times of runs without it.
  ///
  /// - Precondition: at least one run of each kind.
  init(
    modelPath: String, plan: ExecutionPlan, profiler: Profiler, durations: [Duration],
    peak: MachinePeak
  ) {
    self.modelPath = modelPath
    instructionSet = plan.instructionSet
    threadCount = profiler.threadCount
    processor = processorName()
    let roofline = Roofline(peak, threadCount: profiler.threadCount)
    self.roofline = roofline
    profiledRunCount = profiler.runCount
    inference = Inference(durations)
    fastestRun = profiler.fastestRun
    arenaByteCount = plan.arenaByteCount
    arenaLowerBoundByteCount = plan.arenaLowerBoundByteCount
    let descriptions = plan.stepDescriptions
    let timings = profiler.timings
    let total = timings.reduce(0) { $0 + $1.mean.milliseconds }
    var reached = 0.0
    steps = zip(descriptions, timings).map { description, timing in
      reached += timing.mean.milliseconds
      return Step(
        description: description, timing: timing,
        share: total > 0 ? timing.mean.milliseconds / total : 0,
        cumulativeShare: total > 0 ? reached / total : 0,
        limit: roofline.minimumSeconds(
          multiplyAddCount: description.multiplyAddCount, byteCount: description.byteCount))
    }
  }

  /// Peaks that were measured of the machine, one thread, for people.
  var peakSentence: String {
    let rates = roofline.peak.bandwidths.map { bandwidth in
      "\(bandwidth.level.rawValue) \(fixedPoint(bandwidth.gigabytesPerSecond, decimals: 0)) GB/s"
    }
    let gigaflops = fixedPoint(roofline.peak.gigaflopsPerThread, decimals: 0)
    return "one thread measured: \(gigaflops) GFLOP/s, \(rates.joined(separator: ", "))"
  }

  /// Of the FMA peak of all threads, 0...1; nil for a step without multiply-adds.
  func peakShare(_ gigaflops: Double?) -> Double? { gigaflops.map { $0 / roofline.gigaflops } }

  /// Mean of all steps together, milliseconds.
  var stepMilliseconds: Double { steps.reduce(0) { $0 + $1.timing.mean.milliseconds } }

  /// Sums by operator, the slowest first.
  var operators: [OperatorSum] {
    var sums: [OperatorSum] = []
    for step in steps {
      let operation = step.description.operation
      let index = sums.firstIndex { $0.operation == operation } ?? sums.count
      if index == sums.count { sums.append(OperatorSum(operation: operation)) }
      sums[index].stepCount += 1
      sums[index].seconds += step.seconds
      sums[index].multiplyAddCount += step.description.multiplyAddCount
      sums[index].byteCount += step.description.byteCount
    }
    return sums.sorted { $0.seconds > $1.seconds }
  }
}

/// Kernels in short, for people: tiles without their family, the level once.
func shortKernelNames(_ names: [String]) -> String {
  let names = names.map { name in
    ["convolution ", "depthwise "].reduce(name) { name, family in
      name.hasPrefix(family) ? String(name.dropFirst(family.count)) : name
    }
  }
  guard let last = names.last else { return "-" }
  return
    (names.dropLast().map { $0.split(separator: " ").dropLast().joined(separator: " ") } + [last])
    .joined(separator: "+")
}

extension StepDescription {
  /// The shapes without leading ones.
  var shortShapes: String {
    shapes.split(separator: " ").map { word in
      let sizes = word.split(separator: "x")
      let trimmed = sizes.dropLast().drop { $0 == "1" } + sizes.suffix(1)
      return trimmed.joined(separator: "x")
    }.joined(separator: " ")
  }
}

/// Returns what the system calls this processor.
func processorName() -> String {
  let bytes = (try? readFile("/proc/cpuinfo", byteCountLimit: 16 << 20)) ?? []
  for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  where line.hasPrefix("model name") {
    if let colon = line.firstIndex(of: ":") {
      return String(line[colon...].dropFirst().drop { $0 == " " })
    }
  }
  return "unknown processor"
}
