import Graphs
import KernelInterface
import Kernels

extension PlanBuilder {
  /// The shared lowering of operators that compute each element from elements at the same place.
  ///
  /// - Parameter repeatsConstants: whether constants of a few numbers a channel are repeated along rows, which
  ///   then are long runs.
  mutating func appendBroadcast(
    _ operation: ElementwiseOperation, _ node: Node, activation: Activation,
    repeatsConstants: Bool = false
  ) throws(PlanError) {
    let result = node.output()
    var operands: [(view: TensorView, shape: Shape)] = []
    for index in node.inputs.indices {
      let input = node.input(index)
      let shape = graph[input].shape
      if repeatsConstants, let row = try constantRow(input, along: graph[result].shape) {
        operands.append(row)
        continue
      }
      operands.append((shape.rank > 4 ? try denseView(input) : try view(input), shape))
    }
    let shape = graph[result].shape
    let output = try view(result)
    try appendElementwise(
      operation, operation: node.operation.label, operands: operands, output: output,
      outputStrides: output.broadcastStrides(from: shape, to: shape), shape: shape,
      activation: activation.elementActivation)
  }
}

extension PlanBuilder {
  /// A constant of one number a channel as one a pixel and channel of a row; nil for others, and where channels
  /// or rows are many.
  private mutating func constantRow(
    _ id: ValueID, along output: Shape
  ) throws(PlanError) -> (view: TensorView, shape: Shape)? {
    let value = graph[id]
    guard output.rank >= 2, let channels = output.dimensions.last, channels < 64,
      value.elementType == .float32, value.shape.dimensions.last == channels,
      value.shape.elementCount == channels, let floats = value.constant?.floats(as: .float32)
    else { return nil }
    let width = output[output.rank - 2]
    guard width > 1, width * channels <= 4096 else { return nil }
    let row = Array(repeatElement(floats, count: width).joined())
    let shape = Shape([width, channels])
    return (try constant(Constant(floats: row), TensorType(.float32, shape)), shape)
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
  /// Constants are widened where they are read; nothing remains to run. Computed float16 is widened by a step.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    guard builder.isConstant(node.input(0)) else {
      if builder.graph[node.input(0)].elementType == .float16 {
        return try builder.appendScalar(
          .cast, operands: try builder.operands(node), output: node.output(), operation: Self.name)
      }
      throw .unsupported(
        operation: Self.name, expected: "a constant input", found: "one that is computed")
    }
    try builder.adoptConstant(node.output())
  }
}
