import Graphs
import KernelInterface
import Memory

/// A convolution or matrix product whose weights or bias are no constants: one output at a time, as there is
/// nothing to pack. Few models have any.
struct ComputedWeights: Sendable {
  let input: TypedView<Float>
  let filter: TypedView<Float>
  let bias: TypedView<Float>?
  let output: TypedView<Float>
  let window: Window2D
  let stride: Extent2D
  let dilation: Extent2D
  /// Input channels that an output channel sees: all, those of a group, or one of a depthwise filter.
  let depth: Int
  /// Output channels that see the same input channels.
  let groupWidth: Int
  /// Whether the filter is `[1, height, width, channels]`.
  let isDepthwise: Bool

  /// One output row.
  func run(_ row: Int, _ memory: StepMemory) {
    let (image, y) = row.quotientAndRemainder(dividingBy: output.height)
    let source = memory.pointer(input) + image * input.imageStride
    let weights = memory.pointer(filter)
    let biases = bias.map { memory.pointer($0) }
    let target = memory.row(row, of: output)
    for x in 0..<output.width {
      for channel in 0..<output.channels {
        let first = channel / groupWidth * depth
        var sum = biases?[channel] ?? 0
        for i in 0..<filter.height {
          let inputRow = y * stride.height - window.rows.padBefore + i * dilation.height
          guard inputRow >= 0, inputRow < input.height else { continue }
          for j in 0..<filter.width {
            let column = x * stride.width - window.columns.padBefore + j * dilation.width
            guard column >= 0, column < input.width else { continue }
            let pixel = source + inputRow * input.rowStride + column * input.pixelStride + first
            let taps =
              weights + i * filter.rowStride + j * filter.pixelStride
              + (isDepthwise ? channel : channel * filter.imageStride)
            for k in 0..<depth { sum += pixel[k] * taps[k] }
          }
        }
        target[x * output.pixelStride + channel] = sum
      }
    }
    memory.clearMargins(of: output.view, rows: row..<(row + 1))
  }
}

extension PlanBuilder {
  /// Tells whether a weighted node's weights and bias are all known while planning.
  func hasConstantWeights(_ node: Node) -> Bool {
    isConstant(node.input(1)) && node.optionalInput(2).map(isConstant) ?? true
  }

  /// Appends a weighted node with computed weights, and its epilogue. `input`, `filter` and `output` are seen
  /// as pictures and `[outputChannels, height, width, depth]`.
  mutating func appendComputedWeights(
    _ node: Node, input: TensorView, filter: TensorView, output: TensorView, window: Window2D,
    stride: Extent2D, dilation: Extent2D, isDepthwise: Bool = false, epilogue: Epilogue,
    operation: String
  ) throws(PlanError) {
    let depth = isDepthwise ? 1 : filter.channels
    let groupCount = isDepthwise ? input.channels : input.channels / max(1, depth)
    var bias: TensorView?
    if let id = node.optionalInput(2) {
      let dense = try denseView(id)
      bias = dense.reshaped(channels: dense.elementCount)
    }
    let weights = ComputedWeights(
      input: try input.typed(for: operation), filter: try filter.typed(for: operation),
      bias: try bias?.typed(for: operation), output: try output.typed(for: operation),
      window: window, stride: stride, dilation: dilation, depth: depth,
      groupWidth: output.channels / max(1, groupCount), isDepthwise: isDepthwise)
    let taps = filter.height * filter.width * depth
    appendElements(
      output.rowCount, unitWork: saturatingProduct(output.width, output.channels, taps),
      operation: operation, reads: [input, filter] + [bias].compactMap { $0 }, writes: [output]
    ) { row, memory in weights.run(row, memory) }
    if epilogue.activation != .none {
      try appendElementwise(
        .activate, operation: operation, a: output, output: output,
        activation: epilogue.activation.elementActivation)
    }
    guard let residual = try residual(node, epilogue)?.spread(over: output) else { return }
    let shape = Shape([output.batch, output.height, output.width, output.channels])
    try appendElementwise(
      .add, operation: operation,
      operands: [(output, shape), (residual, shape)],
      output: output, outputStrides: output.strides(of: shape), shape: shape,
      activation: epilogue.finalActivation.elementActivation)
  }
}
