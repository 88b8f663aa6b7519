import Graphs
import KernelInterface
import Kernels
import Platform

/// A softmax of each row of channels.
struct SoftmaxStep: Step {
  let input: TypedView<Float>
  let output: TypedView<Float>
  let beta: Float
  let kernel: KernelFunction<SoftmaxArguments>

  /// Rows of pixels.
  var unitCount: Int { output.rowCount }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    for row in units {
      var arguments = SoftmaxArguments(
        input: memory.row(row, of: input), inputStride: input.pixelStride,
        output: memory.row(row, of: output), outputStride: output.pixelStride,
        rowCount: output.width, columnCount: output.channels, beta: beta)
      kernel(&arguments)
    }
    memory.clearMargins(of: output.view, rows: units)
  }
}

extension Normalize: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let input: TypedView<Float> = try builder.view(node.input(0)).typed(for: label)
    let output: TypedView<Float> = try builder.view(node.output()).typed(for: label)
    let work = output.width * output.channels
    if case .softmax(let beta) = normalization {
      let kernel = builder.kernels[.softmax]
      let isRow = input.view.isDense && output.view.isDense && output.view.margins.isEmpty
      // Many short rows are one run of pixels.
      let (source, target) =
        isRow ? Self.divided(input.view, output.view) : (input.view, output.view)
      let step = SoftmaxStep(
        input: try source.typed(for: label), output: try target.typed(for: label), beta: beta,
        kernel: kernel.run)
      return builder.append(
        step, operation: label, kernelNames: [kernel.name],
        grain: max(1, 512 / max(1, target.width * target.channels)), reads: [input.view],
        writes: [output.view])
    }
    let normalization = normalization
    builder.appendElements(
      output.rowCount, unitWork: work, operation: label, reads: [input.view],
      writes: [output.view]
    ) { row, memory in
      for x in 0..<output.width {
        normalization.run(
          memory.row(row, of: input) + x * input.pixelStride,
          memory.row(row, of: output) + x * output.pixelStride, count: output.channels)
      }
      memory.clearMargins(of: output.view, rows: row..<(row + 1))
    }
  }

  /// Dense rows as pictures of rows of up to 64 pixels, where their number allows it.
  private static func divided(
    _ input: TensorView, _ output: TensorView
  ) -> (TensorView, TensorView) {
    let count = output.rowCount * output.width
    let width = count % 64 == 0 ? 64 : output.width
    let height = width == 0 ? 0 : count / width
    return (
      input.reshaped(height: height, width: width, channels: output.channels),
      output.reshaped(height: height, width: width, channels: output.channels)
    )
  }
}

extension Normalization {
  /// One row, in Double.
  fileprivate func run(
    _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, count: Int
  ) {
    switch self {
    case .softmax: break
    case .logSoftmax:
      var largest = -Double.infinity
      for index in 0..<count { largest = max(largest, Double(input[index])) }
      var sum = 0.0
      for index in 0..<count { sum += exp(Double(input[index]) - largest) }
      let shift = largest + log(sum)
      for index in 0..<count { output[index] = Float(Double(input[index]) - shift) }
    case .euclidean:
      var sum = 0.0
      for index in 0..<count { sum += Double(input[index]) * Double(input[index]) }
      let norm = max(sum.squareRoot(), 1e-6)
      for index in 0..<count { output[index] = Float(Double(input[index]) / norm) }
    case .localResponse(let radius, let bias, let alpha, let beta):
      for index in 0..<count {
        var sum = 0.0
        for other in max(0, index - radius)..<min(count, index + radius) {
          sum += Double(input[other]) * Double(input[other])
        }
        let scale = pow(Double(bias) + Double(alpha) * sum, -Double(beta))
        output[index] = Float(Double(input[index]) * scale)
      }
    }
  }
}
