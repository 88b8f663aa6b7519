/// Work of an operator that few models have, one unit at a time.
struct ElementsStep: Step {
  let unitCount: Int
  /// Does one unit. Allocates nothing.
  let body: @Sendable (_ unit: Int, _ memory: StepMemory) -> Void

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    for unit in units { body(unit, memory) }
  }
}

extension PlanBuilder {
  /// Appends a step of units of about `unitWork` elements each.
  mutating func appendElements(
    _ unitCount: Int, unitWork: Int, operation: String, reads: [TensorView], writes: [TensorView],
    _ body: @escaping @Sendable (_ unit: Int, _ memory: StepMemory) -> Void
  ) {
    append(
      ElementsStep(unitCount: unitCount, body: body), operation: operation, kernelNames: [],
      grain: max(1, 512 / max(1, unitWork)), reads: reads, writes: writes)
  }
}
