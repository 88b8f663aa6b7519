/// Writes zeros around a tensor that several steps produce.
struct ClearMarginsStep: Step {
  let view: TensorView

  var unitCount: Int { view.rowCount }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    memory.clearMargins(of: view, rows: units)
  }
}

extension PlanBuilder {
  /// Appends a step that writes a view's margins.
  mutating func clearMargins(of view: TensorView, operation: String) {
    append(
      ClearMarginsStep(view: view), operation: operation, kernelNames: [], grain: view.rowCount,
      reads: [], writes: [view])
  }
}
