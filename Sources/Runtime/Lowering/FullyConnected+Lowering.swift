import Graphs
import KernelInterface
import Kernels
import Memory

extension FullyConnected: Lowerable {
  /// A 1x1 convolution over the rows that the input flattens to.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let (inputID, weightsID, outputID) = (node.input(0), node.input(1), node.output())
    let weights = builder.graph[weightsID].shape
    let (channelCount, depth) = (weights[0], weights[1])
    let rowCount = depth == 0 ? 0 : builder.graph[inputID].shape.elementCount / depth
    let packed = PackedConvolution(
      weights: try builder.floats(weightsID), bias: try builder.bias(node),
      channelCount: channelCount, depth: depth, isSinglePixel: rowCount == 1,
      kernels: builder.kernels)
    try builder.count(packed.weights.storage.byteCount)
    let input = try builder.denseView(inputID).reshaped(width: rowCount, channels: depth)
    let target = try builder.view(outputID)
    let isDense = target.isDense
    let output =
      isDense
      ? target.reshaped(width: rowCount, channels: channelCount)
      : try builder.temporary(input.elementType, width: rowCount, channels: channelCount)
    var residual: TensorView?
    if epilogue.addsResidual {
      residual = try builder.denseView(node.lastInput).reshaped(
        width: rowCount, channels: channelCount)
    }
    let step = ConvolutionStep(
      input: try input.typed(for: Self.name), output: try output.typed(for: Self.name),
      residual: try residual?.typed(for: Self.name), packed: packed,
      walk: rowCount == 1 ? .panels : .dense, columnStride: 1, firstColumn: 0,
      segmentOffsets: FixedArray([0]), segmentLength: depth,
      activation: epilogue.activation.elementActivation, finalLimits: epilogue.finalLimits,
      clearsMargins: false,
      blockPixelCount: ConvolutionStep.blockPixelCount(
        depth: depth, channelCount: channelCount))
    builder.append(
      step, operation: Self.name, kernelNames: packed.kernelNames,
      grain: rowCount == 1
        ? ConvolutionStep.panelGrain(packed)
        : ConvolutionStep.pixelGrain(packed, pixelCount: rowCount),
      reads: [input] + [residual].compactMap { $0 }, writes: [output],
      weightByteCount: packed.weights.storage.byteCount,
      multiplyAddCount: saturatingProduct(output.elementCount, depth))
    try epilogue.finish(output, operation: Self.name, in: &builder)
    if !isDense {
      try builder.appendElementwise(
        .activate, operation: Self.name, a: output.reshaped(like: target), output: target)
    }
  }
}
