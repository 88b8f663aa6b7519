import KernelInterface
import Kernels

/// A depthwise convolution, one output row at a time.
struct DepthwiseStep: Step {
  let input: TensorView
  let output: TensorView
  let residual: TensorView?
  let packed: PackedDepthwise
  let filterHeight: Int
  let filterWidth: Int
  /// Input rows between output rows.
  let rowStep: Int
  /// Input columns between output columns.
  let columnStep: Int
  /// Input rows between filter rows.
  let rowDilation: Int
  /// Input columns between filter columns.
  let columnDilation: Int
  /// Rows and columns of padding before the first output.
  let padTop: Int
  let padLeft: Int
  /// In how many interleaved parts a row goes: with a dilation d and stride 1, every d-th output reads
  /// neighbouring taps of the same columns, as if there were no dilation.
  let phaseCount: Int
  let activation: ElementActivation
  let finalLimits: (lower: Float, upper: Float)

  /// Output rows.
  var unitCount: Int { output.rowCount }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    for row in units {
      let (image, y) = row.quotientAndRemainder(dividingBy: output.height)
      let start =
        memory.pointer(input) + image * input.imageStride
        + (y * rowStep - padTop) * input.rowStride - padLeft * input.pixelStride
      let target = memory.row(row, of: output)
      let added = residual.map { UnsafePointer(memory.row(row, of: $0)) }
      for phase in 0..<phaseCount {
        var arguments = DepthwiseArguments(
          input: start + phase * columnStep * input.pixelStride,
          inputRowStride: rowDilation * input.rowStride,
          inputPixelStride: phaseCount * columnStep * input.pixelStride,
          tapStride: columnDilation * input.pixelStride,
          filterHeight: filterHeight, filterWidth: filterWidth, weights: packed.weights.base,
          output: target + phase * output.pixelStride,
          outputPixelStride: phaseCount * output.pixelStride,
          residual: added.map { $0 + phase * (residual?.pixelStride ?? 0) },
          residualPixelStride: phaseCount * (residual?.pixelStride ?? 0),
          pixelCount: (output.width - phase + phaseCount - 1) / phaseCount,
          channelCount: output.channels, activation: activation, finalLower: finalLimits.lower,
          finalUpper: finalLimits.upper)
        packed.run(&arguments)
      }
    }
    memory.clearMargins(of: output, rows: units)
  }
}
