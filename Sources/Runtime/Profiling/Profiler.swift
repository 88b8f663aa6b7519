import Threads

/// Collects where the time of a session's runs goes, step by step and thread by thread.
///
/// Give it to `Session.run(profiler:)` as often as wanted. All its memory is allocated here, none while
/// it collects. Looking at the clock costs a run about 50 ns a step: whole-run times belong to runs
/// without a profiler.
public final class Profiler {
  /// Time of a step.
  public struct StepTiming: Sendable {
    /// The shortest run, from the end of the step before on the last thread to the end of this one:
    /// so it is right too where threads do not meet between two steps.
    public let minimum: Duration
    /// As `minimum`, the mean over the faster half of the runs (rounded up): when other processes take
    /// a core, times say more of them than of the plan.
    public let mean: Duration
    /// The share of all threads' time, in the same runs, that went by at the barrier: 0...1.
    public let waitShare: Double
  }

  /// Runs profiled so far.
  public private(set) var runCount = 0
  /// Threads that took part in the latest run.
  public private(set) var threadCount = 1
  /// Steps of the plan.
  public let stepCount: Int

  let threadCapacity: Int
  private(set) var latest: StepTimeline
  private var fastest: StepTimeline
  private var runs: [Run] = []
  private let runCapacity: Int
  /// `[run][step]`
  private var samples: [Sample]

  /// A run that is kept; `index` is its row in `samples`.
  private struct Run {
    var nanoseconds: UInt64
    var index: Int
  }

  private struct Sample {
    var nanoseconds: UInt64 = 0
    /// Work and capacity, summed over threads.
    var busyNanoseconds: UInt64 = 0
    var threadNanoseconds: UInt64 = 0
  }

  /// A profiler of a plan's steps on at most `threadCount` threads.
  ///
  /// - Parameters:
  ///   - threadCount: 1 ... `ThreadPool.maximumThreadCount`.
  ///   - runCapacity: the most runs that are kept, at least 1; of more the fastest. 24 bytes a step
  ///     and run.
  public init(_ plan: ExecutionPlan, threadCount: Int, runCapacity: Int = 500) {
    precondition(
      (1...ThreadPool.maximumThreadCount).contains(threadCount),
      "thread count: expected 1...\(ThreadPool.maximumThreadCount), found \(threadCount)")
    precondition(runCapacity >= 1, "run capacity: expected at least 1, found \(runCapacity)")
    stepCount = plan.steps.count
    threadCapacity = threadCount
    self.runCapacity = runCapacity
    latest = StepTimeline(stepCount: stepCount, threadCapacity: threadCount)
    fastest = StepTimeline(stepCount: stepCount, threadCapacity: threadCount)
    samples = Array(repeating: Sample(), count: stepCount * runCapacity)
    runs.reserveCapacity(runCapacity)
  }

  /// Times that were collected of each step, in order.
  ///
  /// - Precondition: at least one run was profiled.
  public var timings: [StepTiming] {
    precondition(runCount > 0, "expected a profiled run, found none")
    let fasterHalf = runs.sorted { $0.nanoseconds < $1.nanoseconds }
      .prefix((runs.count + 1) / 2)
    return (0..<stepCount).map { step in
      let all = runs.map { samples[$0.index * stepCount + step].nanoseconds }
      let chosen = fasterHalf.map { samples[$0.index * stepCount + step] }
      let sum = chosen.reduce(0) { $0 + $1.nanoseconds }
      let busy = chosen.reduce(0) { $0 + $1.busyNanoseconds }
      let capacity = chosen.reduce(0) { $0 + $1.threadNanoseconds }
      return StepTiming(
        minimum: .nanoseconds(Int64(all.min() ?? 0)),
        mean: .nanoseconds(Int64(sum)) / max(1, chosen.count),
        waitShare: max(0, 1 - Double(busy) / Double(max(1, capacity))))
    }
  }

  /// The steps of the fastest run on each of its threads.
  ///
  /// - Precondition: at least one run was profiled.
  public var fastestRun: ProfiledRun {
    precondition(runCount > 0, "expected a profiled run, found none")
    return ProfiledRun(fastest)
  }

  /// Adds what `latest` holds. Allocates nothing.
  func finishRun() {
    let timeline = latest
    threadCount = timeline.threadCount
    runCount += 1
    let nanoseconds =
      timeline.start(ofStep: stepCount, thread: 0) &- timeline.start(ofStep: 0, thread: 0)
    let isFastest = runs.allSatisfy { nanoseconds < $0.nanoseconds }
    var run = Run(nanoseconds: nanoseconds, index: runs.count)
    if runs.count < runCapacity {
      runs.append(run)
    } else {
      var slowest = 0
      for index in runs.indices where runs[index].nanoseconds > runs[slowest].nanoseconds {
        slowest = index
      }
      guard nanoseconds < runs[slowest].nanoseconds else { return }
      run.index = runs[slowest].index
      runs[slowest] = run
    }
    for step in 0..<stepCount {
      samples[run.index * stepCount + step] = sample(ofStep: step, timeline)
    }
    if isFastest { swap(&latest, &fastest) }
  }

  private func sample(ofStep step: Int, _ timeline: StepTimeline) -> Sample {
    let begin =
      step == 0
      ? timeline.start(ofStep: 0, thread: 0) : timeline.lastEnd(ofStep: step - 1)
    var sample = Sample()
    sample.nanoseconds = timeline.lastEnd(ofStep: step) &- begin
    sample.threadNanoseconds = sample.nanoseconds * UInt64(threadCount)
    for thread in 0..<threadCount {
      sample.busyNanoseconds +=
        timeline.end(ofStep: step, thread: thread) - timeline.start(ofStep: step, thread: thread)
    }
    return sample
  }
}

extension Session {
  /// Runs all steps as `run()` does, and lets a profiler watch. Allocates nothing.
  ///
  /// - Precondition: the profiler was made for this plan and at least as many threads.
  public func run(profiler: Profiler) {
    precondition(
      profiler.stepCount == plan.steps.count && profiler.threadCapacity >= threadCount,
      "profiler: expected one for \(plan.steps.count) steps and \(threadCount) threads, found one "
        + "for \(profiler.stepCount) and \(profiler.threadCapacity)")
    run(recordingIn: profiler.latest)
    profiler.finishRun()
  }
}
