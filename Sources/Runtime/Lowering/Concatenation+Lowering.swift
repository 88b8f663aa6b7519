import Graphs
import KernelInterface

extension Concatenation: Lowerable {
  /// One copy an input, but for those that are written in place.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let output = node.output()
    let shape = builder.graph[output].shape
    let whole = try builder.view(output)
    let strides = whole.broadcastStrides(from: shape, to: shape)
    var start = 0
    for index in node.inputs.indices {
      let input = node.input(index)
      let inputShape = builder.graph[input].shape
      defer { start += inputShape[axis] }
      if inputShape.elementCount == 0
        || builder.isInPlace(output, input: input, channel: start)
      {
        continue
      }
      var part = whole
      part.offset += start * strides[axis]
      try builder.appendElementwise(
        .activate, operation: Self.name,
        operands: [
          (inputShape.rank > 4 ? try builder.denseView(input) : try builder.view(input), inputShape)
        ],
        output: part, outputStrides: strides, shape: inputShape,
        activation: activation.elementActivation)
    }
    if !whole.margins.isEmpty { builder.clearMargins(of: whole, operation: Self.name) }
  }
}
