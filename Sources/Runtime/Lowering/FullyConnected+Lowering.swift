import Graphs
import KernelInterface
import Kernels
import Memory

extension FullyConnected: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let weights = builder.graph[node.input(1)].shape
    guard builder.hasConstantWeights(node) else {
      return try lowerComputed(node, weights, into: &builder)
    }
    try builder.appendMatrixProduct(
      node, weights: try builder.floats(node.input(1)), bias: try builder.bias(node),
      channelCount: weights[0], depth: weights[1], epilogue: epilogue, operation: Self.name)
  }
}

extension FullyConnected {
  private func lowerComputed(
    _ node: Node, _ weights: Shape, into builder: inout PlanBuilder
  ) throws(PlanError) {
    let rowCount = builder.graph[node.input(0)].shape.elementCount / weights[1]
    let input = try builder.denseView(node.input(0))
      .reshaped(width: rowCount, channels: weights[1])
    let filter = try builder.denseView(node.input(1))
      .reshaped(batch: weights[0], channels: weights[1])
    let window = try Window2D(
      input: Shape([1, 1, max(1, rowCount), 1]), filter: Shape([1, 1, 1, 1]), padding: .valid,
      stride: .one, dilation: .one, operation: Self.name)
    let output = try builder.temporary(
      input.elementType, width: rowCount, channels: weights[0])
    try builder.appendComputedWeights(
      node, input: input, filter: filter, output: output, window: window, stride: .one,
      dilation: .one, epilogue: Epilogue(activation: epilogue.activation), operation: Self.name)
    let target = try builder.view(node.output())
    guard epilogue.addsResidual else {
      return try builder.appendElementwise(
        .activate, operation: Self.name, a: output.reshaped(like: target), output: target)
    }
    let shape = builder.graph[node.output()].shape
    try builder.appendElementwise(
      .add, operation: Self.name,
      operands: [
        (output.reshaped(like: target), shape),
        (try builder.view(node.lastInput), shape),
      ], output: target, outputStrides: target.strides(of: shape), shape: shape,
      activation: epilogue.finalActivation.elementActivation)
  }
}

extension PlanBuilder {
  /// Appends the product of a node's first input, as rows of `depth`, with weights
  /// `[channelCount, depth]`: a 1x1 convolution over the rows that the input flattens to.
  mutating func appendMatrixProduct(
    _ node: Node, weights: [Float], bias: [Float], channelCount: Int, depth: Int,
    epilogue: Epilogue, operation: String
  ) throws(PlanError) {
    let (inputID, outputID) = (node.input(0), node.output())
    let rowCount = depth == 0 ? 0 : graph[inputID].shape.elementCount / depth
    let packed = PackedConvolution(
      weights: weights, bias: bias, channelCount: channelCount, depth: depth,
      isSinglePixel: rowCount == 1, kernels: kernels)
    try count(packed.weights.storage.byteCount)
    let input = try denseView(inputID).reshaped(width: rowCount, channels: depth)
    let target = try view(outputID)
    let isDense = target.isDense
    let output =
      isDense
      ? target.reshaped(width: rowCount, channels: channelCount)
      : try temporary(input.elementType, width: rowCount, channels: channelCount)
    var residual: TensorView?
    if epilogue.addsResidual {
      residual = try denseView(node.lastInput).reshaped(width: rowCount, channels: channelCount)
    }
    let step = ConvolutionStep(
      input: try input.typed(for: operation), output: try output.typed(for: operation),
      residual: try residual?.typed(for: operation), packed: packed,
      walk: rowCount == 1 ? .panels : .dense, columnStride: 1, firstColumn: 0,
      segmentOffsets: FixedArray([0]), segmentLength: depth,
      activation: epilogue.activation.elementActivation, finalLimits: epilogue.finalLimits,
      clearsMargins: false,
      blockPixelCount: ConvolutionStep.blockPixelCount(
        depth: depth, channelCount: channelCount))
    append(
      step, operation: operation, kernelNames: packed.kernelNames,
      grain: rowCount == 1
        ? ConvolutionStep.panelGrain(packed)
        : ConvolutionStep.pixelGrain(packed, pixelCount: rowCount),
      reads: [input] + [residual].compactMap { $0 }, writes: [output],
      weightByteCount: packed.weights.storage.byteCount,
      multiplyAddCount: saturatingProduct(output.elementCount, depth))
    try epilogue.finish(output, operation: operation, in: &self)
    if !isDense {
      try appendElementwise(
        .activate, operation: operation, a: output.reshaped(like: target), output: target)
    }
  }
}
