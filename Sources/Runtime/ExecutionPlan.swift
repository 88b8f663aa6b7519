import Graphs
import Kernels

/// How a graph is planned.
public struct PlanOptions: Sendable {
  /// The kernels' level.
  public var instructionSet: InstructionSet
  /// The most bytes that tensors and packed weights may take, checked before they are allocated.
  public var memoryLimitByteCount: Int

  /// Options; by default the machine's best level and 1 GiB.
  public init(instructionSet: InstructionSet = .best, memoryLimitByteCount: Int = 1 << 30) {
    self.instructionSet = instructionSet
    self.memoryLimitByteCount = memoryLimitByteCount
  }
}

/// A graph made ready to run: steps with chosen kernels and packed weights, and a place for every
/// tensor. Immutable; any number of sessions can run one plan at once.
///
/// Whatever can be wrong with a graph is found while planning: a built plan is the proof that running
/// it stays in bounds.
public struct ExecutionPlan: Sendable {
  /// Where a buffer is: in the arena at a byte offset, or among the plan's constants.
  enum Place: Sendable {
    case arena(byteOffset: Int)
    case constant(AlignedFloats)
  }

  /// What the caller supplies, in the graph's order.
  public let inputs: [TensorDescriptor]
  /// What the caller gets, in the graph's order.
  public let outputs: [TensorDescriptor]
  /// The kernels' level.
  public let instructionSet: InstructionSet
  /// Bytes of the arena that each session allocates.
  public let arenaByteCount: Int
  /// The most bytes that are alive at once: no arena can be smaller.
  public let arenaLowerBoundByteCount: Int

  let steps: [PlannedStep]
  let places: [Place]
  let inputViews: [TensorView]
  let outputViews: [TensorView]

  /// Plans a graph.
  ///
  /// - Throws: `PlanError` for an operator or a use of one that the runtime lacks, and when tensors
  ///   and weights need more memory than allowed.
  /// - Precondition: the machine supports `options.instructionSet`.
  public init(_ graph: Graph, options: PlanOptions = PlanOptions()) throws(PlanError) {
    try self.init(graph, options: options, kernels: KernelList(options.instructionSet))
  }

  /// Plans a graph with a choice of kernels of the options' level.
  init(_ graph: Graph, options: PlanOptions, kernels: KernelList) throws(PlanError) {
    var builder = try PlanBuilder(
      graph: graph, kernels: kernels, memoryLimitByteCount: options.memoryLimitByteCount)
    var inputViews: [TensorView] = []
    for id in graph.inputs {
      let view = try builder.view(id)
      builder.touch(view, at: -1)
      inputViews.append(view)
    }
    for (index, node) in graph.nodes.enumerated() {
      guard let operation = node.operation as? any Lowerable else {
        throw .unsupportedOperator(node: index, operation: type(of: node.operation).name)
      }
      try operation.lower(node, into: &builder)
    }
    var outputViews: [TensorView] = []
    for id in graph.outputs {
      let view = try builder.view(id)
      builder.touch(view, at: builder.steps.count)
      outputViews.append(view)
    }
    self.inputs = graph.inputs.map { graph[$0] }
    self.outputs = graph.outputs.map { graph[$0] }
    self.instructionSet = options.instructionSet
    self.inputViews = inputViews
    self.outputViews = outputViews
    steps = builder.steps
    let memory = try builder.planMemory()
    places = memory.places
    arenaByteCount = memory.byteCount
    arenaLowerBoundByteCount = memory.lowerBoundByteCount
  }
}

extension PlanBuilder {
  /// Places all buffers that steps use in one arena.
  fileprivate func planMemory() throws(PlanError) -> (
    places: [ExecutionPlan.Place], byteCount: Int, lowerBoundByteCount: Int
  ) {
    let used = buffers.indices.filter {
      buffers[$0].constant == nil && buffers[$0].firstStep <= buffers[$0].lastStep
    }
    let plan: MemoryPlan
    do {
      plan = try MemoryPlanner.plan(
        used.map { index in
          BufferLifetime(
            byteCount: buffers[index].elementCount * MemoryLayout<Float>.stride,
            firstStep: buffers[index].firstStep, lastStep: buffers[index].lastStep)
        }, memoryLimitByteCount: memoryLimitByteCount)
    } catch {
      throw .memory(error)
    }
    var places = buffers.map { buffer in
      buffer.constant.map { ExecutionPlan.Place.constant($0) } ?? .arena(byteOffset: 0)
    }
    for (index, offset) in zip(used, plan.offsets) { places[index] = .arena(byteOffset: offset) }
    return (places, plan.byteCount, plan.lowerBoundByteCount)
  }
}
