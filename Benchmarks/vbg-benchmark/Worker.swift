import Glibc
import Graphs
import Kernels
import Runtime
import TFLite

/// A loaded model that a driver steers over standard input, one command a line; each is answered by
/// one line of JSON. Loading is answered first, with the time of each of its stages.
///
/// - `input PATH`: reads the input (floats of the file, row-major).
/// - `run COUNT WARM-UP`: runs WARM-UP + COUNT inferences and answers the times of the last COUNT in
///   nanoseconds. Only the inference is inside a time; the input is written before each.
/// - `output PATH`: writes the first output of the last run.
struct Worker {
  private let session: Session
  private var input: [Float]

  init(model: String, threadCount: Int, instructionSet: InstructionSet) throws {
    let clock = ContinuousClock()
    var stages: [(name: String, duration: Duration)] = []
    var start = clock.now
    func finish(_ stage: String) {
      let now = clock.now
      stages.append((stage, now - start))
      start = now
    }
    let bytes = try contents(of: model)
    finish("read")
    let imported = try importModel(bytes)
    finish("import")
    let optimized = try imported.optimized()
    finish("optimize")
    let plan = try ExecutionPlan(optimized, options: PlanOptions(instructionSet: instructionSet))
    finish("plan_and_pack")
    session = try Session(plan, threadCount: threadCount)
    finish("session")
    guard plan.inputs.count == 1 else { throw WorkerError.inputCount(plan.inputs.count) }
    input = Array(repeating: 0, count: plan.inputs[0].shape.elementCount)
    let times = stages.map { #""\#($0.name)": \#(nanoseconds($0.duration))"# }
    answer(
      #"{"instruction_set": "\#(instructionSet.rawValue)", "threads": \#(threadCount), "#
        + #""load_nanoseconds": {\#(times.joined(separator: ", "))}, "#
        + #""arena_bytes": \#(plan.arenaByteCount), "#
        + #""arena_lower_bound_bytes": \#(plan.arenaLowerBoundByteCount)}"#)
  }

  /// Answers commands until standard input ends.
  mutating func serve() throws {
    while let line = readLine() {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      switch words.first {
      case "input" where words.count == 2:
        input = try floats(of: words[1], count: input.count)
        answer("{}")
      case "output" where words.count == 2:
        try write(session.output(0), to: words[1])
        answer("{}")
      case "run" where words.count == 2:
        let counts = words[1].split(separator: " ").compactMap { Int($0) }
        guard counts.count == 2, counts.allSatisfy({ $0 >= 0 }) else {
          throw WorkerError.command(line)
        }
        let times = run(count: counts[0], warmUpCount: counts[1])
        answer(#"{"nanoseconds": \#(times)}"#)
      default: throw WorkerError.command(line)
      }
    }
  }

  private func run(count: Int, warmUpCount: Int) -> [Int64] {
    var times: [Int64] = []
    times.reserveCapacity(count)
    let clock = ContinuousClock()
    for index in 0..<warmUpCount + count {
      session.setInput(0, to: input)
      let duration = clock.measure { session.run() }
      if index >= warmUpCount { times.append(nanoseconds(duration)) }
    }
    return times
  }
}

/// A duration in whole nanoseconds.
func nanoseconds(_ duration: Duration) -> Int64 {
  let (seconds, attoseconds) = duration.components
  return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
}
