import Graphs
import KernelInterface
import Kernels
import Memory

extension Convolution2D: Lowerable {
  func inputMargins(
    of node: Node, in graph: Graph, outputMargins: Margins
  ) throws(PlanError) -> Margins {
    try Window2D(
      input: graph[node.input(0)].shape, filter: graph[node.input(1)].shape, padding: padding,
      stride: stride,
      dilation: dilation, operation: Self.name
    ).margins
  }

  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let (inputID, filterID, outputID) = (node.input(0), node.input(1), node.output())
    let filter = builder.graph[filterID].shape
    let depth = filter[1] * filter[2] * filter[3]
    var input = try builder.view(inputID)
    var output = try builder.view(outputID)
    let residual = try builder.residual(node, epilogue)?.spread(over: output)
    let window = try Window2D(
      input: builder.graph[inputID].shape, filter: filter, padding: padding, stride: stride,
      dilation: dilation, operation: Self.name)
    guard builder.hasConstantWeights(node) else {
      if scalesInput {
        input = try builder.appendScaledInput(
          input, factors: node.input(3), operation: Self.name)
      }
      return try builder.appendComputedWeights(
        node, input: input, filter: try builder.denseView(filterID), output: output,
        window: window, stride: stride, dilation: dilation, epilogue: epilogue,
        operation: Self.name)
    }
    let isPointwise =
      filter[1] == 1 && filter[2] == 1 && stride == .one && input.rowGap == 0
    let floats = try builder.floats(filterID)
    let bias = try builder.bias(node)
    if isPointwise, !scalesInput, residual == nil,
      try builder.appendStrassen(
        weights: floats, bias: bias, from: input, to: output, activation: epilogue.activation,
        operation: Self.name)
    {
      return try epilogue.finish(output, operation: Self.name, in: &builder)
    }
    let isSinglePixel = builder.graph[outputID].shape.dimensions[1...2] == [1, 1]
    let packed = PackedConvolution(
      weights: floats, bias: bias, channelCount: filter[0], depth: depth,
      isSinglePixel: isSinglePixel, kernels: builder.kernels)
    try builder.count(packed.weights.storage.byteCount)
    var inputScale: InputScale?
    if scalesInput {
      let factors = node.input(3)
      if packed.weights.count <= InputScale.largestWeightCount {
        inputScale = try builder.inputScale(factors, of: packed, operation: Self.name)
      } else {
        input = try builder.appendScaledInput(input, factors: factors, operation: Self.name)
      }
    }
    var tail: BlockTail?
    if !isSinglePixel, !epilogue.needsFinish, let taken = try builder.takeTail(behind: outputID) {
      tail = taken.tail
      output = try builder.view(taken.output)
    }
    let takesPanels = isSinglePixel && isPointwise && output.margins.isEmpty
    let segments = Self.segments(filter: filter, dilation: dilation, input: input)
    var step = ConvolutionStep(
      input: try input.typed(for: Self.name), output: try output.typed(for: Self.name),
      residual: try residual?.typed(for: Self.name), packed: packed, inputScale: inputScale,
      walk: takesPanels
        ? .panels
        : isPointwise ? .dense : .rows(stride: stride.height, firstRow: -window.rows.padBefore),
      columnStride: stride.width, firstColumn: -window.columns.padBefore,
      segmentOffsets: FixedArray(segments.offsets), segmentLength: segments.length,
      activation: epilogue.activation.elementActivation,
      finalLimits: epilogue.finalLimits, clearsMargins: true,
      blockPixelCount: ConvolutionStep.blockPixelCount(
        depth: depth, channelCount: filter[0]))
    step.tail = tail
    builder.append(
      step, operation: Self.name,
      kernelNames: packed.kernelNames + [tail?.kernel.name].compactMap { $0 },
      grain: takesPanels
        ? ConvolutionStep.panelGrain(packed)
        : isPointwise ? ConvolutionStep.pixelGrain(packed, pixelCount: step.unitCount) : 1,
      reads: [input] + [residual, inputScale?.factors.view].compactMap { $0 }, writes: [output],
      weightByteCount: packed.weights.storage.byteCount,
      multiplyAddCount: saturatingProduct(output.elementCount, depth))
    try epilogue.finish(output, operation: Self.name, in: &builder)
  }

  /// Stretches of input that are contiguous for one output pixel.
  static func segments(
    filter: Shape, dilation: Extent2D, input: TensorView
  ) -> (offsets: [Int], length: Int) {
    let rowStride = dilation.height * input.rowStride
    if filter[2] == 1 || (dilation.width == 1 && input.pixelStride == input.channels) {
      return ((0..<filter[1]).map { $0 * rowStride }, filter[2] * filter[3])
    }
    let tapStride = dilation.width * input.pixelStride
    let offsets = (0..<filter[1]).flatMap { y in
      (0..<filter[2]).map { x in y * rowStride + x * tapStride }
    }
    return (offsets, filter[3])
  }
}
