import Graphs
import KernelInterface
import Kernels

extension DepthwiseConvolution2D: Lowerable {
  func inputMargins(
    of node: Node, in graph: Graph, outputMargins: Margins
  ) throws(PlanError) -> Margins {
    guard depthMultiplier == 1 else { return Margins() }
    return try window(
      input: graph[node.input(0)].shape, filter: graph[node.input(1)].shape
    ).margins
  }

  private func window(input: Shape, filter: Shape) throws(PlanError) -> Window2D {
    try Window2D(
      input: input, filter: filter, padding: padding, stride: stride, dilation: dilation,
      operation: Self.name)
  }

  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let (inputID, filterID, outputID) = (node.input(0), node.input(1), node.output())
    let filter = builder.graph[filterID].shape
    let window = try window(input: builder.graph[inputID].shape, filter: filter)
    var input = try builder.view(inputID)
    guard builder.hasConstantWeights(node) else {
      return try builder.appendComputedWeights(
        node, input: input, filter: try builder.denseView(filterID),
        output: try builder.view(outputID), window: window, stride: stride, dilation: dilation,
        isDepthwise: true, epilogue: epilogue, operation: Self.name)
    }
    if depthMultiplier != 1 {
      input = try builder.appendRepeatedChannels(
        input, count: depthMultiplier, margins: window.margins)
    }
    let output = try builder.view(outputID)
    let packed = PackedDepthwise(
      weights: try builder.floats(filterID), bias: try builder.bias(node),
      channelCount: filter[3], filterHeight: filter[1], filterWidth: filter[2],
      strideWidth: stride.width, isDilated: dilation.width != 1 && stride.width != 1,
      kernels: builder.kernels)
    try builder.count(packed.weights.storage.byteCount)
    let residual = try builder.residual(node, epilogue)
    let phaseCount = stride.width == 1 ? min(dilation.width, output.width) : 1
    let partWidth = DepthwiseStep.partWidth(output, phaseCount: phaseCount)
    let step = DepthwiseStep(
      input: try input.typed(for: Self.name), output: try output.typed(for: Self.name),
      residual: try residual?.typed(for: Self.name), packed: packed,
      filterHeight: filter[1], filterWidth: filter[2],
      rowStep: stride.height, columnStep: stride.width,
      rowDilation: dilation.height, columnDilation: dilation.width,
      padTop: window.rows.padBefore, padLeft: window.columns.padBefore,
      phaseCount: phaseCount, partWidth: partWidth,
      activation: epilogue.activation.elementActivation, finalLimits: epilogue.finalLimits)
    builder.append(
      step, operation: Self.name, kernelNames: [packed.kernel.name],
      grain: max(1, 4096 / max(1, partWidth * output.channels * filter[1])),
      reads: [input] + [residual].compactMap { $0 }, writes: [output],
      weightByteCount: packed.weights.storage.byteCount,
      multiplyAddCount: saturatingProduct(output.elementCount, filter[1], filter[2]))
    try epilogue.finish(output, operation: Self.name, in: &builder)
  }
}

extension PlanBuilder {
  /// Appends a step that repeats each channel `count` times, which makes a depthwise convolution with
  /// a depth multiplier an ordinary one.
  fileprivate mutating func appendRepeatedChannels(
    _ input: TensorView, count: Int, margins: Margins
  ) throws(PlanError) -> TensorView {
    let repeated = try temporary(
      input.elementType, batch: input.batch, height: input.height, width: input.width,
      channels: input.channels * count, margins: margins)
    let operation = "REPEAT_CHANNELS"
    append(
      RepeatChannelsStep(
        input: try input.typed(for: operation), output: try repeated.typed(for: operation),
        count: count),
      operation: operation, kernelNames: [], grain: 1, reads: [input], writes: [repeated])
    return repeated
  }
}

/// output[y, x, c * count + m] = input[y, x, c]
struct RepeatChannelsStep: Step {
  let input: TypedView<Float>
  let output: TypedView<Float>
  let count: Int

  /// Rows.
  var unitCount: Int { output.rowCount }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    for row in units {
      var source = memory.row(row, of: input)
      var target = memory.row(row, of: output)
      for _ in 0..<output.width {
        for channel in 0..<input.channels {
          for copy in 0..<count { target[channel * count + copy] = source[channel] }
        }
        source += input.pixelStride
        target += output.pixelStride
      }
    }
    memory.clearMargins(of: output.view, rows: units)
  }
}
