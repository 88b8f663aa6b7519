import Graphs
import KernelInterface
import Kernels

extension Epilogue {
  /// The limits that kernels apply after the residual: all of the last activation if it is a clamp.
  var finalLimits: (lower: Float, upper: Float) {
    finalActivation.limits ?? (-.infinity, .infinity)
  }

  /// Whether the last activation is more than the kernels apply.
  var needsFinish: Bool {
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
  /// Returns where the residual of a convolution-like node lives: its last input.
  mutating func residual(_ node: Node, _ epilogue: Epilogue) throws(PlanError) -> TensorView? {
    epilogue.addsResidual ? try view(node.lastInput) : nil
  }

  /// The bias of a convolution-like node, its third input; empty for none.
  func bias(_ node: Node) throws(PlanError) -> [Float] {
    guard let id = node.optionalInput(2) else { return [] }
    return try floats(id)
  }
}
