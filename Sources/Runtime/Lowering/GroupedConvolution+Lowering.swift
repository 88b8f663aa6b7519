import Graphs
import KernelInterface
import Kernels
import Memory

extension GroupedConvolution2D: Lowerable {
  func inputMargins(
    of node: Node, in graph: Graph, outputMargins: Margins
  ) throws(PlanError) -> Margins {
    try window(node, graph).margins
  }

  private func window(_ node: Node, _ graph: Graph) throws(PlanError) -> Window2D {
    try Window2D(
      input: graph[node.input(0)].shape, filter: graph[node.input(1)].shape, padding: padding,
      stride: stride, dilation: dilation, operation: label)
  }

  /// A convolution a group, from its channels of the input to its channels of the output.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let filter = builder.graph[node.input(1)].shape
    let input = try builder.view(node.input(0))
    let output = try builder.view(node.output())
    let window = try window(node, builder.graph)
    guard builder.hasConstantWeights(node) else {
      return try builder.appendComputedWeights(
        node, input: input, filter: try builder.denseView(node.input(1)), output: output,
        window: window, stride: stride, dilation: dilation, epilogue: epilogue, operation: label)
    }
    let residual = try builder.residual(node, epilogue)
    let floats = try builder.floats(node.input(1))
    let bias = try builder.bias(node)
    let groupCount = input.channels / filter[3]
    let width = filter[0] / groupCount
    let depth = filter[1] * filter[2] * filter[3]
    func part(_ view: TensorView, _ group: Int, _ channels: Int) -> TensorView {
      var part = view
      part.offset += group * channels
      part.channels = channels
      part.margins = Margins()
      return part
    }
    for group in 0..<groupCount {
      let channels = group * width..<(group + 1) * width
      let packed = PackedConvolution(
        weights: Array(floats[channels.lowerBound * depth..<channels.upperBound * depth]),
        bias: bias.isEmpty ? [] : Array(bias[channels]), channelCount: width, depth: depth,
        isSinglePixel: false, kernels: builder.kernels)
      try builder.count(packed.weights.storage.byteCount)
      let source = part(input, group, filter[3])
      let target = part(output, group, width)
      let segments = Convolution2D.segments(filter: filter, dilation: dilation, input: source)
      let added = residual.map { part($0, group, width) }
      let step = ConvolutionStep(
        input: try source.typed(for: label), output: try target.typed(for: label),
        residual: try added?.typed(for: label), packed: packed,
        walk: .rows(stride: stride.height, firstRow: -window.rows.padBefore),
        columnStride: stride.width, firstColumn: -window.columns.padBefore,
        segmentOffsets: FixedArray(segments.offsets), segmentLength: segments.length,
        activation: epilogue.activation.elementActivation, finalLimits: epilogue.finalLimits,
        clearsMargins: false,
        blockPixelCount: ConvolutionStep.blockPixelCount(depth: depth, channelCount: width))
      builder.append(
        step, operation: label, kernelNames: packed.kernelNames, grain: 1,
        reads: [source] + [added].compactMap { $0 }, writes: [target],
        weightByteCount: packed.weights.storage.byteCount,
        multiplyAddCount: saturatingProduct(target.elementCount, depth))
    }
    if !output.margins.isEmpty { builder.clearMargins(of: output, operation: label) }
    try epilogue.finish(output, operation: label, in: &builder)
  }
}
