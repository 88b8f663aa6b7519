import Graphs

extension AveragePool2D: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let (inputID, outputID) = (node.input(0), node.output())
    let input = try builder.view(inputID)
    let output = try builder.view(outputID)
    let shape = builder.graph[inputID].shape
    let columns = try Window2D(
      input: shape, filter: Shape([1, window.height, window.width, 1]), padding: padding,
      stride: stride, dilation: .one, operation: Self.name)
    if window.height == shape[1] && window.width == shape[2] && output.height == 1
      && output.width == 1
    {
      try builder.appendGlobalMean(
        input, output: output, operation: Self.name, activation: activation)
      return
    }
    try builder.appendWindowMean(
      input, output: output, operation: Self.name, window: window, stride: stride,
      padTop: columns.rows.padBefore, padLeft: columns.columns.padBefore, activation: activation)
  }
}
