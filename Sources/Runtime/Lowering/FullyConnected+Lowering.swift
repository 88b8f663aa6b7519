import Graphs
import KernelInterface
import Kernels

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
    try builder.count(elements: packed.weights.count)
    let input = try builder.denseView(inputID).flattened(rows: rowCount, channels: depth)
    let target = try builder.view(outputID)
    let isDense = target.isDense
    let output =
      isDense
      ? target.flattened(rows: rowCount, channels: channelCount)
      : try builder.temporary(width: rowCount, channels: channelCount)
    var residual: TensorView?
    if epilogue.addsResidual {
      residual = try builder.denseView(node.lastInput).flattened(
        rows: rowCount, channels: channelCount)
    }
    let step = ConvolutionStep(
      input: input, output: output, residual: residual, packed: packed,
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
      weightByteCount: packed.weights.count * 4,
      multiplyAddCount: saturatingProduct(output.elementCount, depth))
    try epilogue.finish(output, operation: Self.name, in: &builder)
    if !isDense {
      var copy = output
      (copy.batch, copy.height, copy.width) = (target.batch, target.height, target.width)
      (copy.rowStride, copy.imageStride) = (
        target.width * channelCount, target.height * target.width * channelCount
      )
      try builder.appendElementwise(.activate, operation: Self.name, a: copy, output: target)
    }
  }
}

extension TensorView {
  /// The same dense elements as one image of one row.
  func flattened(rows: Int, channels: Int) -> TensorView {
    var view = self
    (view.batch, view.height, view.width, view.channels) = (1, 1, rows, channels)
    (view.imageStride, view.rowStride, view.pixelStride) = (
      rows * channels, rows * channels, channels
    )
    return view
  }
}
