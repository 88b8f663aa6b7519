import Graphs
import KernelInterface
import Kernels
import Memory

/// The state of planning: where each value lives, the steps so far, and how long each buffer is used.
struct PlanBuilder {
  /// A buffer that steps share.
  struct Buffer {
    var byteCount: Int
    /// Bytes that the plan supplies; nil for one in the arena.
    var constant: Storage?
  }

  let graph: Graph
  let kernels: KernelList
  let memoryLimitByteCount: Int

  private(set) var buffers: [Buffer] = []
  private(set) var steps: [PlannedStep] = []
  private var views: [TensorView?]
  private let margins: [Margins]
  private let slices: ConcatenationSlices
  private let producers: [Int?]
  let soleReaders: SoleReaders
  /// Nodes whose work is done by steps of others.
  var absorbed: Set<Int> = []
  /// Bytes of the plan's constants.
  private(set) var plannedByteCount = 0
  /// Bytes of scratch that a thread needs.
  private(set) var scratchByteCount = 0

  init(
    graph: Graph, kernels: KernelList, memoryLimitByteCount: Int,
    lowerings: LoweringTable = .standard
  ) throws(PlanError) {
    self.graph = graph
    self.kernels = kernels
    self.memoryLimitByteCount = memoryLimitByteCount
    views = Array(repeating: nil, count: graph.values.count)
    var producers = [Int?](repeating: nil, count: graph.values.count)
    for (index, node) in graph.nodes.enumerated() {
      for output in node.outputs { producers[output.index] = index }
    }
    self.producers = producers
    soleReaders = SoleReaders(graph)
    // Before anything depends on these sizes: lowering makes tables as long as some of them.
    for id in graph.inputs + graph.nodes.flatMap({ $0.outputs }) {
      try TensorLayout.check(graph[id].type, memoryLimitByteCount: memoryLimitByteCount)
    }
    margins = try Self.requiredMargins(of: graph, lowerings)
    slices = ConcatenationSlices(graph, margins: margins)
  }

  // MARK: - Values

  /// State that steps use, with its elements before the first run.
  var states: [(view: TensorView, initial: Constant?)] {
    var states: [(view: TensorView, initial: Constant?)] = []
    for (value, view) in zip(graph.values, views) where value.isState {
      if let view { states.append((view, value.initialState)) }
    }
    return states
  }

  /// Returns where a value lives; reserves its buffer the first time. Constants are copied to a
  /// buffer of the plan.
  mutating func view(_ id: ValueID) throws(PlanError) -> TensorView {
    if let view = views[id.index] { return view }
    let view: TensorView
    if let constant = graph[id].constant {
      view = try self.constant(constant, graph[id].type, margins: margins[id.index])
    } else if let slice = slices.slice(of: id) {
      let whole = try self.view(slice.whole)
      var part = whole
      part.offset += slice.channel
      part.channels = graph[id].shape.dimensions.last ?? 1
      view = part
    } else {
      view = try reserve(
        graph[id].type, margins: margins[id.index],
        mayPad: !graph.inputs.contains(id) && !graph.outputs.contains(id))
    }
    views[id.index] = view
    return view
  }

  /// A value without gaps: the value's own view, or a copy made by a step.
  mutating func denseView(_ id: ValueID) throws(PlanError) -> TensorView {
    let view = try view(id)
    if view.isDense { return view }
    let copy = try temporary(
      view.elementType, batch: view.batch, height: view.height, width: view.width,
      channels: view.channels)
    try appendElementwise(.activate, operation: "COPY", a: view, output: copy)
    return copy
  }

  /// Tells whether a value may be a view of another one's elements: nothing needs it elsewhere, nor margins
  /// around it that it might not have.
  func mayBeView(_ id: ValueID, withMargins: Bool = false) -> Bool {
    slices.slice(of: id) == nil && (withMargins || margins[id.index].isEmpty)
  }

  /// Makes a value a view of what others wrote, unless it is an output of the graph, of which callers get rows
  /// without gaps, and has any there. Tells whether it did.
  mutating func takesView(_ view: TensorView, of id: ValueID) -> Bool {
    let hasGaps = view.pixelStride != view.channels && view.width > 1
    if hasGaps && graph.outputs.contains(id) { return false }
    views[id.index] = view
    return true
  }

