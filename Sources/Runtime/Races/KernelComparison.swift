import Graphs
import KernelInterface
import Kernels

/// A race of the kernels that can do one operator's work: each in its own plan and session, so that it
/// runs exactly as it would in a model, the one that selection takes among them.
public final class KernelComparison {
  /// One way to do the work.
  public struct Candidate: Sendable {
    /// The kernels that it calls; more than one where a tile leaves channels over.
    public let kernelNames: [String]
    /// Whether selection takes it.
    public let isSelected: Bool
    /// The shortest time of one run; zero before `measure`.
    public internal(set) var minimum = Duration.zero
  }

  /// All ways, the selected one first.
  public private(set) var candidates: [Candidate] = []
  /// The work: operator, shapes, multiply-adds, bytes.
  public let work: StepDescription

  private var sessions: [Session] = []

  /// Plans the graph once by itself and once for each kernel of the families that it calls.
  ///
  /// - Parameter graph: usually of one operator; of several, all count.
  /// - Throws: `PlanError`, `StorageError`.
  public init(_ graph: Graph, instructionSet: InstructionSet, threadCount: Int) throws {
    let options = PlanOptions(instructionSet: instructionSet)
    let kernels = KernelList(instructionSet)
    let selected = try ExecutionPlan(graph, options: options, kernels: kernels)
    // The work is what the operator asks for, even where Strassen's form does with less.
    let plain = try ExecutionPlan(
      graph, options: options, kernels: kernels.preferringStrassen(false))
    let steps = plain.stepDescriptions
    work = StepDescription(
      operation: graph.nodes.first.map { $0.operation.name } ?? "",
      kernelNames: selected.kernelNames, shapes: graph.shapes,
      multiplyAddCount: steps.reduce(0) { $0 + $1.multiplyAddCount },
      byteCount: steps.reduce(0) { $0 + $1.byteCount },
      unitCount: steps.map(\.unitCount).max() ?? 0)
    try add(selected, isSelected: true, threadCount: threadCount)
    let families = Set(
      kernels.kernels.filter { selected.kernelNames.contains($0.name) }.map(\.familyName))
    for kernel in kernels.kernels where families.contains(kernel.familyName) {
      let plan = try ExecutionPlan(graph, options: options, kernels: kernels.preferring(kernel))
      let names = plan.kernelNames
      guard names.contains(kernel.name) else { continue }
      try addIfNew(plan, threadCount: threadCount)
    }
    try addIfNew(plain, threadCount: threadCount)
    try addIfNew(
      ExecutionPlan(graph, options: options, kernels: kernels.preferringStrassen(true)),
      threadCount: threadCount)
  }

  private func addIfNew(_ plan: ExecutionPlan, threadCount: Int) throws {
    guard !candidates.contains(where: { $0.kernelNames == plan.kernelNames }) else { return }
    try add(plan, isSelected: false, threadCount: threadCount)
  }

  private func add(_ plan: ExecutionPlan, isSelected: Bool, threadCount: Int) throws {
    let session = try Session(plan, threadCount: threadCount)
    var random = PseudorandomFloats()
    for (index, input) in plan.inputs.enumerated() {
      session.setInput(index, to: random.next(input.shape.elementCount))
    }
    sessions.append(session)
    candidates.append(Candidate(kernelNames: plan.kernelNames, isSelected: isSelected))
  }

  /// Times the candidates in turn, one sample each, until every one has had `duration` and
  /// `sampleCount` samples. A sample is as many runs as take 50 us, so that the clock does not matter.
  /// The shortest times ever measured count. After three rounds a candidate that takes over twice the
  /// fastest one's time drops out.
  public func measure(_ duration: Duration, sampleCount: Int) {
    let clock = ContinuousClock()
    let sampleNanoseconds: Int64 = 50_000
    let runCounts = sessions.map { session in
      session.run()
      let once = clock.measure { session.run() }.nanoseconds
      return Int(max(1, min(sampleNanoseconds, sampleNanoseconds / max(1, once))))
    }
    var minima = candidates.map { $0.minimum == .zero ? .seconds(1 << 30) : $0.minimum }
    let end = clock.now + duration * sessions.count
    var roundCount = 0
    while roundCount < sampleCount || clock.now < end {
      let limit = roundCount < 3 ? Duration.seconds(1 << 31) : (minima.min() ?? .zero) * 2
      for (index, session) in sessions.enumerated() where minima[index] <= limit {
        let runCount = runCounts[index]
        let time = clock.measure { for _ in 0..<runCount { session.run() } }
        minima[index] = min(minima[index], time / runCount)
      }
      roundCount += 1
    }
    for index in candidates.indices { candidates[index].minimum = minima[index] }
  }

  /// The candidate with the shortest time.
  public var fastest: Candidate {
    candidates.min { $0.minimum < $1.minimum } ?? candidates[0]
  }

  /// The time of what selection takes over the fastest candidate's: 1 when that is the one.
  public var selectionRatio: Double {
    let fastest = fastest.minimum
    return fastest > .zero ? candidates[0].minimum / fastest : 1
  }
}

extension Duration {
  /// Whole nanoseconds; of durations below 292 years.
  fileprivate var nanoseconds: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }
}

extension ExecutionPlan {
  /// The kernels of all steps, each named once.
  fileprivate var kernelNames: [String] {
    steps.flatMap(\.kernelNames).reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }
}

extension Graph {
  /// Shapes that the caller supplies and gets.
  fileprivate var shapes: String {
    inputs.map { "\(self[$0].shape)" }.joined(separator: " ") + " -> "
      + outputs.map { "\(self[$0].shape)" }.joined(separator: " ")
  }
}
