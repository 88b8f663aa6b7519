import Graphs
import KernelInterface
import Kernels

extension Epilogue {
  /// The limits that kernels apply after the residual: all of the last activation if it is a clamp.
  var finalLimits: (lower: Float, upper: Float) {
    finalActivation.limits ?? (-.infinity, .infinity)
  }

  /// Whether the last activation is more than the kernels apply.
  private var needsFinish: Bool {
    finalActivation != .none && (!addsResidual || finalActivation.limits == nil)
  }

  /// Appends a step for a last activation that the kernels do not apply.
  func finish(
    _ output: TensorView, operation: String, in builder: inout PlanBuilder
  ) throws(PlanError) {
    guard needsFinish else { return }
    try builder.appendElementwise(
      .activate, operation: operation, a: output, output: output,
      activation: finalActivation.elementActivation)
  }
}

extension PlanBuilder {
  /// Where the residual of a convolution-like node lives: its last input.
  mutating func residual(_ node: Node, _ epilogue: Epilogue) throws(PlanError) -> TensorView? {
    guard epilogue.addsResidual, let last = node.inputs.last, let last else { return nil }
    return try view(last)
  }

  /// The bias of a convolution-like node, its third input; empty for none.
  func bias(_ node: Node) throws(PlanError) -> [Float] {
    guard node.inputs.count > 2, let id = node.inputs[2] else { return [] }
    return try floats(id)
  }
}