  /// The margins that a value must have.
  func requiredMargins(of id: ValueID) -> Margins { margins[id.index] }

  /// Makes a value another name for the elements of one that has the same in the same order: no step
  /// runs. They are copied where the value has to lie elsewhere (in a concatenation, between margins), or
  /// where there are gaps between them.
  mutating func alias(
    _ id: ValueID, of source: ValueID, operation: String
  ) throws(PlanError) {
    let elements = try denseView(source)
    if mayBeView(id) {
      let sizes = TensorView(dense: graph[id].type, buffer: elements.buffer)
      views[id.index] = elements.reshaped(like: sizes)
    } else {
      let view = try view(id)
      try appendElementwise(
        .activate, operation: operation, a: elements.reshaped(like: view), output: view)
    }
  }

  /// A buffer that no value names, for what one operator's steps hand each other.
  mutating func temporary(
    _ elementType: ElementType, batch: Int = 1, height: Int = 1, width: Int = 1, channels: Int,
    margins: Margins = Margins()
  ) throws(PlanError) -> TensorView {
    guard let shape = try? Shape(validating: [batch, height, width, channels]) else {
      throw .memoryLimit(expected: memoryLimitByteCount, found: nil)
    }
    return try reserve(TensorType(elementType, shape), margins: margins)
  }

  /// A constant as a tensor of the plan, with zeros around each image if it has margins.
  mutating func constant(
    _ constant: Constant, _ type: TensorType, margins: Margins = Margins()
  ) throws(PlanError) -> TensorView {
    let layout = try layout(type, margins: margins)
    let view = layout.view
    try count(layout.byteCount)
    let storage = Storage(byteCount: layout.byteCount)
    let size = type.elementType.byteCount
    let rowByteCount = view.width * view.channels * size
    constant.withBytes { bytes in
      for row in 0..<view.rowCount where rowByteCount > 0 {
        let start = view.rowOffset(row) * size
        UnsafeMutableRawBufferPointer(rebasing: storage.bytes[start..<start + rowByteCount])
          .copyBytes(from: bytes[row * rowByteCount..<(row + 1) * rowByteCount])
      }
    }
    buffers.append(Buffer(byteCount: layout.byteCount, constant: storage))
    return view
  }

  /// The elements of a constant, or of a constant that a `Dequantize` node widens.
  ///
  /// - Throws: `PlanError.unsupported` when the value is computed.
  func floats(_ id: ValueID) throws(PlanError) -> [Float] {
    var source = id
    if let producer = producers[id.index],
      graph.nodes[producer].operation(as: Dequantize.self) != nil
    {
      source = graph.nodes[producer].input(0)
    }
    let descriptor = graph[source]
    guard let floats = descriptor.widenedFloats else {
      throw .unsupported(
        operation: "tensor \(descriptor.name)", expected: "a constant of float elements",
        found: descriptor.constant == nil
          ? "one that is computed" : descriptor.elementType.rawValue)
    }
    return floats
  }

  /// Makes a value that a node computes from constants a constant of the plan.
  mutating func adoptConstant(_ id: ValueID) throws(PlanError) {
    views[id.index] = try constant(
      Constant(floats: try floats(id)), graph[id].type, margins: margins[id.index])
  }

  /// Tells whether a value is known while planning.
  func isConstant(_ id: ValueID) -> Bool {
    if graph[id].constant != nil { return true }
    guard let producer = producers[id.index] else { return false }
    return graph.nodes[producer].operation(as: Dequantize.self) != nil
  }

  /// Tells whether a concatenation's input from `channel` on is written in place, so that nothing
  /// is left to do. Of an input that occurs twice only one is.
  func isInPlace(_ concatenation: ValueID, input: ValueID, channel: Int) -> Bool {
    slices.slice(of: input).map { $0.whole == concatenation && $0.channel == channel } ?? false
  }

  // MARK: - Steps

  /// Adds a step that reads and writes some tensors.
  mutating func append(
    _ step: some Step, operation: String, kernelNames: [String], grain: Int,
    reads: [TensorView], writes: [TensorView], weightByteCount: Int = 0, multiplyAddCount: Int = 0
  ) {
    steps.append(
      PlannedStep(
        step: .of(step), operation: operation, kernelNames: kernelNames, grain: grain, reads: reads,
        writes: writes, weightByteCount: weightByteCount, multiplyAddCount: multiplyAddCount))
  }

