import Graphs
import KernelInterface
import Kernels

extension PlanBuilder {
  /// The shared lowering of operators that compute each element from elements at the same place.
  fileprivate mutating func appendBroadcast(
    _ operation: ElementwiseOperation, _ node: Node, activation: Activation
  ) throws(PlanError) {
    let result = node.output()
    var operands: [(view: TensorView, shape: Shape)] = []
    for index in node.inputs.indices {
      let input = node.input(index)
      let shape = graph[input].shape
      operands.append((shape.rank > 4 ? try denseView(input) : try view(input), shape))
    }
    let shape = graph[result].shape
    let output = try view(result)
    try appendElementwise(
      operation, operation: node.operation.name, operands: operands, output: output,
      outputStrides: output.broadcastStrides(from: shape, to: shape), shape: shape,
      activation: activation.elementActivation)
  }
}

extension Add: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    try builder.appendBroadcast(.add, node, activation: activation)
  }
}

extension Multiply: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    try builder.appendBroadcast(.multiply, node, activation: activation)
  }
}

extension MultiplyAdd: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    try builder.appendBroadcast(.multiplyAdd, node, activation: activation)
  }
}

extension Activate: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    try builder.appendBroadcast(.activate, node, activation: activation)
  }
}

extension Dequantize: Lowerable {
  /// Constants are widened where they are read; nothing remains to run.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    guard builder.isConstant(node.input(0)) else {
      throw .unsupported(
        operation: Self.name, expected: "a constant input", found: "one that is computed")
    }
    try builder.adoptConstant(node.output())
  }
}
