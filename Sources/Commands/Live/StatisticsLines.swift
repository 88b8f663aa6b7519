import FoundationEssentials
import Live

/// Tells what a session did in the last second, a line each time.
struct StatisticsLines {
  private let form: StatisticsForm
  private let session: LiveSession
  private let clock = MonotonicClock()
  private var before: LiveStatistics
  private var timeBefore: Duration
  private var processorBefore: Duration

  init(_ form: StatisticsForm, _ session: LiveSession) {
    self.form = form
    self.session = session
    before = session.statistics
    timeBefore = clock.now
    processorBefore = processorTime()
  }

  /// The line since the last.
  mutating func next() -> String {
    let (now, time, processor) = (session.statistics, clock.now, processorTime())
    let record = StatisticsRecord(
      now.since(before), elapsed: time - timeBefore, processor: processor - processorBefore)
    (before, timeBefore, processorBefore) = (now, time, processor)
    return switch form {
    case .text: record.sentence
    case .json: record.json
    }
  }
}

/// Statistics of a span of time, for people and machines.
struct StatisticsRecord: Encodable {
  /// Frames a second that the camera gave.
  let inputRate: Double
  /// Frames a second that the virtual camera took.
  let outputRate: Double
  /// Counts of each thing of `LiveCount`.
  let counts: [String: Int]
  /// Mean milliseconds of each of `LiveStage`, over the times that it ran.
  let stageMilliseconds: [String: Double]
  /// Of one core.
  let processorPercent: Double
  let latencyMedianMilliseconds: Double?
  let latency99thMilliseconds: Double?

  init(_ statistics: LiveStatistics, elapsed: Duration, processor: Duration) {
    let seconds = elapsed.milliseconds / 1000
    func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }
    func rate(_ count: LiveCount) -> Double {
      seconds > 0 ? rounded(Double(statistics[count]) / seconds) : 0
    }
    inputRate = rate(.captured)
    outputRate = rate(.submitted)
    counts = Dictionary(
      uniqueKeysWithValues: LiveCount.allCases.map { ("\($0)", statistics[$0]) })
    stageMilliseconds = Dictionary(
      uniqueKeysWithValues: LiveStage.allCases.compactMap { stage in
        let runCount = stage.runCount(in: statistics)
        guard runCount > 0 else { return nil }
        return ("\(stage)", rounded(statistics[stage].milliseconds / Double(runCount)))
      })
    processorPercent = seconds > 0 ? rounded(processor.milliseconds / seconds / 10) : 0
    latencyMedianMilliseconds = statistics.latencies.quantile(0.5)?.milliseconds
    latency99thMilliseconds = statistics.latencies.quantile(0.99)?.milliseconds
  }

  var sentence: String {
    let stages = LiveStage.allCases.compactMap { stage in
      stageMilliseconds["\(stage)"].map { "\(stage) \($0)" }
    }
    let shown: [LiveCount] = [.inferred, .skipped, .withheld, .slates, .repeated, .dropped]
    let numbers = (shown + [.leftOut, .replaced, .flawed, .lostByCamera]).compactMap {
      count -> String? in
      let number = counts["\(count)"] ?? 0
      return shown.contains(count) || number > 0 ? "\(count) \(number)" : nil
    }
    var parts = [
      "in \(inputRate) out \(outputRate) fps", stages.joined(separator: " ") + " ms",
      numbers.joined(separator: " "), "CPU \(processorPercent) %",
    ]
    if let median = latencyMedianMilliseconds, let high = latency99thMilliseconds {
      parts.append("latency \(median) ms, 99 % \(high) ms")
    }
    return parts.joined(separator: " | ")
  }

  /// One line, keys sorted.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}

extension LiveStage {
  /// Counts how often the stage ran.
  fileprivate func runCount(in statistics: LiveStatistics) -> Int {
    switch self {
    case .intake: statistics[.captured] - statistics[.flawed] - statistics[.leftOut]
    case .load: statistics[.inferred] + statistics[.skipped]
    case .inference, .mask: statistics[.inferred]
    case .compose: statistics[.passed]
    case .submit: statistics[.submitted]
    }
  }
}
