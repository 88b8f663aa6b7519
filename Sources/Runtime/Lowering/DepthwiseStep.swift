import KernelInterface
import Kernels

/// A depthwise convolution, one output row at a time; where rows are few, parts of rows are shared
/// among threads.
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
  /// Pixels of a part of a row: see the static `partWidth`.
  let partWidth: Int
  let activation: ElementActivation
  let finalLimits: (lower: Float, upper: Float)

  /// Of fewer than 32 rows, one more or less is noticed: 9 rows for 2 threads. A part is then a tile's 8
  /// pixels; dilated rows stay whole.
  static func partWidth(_ output: TensorView, phaseCount: Int) -> Int {
    output.rowCount < 32 && phaseCount == 1 ? 8 : max(1, output.width)
  }

  private var partsPerRow: Int { max(1, (output.width + partWidth - 1) / partWidth) }

  /// Parts of rows.
  var unitCount: Int { output.rowCount * partsPerRow }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    let partsPerRow = partsPerRow
    var unit = units.lowerBound
    while unit < units.upperBound {
      let (row, part) = unit.quotientAndRemainder(dividingBy: partsPerRow)
      let end = min(partsPerRow, part + units.upperBound - unit)
      run(row: row, columns: part * partWidth..<min(end * partWidth, output.width), memory)
      if part == 0 { memory.clearMargins(of: output, rows: row..<(row + 1)) }
      unit += end - part
    }
  }

  /// Neighbouring pixels of one row.
  private func run(row: Int, columns: Range<Int>, _ memory: StepMemory) {
    let (image, y) = row.quotientAndRemainder(dividingBy: output.height)
    let start =
      memory.pointer(input) + image * input.imageStride
      + (y * rowStep - padTop) * input.rowStride
      + (columns.lowerBound * columnStep - padLeft) * input.pixelStride
    let target = memory.row(row, of: output) + columns.lowerBound * output.pixelStride
    let added = residual.map {
      UnsafePointer(memory.row(row, of: $0)) + columns.lowerBound * $0.pixelStride
    }
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
        pixelCount: (columns.count - phase + phaseCount - 1) / phaseCount,
        channelCount: output.channels, activation: activation, finalLower: finalLimits.lower,
        finalUpper: finalLimits.upper)
      packed.run(&arguments)
    }
  }
}
