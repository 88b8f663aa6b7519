import Graphs
import KernelInterface
import Memory

/// A graph within a graph, ready to run on one thread in memory of the outer one's arena.
///
/// `@unchecked Sendable`: immutable; the memory is the step's that runs it.
fileprivate final class InnerPlan: @unchecked Sendable {
  let plan: ExecutionPlan
  private let calls: FixedArray<StepCall>
  /// Bytes that a run needs: places of buffers, arena and scratch.
  let byteCount: Int
  private let arenaOffset: Int

  init(_ graph: Graph, in builder: inout PlanBuilder) throws(PlanError) {
    guard !graph.values.contains(where: { $0.isState }) else {
      throw .unsupported(
        operation: "graph within a graph", expected: "no state", found: "a variable tensor")
    }
    let optimized = (try? graph.optimized()) ?? graph
    plan = try ExecutionPlan(
      optimized,
      options: PlanOptions(
        memoryLimitByteCount: builder.memoryLimitByteCount - builder.plannedByteCount),
      kernels: builder.kernels)
    try builder.count(plan.heldByteCount)
    calls = FixedArray(
      plan.steps.map { planned in
        StepCall(
          runner: .passUnretained(planned.step), unitCount: planned.step.unitCount,
          grain: planned.grain, needsBarrier: false)
      })
    let alignment = MemoryPlanner.alignment
    arenaOffset =
      (plan.places.count * MemoryLayout<UnsafeMutableRawPointer>.stride + alignment - 1)
      / alignment * alignment
    byteCount = arenaOffset + plan.scratchOffset + plan.scratchByteCount
  }

  /// Returns what steps see, in some bytes of the outer memory.
  func memory(at view: TensorView, _ outer: StepMemory) -> StepMemory {
    let base = outer.bytes(of: view)
    let places = base.assumingMemoryBound(to: UnsafeMutableRawPointer.self)
    for index in plan.places.indices {
      places[index] =
        switch plan.places[index] {
        case .arena(let byteOffset): base + arenaOffset + byteOffset
        case .constant(let storage): storage.base
        }
    }
    return StepMemory(
      buffers: places, scratch: base + arenaOffset + plan.scratchOffset, control: outer.control)
  }

  /// Runs on inputs without gaps in the outer memory.
  func run(_ inputs: [TensorView], _ outer: StepMemory, in memory: StepMemory) {
    for index in inputs.indices {
      let view = plan.inputViews[index]
      copyRows(of: view, memory) { row, byteCount in
        memory.rowBytes(row, of: view).copyMemory(
          from: outer.bytes(of: inputs[index]) + row * byteCount, byteCount: byteCount)
      }
      memory.clearMargins(of: view, rows: 0..<view.rowCount)
    }
    for call in calls.elements where call.unitCount > 0 { call.run(0..<call.unitCount, memory) }
  }

  /// Copies an output to a place without gaps.
  func copyOutput(_ index: Int, to target: UnsafeMutableRawPointer, from memory: StepMemory) {
    let view = plan.outputViews[index]
    copyRows(of: view, memory) { row, byteCount in
      (target + row * byteCount).copyMemory(
        from: memory.rowBytes(row, of: view), byteCount: byteCount)
    }
  }

  private func copyRows(
    of view: TensorView, _ memory: StepMemory, _ copy: (_ row: Int, _ byteCount: Int) -> Void
  ) {
    let byteCount = view.width * view.channels * view.elementType.byteCount
    for row in 0..<view.rowCount { copy(row, byteCount) }
  }
}

extension PlanBuilder {
  /// Bytes that inner plans run in, one after the other.
  fileprivate mutating func workspace(_ plans: [InnerPlan]) throws(PlanError) -> TensorView {
    try temporary(.uint8, channels: plans.map { $0.byteCount }.max() ?? 0)
  }

  /// Places without gaps for a node's outputs.
  fileprivate mutating func results(_ node: Node) throws(PlanError) -> [TensorView] {
    var results: [TensorView] = []
    for id in node.outputs {
      let view = try view(id)
      results.append(
        try temporary(
          view.elementType, batch: view.batch, height: view.height, width: view.width,
          channels: view.channels))
    }
    return results
  }

  /// Copies results to a node's outputs.
  fileprivate mutating func adopt(_ results: [TensorView], _ node: Node) throws(PlanError) {
    for (index, result) in results.enumerated() where result.elementCount > 0 {
      try appendElementwise(
        .activate, operation: node.operation.label, a: result, output: try view(node.output(index)))
    }
  }
}

extension Conditional: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let condition = try builder.denseView(node.input(0))
    var inputs: [TensorView] = []
    for index in node.inputs.indices.dropFirst() {
      inputs.append(try builder.denseView(node.input(index)))
    }
    let plans = [try InnerPlan(then, in: &builder), try InnerPlan(otherwise, in: &builder)]
    let workspace = try builder.workspace(plans)
    let results = try builder.results(node)
    let operands = inputs
    builder.appendElements(
      1, unitWork: 1 << 20, operation: Self.name, reads: [condition] + inputs,
      writes: results + [workspace]
    ) { _, outer in
      let plan = ScalarElements(condition, outer).integer(0) != 0 ? plans[0] : plans[1]
      let memory = plan.memory(at: workspace, outer)
      plan.run(operands, outer, in: memory)
      for index in results.indices {
        plan.copyOutput(index, to: outer.bytes(of: results[index]), from: memory)
      }
    }
    try builder.adopt(results, node)
  }
}

extension Loop: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    var inputs: [TensorView] = []
    for index in node.inputs.indices { inputs.append(try builder.denseView(node.input(index))) }
    let plans = [try InnerPlan(condition, in: &builder), try InnerPlan(body, in: &builder)]
    let workspace = try builder.workspace(plans)
    let state = try builder.results(node)
    let start = inputs
    // What goes around is copied, too.
    let turnWork = state.reduce(saturatingSum(plans[0].plan.work, plans[1].plan.work)) {
      saturatingSum($0, saturatingProduct(64, $1.elementCount))
    }
    builder.appendElements(
      1, unitWork: 1 << 20, operation: Self.name, reads: inputs, writes: state + [workspace]
    ) { _, outer in
      for index in state.indices {
        outer.bytes(of: state[index]).copyMemory(
          from: outer.bytes(of: start[index]), byteCount: state[index].byteCount)
      }
      while outer.control.pointee.takes(turnWork) {
        var memory = plans[0].memory(at: workspace, outer)
        plans[0].run(state, outer, in: memory)
        var goesOn: UInt8 = 0
        withUnsafeMutableBytes(of: &goesOn) {
          plans[0].copyOutput(0, to: $0.baseAddress!, from: memory)
        }
        guard goesOn != 0 else { return }
        memory = plans[1].memory(at: workspace, outer)
        plans[1].run(state, outer, in: memory)
        for index in state.indices {
          plans[1].copyOutput(index, to: outer.bytes(of: state[index]), from: memory)
        }
      }
    }
    try builder.adopt(state, node)
  }
}
