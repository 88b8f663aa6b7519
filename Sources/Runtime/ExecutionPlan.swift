import Graphs
import Kernels
import Memory

/// Options of planning.
public struct PlanOptions: Sendable {
  /// The kernels' level.
  public var instructionSet: InstructionSet
  /// The most bytes that tensors and packed weights may take, checked before they are allocated. The
  /// scratch of one thread counts too; each further thread of a session takes as much again, at most
  /// some MB.
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
  /// Place of a buffer: in the arena at a byte offset, or among the plan's constants.
  enum Place: Sendable {
    case arena(byteOffset: Int)
    case constant(Storage)
  }

  /// Tensors that the caller supplies, in the graph's order.
  public let inputs: [TensorDescriptor]
  /// Tensors that the caller gets, in the graph's order.
  public let outputs: [TensorDescriptor]
  /// The kernels' level.
  public let instructionSet: InstructionSet
  /// Bytes of tensors that each session allocates; scratch comes on top.
  public let arenaByteCount: Int
  /// The most bytes that are alive at once: no arena can be smaller.
  public let arenaLowerBoundByteCount: Int
  /// The buffers in the arena.
  public let buffers: [PlacedBuffer]
  /// Bytes that each thread of a session has for itself, in whole cache lines.
  public let scratchByteCount: Int

  /// Bytes of constants and scratch that the plan holds.
  let heldByteCount: Int
  /// State of the graph, with its elements before the first run.
  let states: [(view: TensorView, initial: Constant?)]
  /// Work of a run in the units of `Session.loopWorkLimit`, but for what loops within it do.
  let work: Int
  let steps: [PlannedStep]
  let places: [Place]
  let inputViews: [TensorView]
  let outputViews: [TensorView]

  /// Work of an element that is computed, of one that is read, and of a node beside its elements, as multiplications
  /// with additions.
  private static let (writtenWork, readWork, nodeWork) = (64, 16, 1 << 10)

  /// Work of a node, without what loops within it do.
  private static func work(of node: Node, in graph: Graph) -> Int {
    let (inputs, outputs) = (graph.inputDescriptors(of: node), graph.outputDescriptors(of: node))
    var work = saturatingSum(
      nodeWork, node.operation.multiplyAccumulates(inputs: inputs, outputs: outputs))
    for output in outputs {
      work = saturatingSum(work, saturatingProduct(writtenWork, output.shape.elementCount))
    }
    for input in inputs {
      work = saturatingSum(work, saturatingProduct(readWork, input?.shape.elementCount ?? 0))
    }
    return work
  }

  /// Bytes from the arena's start to the threads' scratch.
  var scratchOffset: Int {
    (arenaByteCount + MemoryPlanner.alignment - 1) / MemoryPlanner.alignment
      * MemoryPlanner.alignment
  }

  /// Plans a graph.
  ///
  /// - Throws: `PlanError` for an operator or a use of one that the runtime lacks, and when tensors
  ///   and weights need more memory than allowed.
  /// - Precondition: the machine supports `options.instructionSet`.
  public init(_ graph: Graph, options: PlanOptions = PlanOptions()) throws(PlanError) {
    try self.init(graph, options: options, kernels: KernelList(options.instructionSet))
  }

  /// Plans a graph with a choice of kernels of the options' level, and perhaps operators of one's own.
  init(
    _ graph: Graph, options: PlanOptions, kernels: KernelList,
    lowerings: LoweringTable = .standard
  ) throws(PlanError) {
    var builder = try PlanBuilder(
      graph: graph, kernels: kernels, memoryLimitByteCount: options.memoryLimitByteCount,
      lowerings: lowerings)
    var inputViews: [TensorView] = []
    for id in graph.inputs { inputViews.append(try builder.view(id)) }
    for (index, node) in graph.nodes.enumerated() where !builder.absorbed.contains(index) {
      try lowerings.lowering(of: node, at: index).lower(node, into: &builder)
    }
    var outputViews: [TensorView] = []
    for id in graph.outputs { outputViews.append(try builder.view(id)) }
    self.inputs = graph.inputs.map { graph[$0] }
    self.outputs = graph.outputs.map { graph[$0] }
    self.instructionSet = options.instructionSet
    self.inputViews = inputViews
    self.outputViews = outputViews
    let memory = try builder.finish(inputs: inputViews, outputs: outputViews)
    steps = builder.steps
    heldByteCount = builder.plannedByteCount
    states = builder.states
    work = graph.nodes.reduce(0) { saturatingSum($0, Self.work(of: $1, in: graph)) }
    scratchByteCount = builder.scratchByteCount
    places = memory.places
    buffers = memory.buffers
    arenaByteCount = memory.plan.byteCount
    arenaLowerBoundByteCount = memory.plan.lowerBoundByteCount
  }
}
