import Graphs
import KernelInterface

extension ReadState: Lowerable {
  /// Never another view of the state, as a later node may change it.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    try builder.appendElementwise(
      .activate, operation: Self.name, a: try builder.view(node.input(0)),
      output: try builder.view(node.output()))
  }
}

extension WriteState: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    try builder.appendElementwise(
      .activate, operation: Self.name, a: try builder.view(node.input(1)),
      output: try builder.view(node.input(0)))
  }
}