  /// Settles where threads meet, and places all buffers that steps use in one arena. Inputs live from
  /// before the first step, outputs until after the last.
  mutating func finish(
    inputs: [TensorView], outputs: [TensorView]
  ) throws(PlanError) -> (
    places: [ExecutionPlan.Place], plan: MemoryPlan, buffers: [PlacedBuffer]
  ) {
    // What stays from run to run shares its bytes with nothing.
    let state = states.map { $0.view }
    var lifetimes = Lifetimes(
      of: buffers.map { $0.constant == nil ? $0.byteCount : 0 },
      in: steps, inputs: inputs + state, outputs: outputs + state)
    let chains = PixelChains.form(in: &steps, lifetimes)
    for index in steps.indices.dropLast() {
      steps[index].needsBarrier = !(steps[index].isSerial && steps[index + 1].isSerial)
    }
    if let last = steps.indices.last { steps[last].needsBarrier = false }
    for chain in chains {
      for index in chain.dropLast() { steps[index].needsBarrier = false }
      // A thread may still be at the chain's first step when others are at its last.
      lifetimes.extend(over: chain)
    }
    let used = buffers.indices.filter { buffers[$0].constant == nil && lifetimes[$0] != nil }
    let plan: MemoryPlan
    do {
      plan = try MemoryPlanner.plan(
        used.compactMap { lifetimes[$0] },
        memoryLimitByteCount: memoryLimitByteCount - plannedByteCount)
    } catch {
      throw .memory(error)
    }
    var places = buffers.map { buffer in
      buffer.constant.map { ExecutionPlan.Place.constant($0) } ?? .arena(byteOffset: 0)
    }
    var placed: [PlacedBuffer] = []
    for (index, offset) in zip(used, plan.offsets) {
      places[index] = .arena(byteOffset: offset)
      guard let lifetime = lifetimes[index] else { continue }
      placed.append(PlacedBuffer(lifetime: lifetime, byteOffset: offset))
    }
    return (places, plan, placed)
  }

  /// Counts bytes that the plan holds against the memory limit.
  mutating func count(_ byteCount: Int) throws(PlanError) {
    let (total, overflow) = plannedByteCount.addingReportingOverflow(byteCount)
    guard !overflow, total <= memoryLimitByteCount else {
      throw .memoryLimit(expected: memoryLimitByteCount, found: overflow ? nil : total)
    }
    plannedByteCount = total
  }

  /// Makes sure that each thread has so many bytes of scratch, rounded up to whole cache lines.
  mutating func reserveScratch(_ byteCount: Int) throws(PlanError) {
    let (padded, overflow) = byteCount.addingReportingOverflow(MemoryPlanner.alignment - 1)
    guard !overflow else { throw .memoryLimit(expected: memoryLimitByteCount, found: nil) }
    let missing = (padded & -MemoryPlanner.alignment) - scratchByteCount
    guard missing > 0 else { return }
    try count(missing)
    scratchByteCount += missing
  }

  private mutating func reserve(
    _ type: TensorType, margins: Margins, mayPad: Bool = false
  ) throws(PlanError) -> TensorView {
    let layout = try layout(type, margins: margins, mayPad: mayPad)
    buffers.append(Buffer(byteCount: layout.byteCount))
    return layout.view
  }

  /// Layout of a tensor in the next buffer.
  private func layout(
    _ type: TensorType, margins: Margins, mayPad: Bool = false
  ) throws(PlanError) -> TensorLayout {
    try TensorLayout(
      type, buffer: buffers.count, margins: margins, mayPad: mayPad,
      memoryLimitByteCount: memoryLimitByteCount)
  }

  private static func requiredMargins(
    of graph: Graph, _ lowerings: LoweringTable
  ) throws(PlanError) -> [Margins] {
    var margins = [Margins](repeating: Margins(), count: graph.values.count)
    // From the last: what a node needs may depend on what its output is for.
    for (index, node) in graph.nodes.enumerated().reversed() {
      let lowering = try lowerings.lowering(of: node, at: index)
      guard let first = node.inputs.first, let first, let output = node.outputs.first else {
        continue
      }
      margins[first.index] = margins[first.index].union(
        try lowering.inputMargins(of: node, in: graph, outputMargins: margins[output.index]))
    }
    return margins
  }
}
