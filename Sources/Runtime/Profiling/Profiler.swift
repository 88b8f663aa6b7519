/// Collects where the time of a session's runs goes, step by step and thread by thread.
///
/// Give it to `Session.run(profiler:)` as often as wanted. All its memory is allocated here, none while
/// it collects. Looking at the clock costs a run about 50 ns a step: whole-run times belong to runs
/// without a profiler.
public final class Profiler {
  /// How long a step took over all profiled runs.
  public struct StepTiming: Sendable {
    /// The shortest run, from the step's start on thread 0 until the barrier after it let go.
    public let minimum: Duration
    /// As `minimum`, the mean of all runs.
    public let mean: Duration
    /// The share of `mean` that threads waited for the last one, 0...1, averaged over threads.
    public let waitShare: Double
  }

  /// Runs collected so far.
  public private(set) var runCount = 0
  /// Threads that took part in the latest run.
  public var threadCount: Int { latest.threadCount }

  let threadCapacity: Int
  private(set) var latest: StepTimeline
  private var fastest: StepTimeline
  private var fastestNanoseconds = UInt64.max
  private var totals: [Totals]

  private struct Totals {
    var nanoseconds: UInt64 = 0
    var minimum = UInt64.max
    /// Work and capacity, summed over threads.
    var busyNanoseconds: UInt64 = 0
    var threadNanoseconds: UInt64 = 0
  }

  /// A profiler of a plan's steps on at most `threadCount` threads.
  ///
  /// - Parameter threadCount: 1 ... `ThreadPool.maximumThreadCount`.
  public init(_ plan: ExecutionPlan, threadCount: Int) {
    precondition(
      (1...ThreadPool.maximumThreadCount).contains(threadCount),
      "thread count: expected 1...\(ThreadPool.maximumThreadCount), found \(threadCount)")
    let stepCount = plan.steps.count
    threadCapacity = threadCount
    latest = StepTimeline(stepCount: stepCount, threadCapacity: threadCount)
    fastest = StepTimeline(stepCount: stepCount, threadCapacity: threadCount)
    totals = Array(repeating: Totals(), count: stepCount)
  }

  /// Steps of the plan.
  public var stepCount: Int { totals.count }

  /// What was collected of a step.
  ///
  /// - Precondition: the step exists and at least one run was profiled.
  public func timing(ofStep step: Int) -> StepTiming {
    precondition(runCount > 0, "expected a profiled run, found none")
    let total = totals[step]
    let capacity = Double(max(1, total.threadNanoseconds))
    return StepTiming(
      minimum: .nanoseconds(Int64(total.minimum)),
      mean: .nanoseconds(Int64(total.nanoseconds) / Int64(runCount)),
      waitShare: max(0, 1 - Double(total.busyNanoseconds) / capacity))
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
    let threadCount = timeline.threadCount
    for step in 0..<stepCount {
      let start = timeline.start(ofStep: step, thread: 0)
      let nanoseconds = timeline.start(ofStep: step + 1, thread: 0) - start
      totals[step].nanoseconds += nanoseconds
      totals[step].minimum = min(totals[step].minimum, nanoseconds)
      totals[step].threadNanoseconds += nanoseconds * UInt64(threadCount)
      for thread in 0..<threadCount {
        totals[step].busyNanoseconds +=
          timeline.end(ofStep: step, thread: thread) - timeline.start(ofStep: step, thread: thread)
      }
    }
    runCount += 1
    let total = timeline.start(ofStep: stepCount, thread: 0) - timeline.start(ofStep: 0, thread: 0)
    if total < fastestNanoseconds {
      fastestNanoseconds = total
      swap(&latest, &fastest)
      // Whoever asks for the latest run's thread count shall get it.
      latest.threadCount = threadCount
    }
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
