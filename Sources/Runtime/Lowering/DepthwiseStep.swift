import KernelInterface
import Kernels
import Memory

/// A depthwise convolution, one output row at a time; where rows are few, parts of rows are shared
/// among threads.
struct DepthwiseStep: Step {
  let input: TypedView<Float>
  let output: TypedView<Float>
  let residual: TypedView<Float>?
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
  /// neighboring taps of the same columns, as if there were no dilation.
  let phaseCount: Int
  /// Pixels of a part of a row: see the static `partWidth`.
  let partWidth: Int
  let activation: ElementActivation
  let finalLimits: (lower: Float, upper: Float)

  /// That of `PixelParts`; dilated rows stay whole.
  static func partWidth(_ output: TensorView, phaseCount: Int) -> Int {
    phaseCount == 1 ? PixelParts(output).partWidth : max(1, output.width)
  }

  private var partsPerRow: Int { max(1, (output.width + partWidth - 1) / partWidth) }

  /// Parts of rows.
  var unitCount: Int { output.rowCount * partsPerRow }

  var parts: PixelParts? {
    let parts = PixelParts(output.view)
    return parts.partWidth == partWidth ? parts : nil
  }

  var readsOwnPixels: [TensorView] { [residual?.view].compactMap { $0 } }

  /// Channels that go through all rows before the next ones: the rows that a filter needs of them stay in
  /// the cache until the last output row has read them.
  static let blockChannelCount = 128

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    let partsPerRow = partsPerRow
    if partsPerRow == 1 { return run(rows: units, memory) }
    var unit = units.lowerBound
    while unit < units.upperBound {
      let (row, part) = unit.quotientAndRemainder(dividingBy: partsPerRow)
      let end = min(partsPerRow, part + units.upperBound - unit)
      run(
        row: row, columns: part * partWidth..<min(end * partWidth, output.width),
        channels: 0..<output.channels, memory)
      if part == 0 { memory.clearMargins(of: output.view, rows: row..<(row + 1)) }
      unit += end - part
    }
  }

  /// Whole rows, with a dilation d every d-th behind each other, which read the same input rows.
  private func run(rows: Range<Int>, _ memory: StepMemory) {
    let distance = rowStep == 1 ? rowDilation : 1
    for first in stride(from: 0, to: output.channels, by: Self.blockChannelCount) {
      let channels = first..<min(first + Self.blockChannelCount, output.channels)
      for phase in 0..<min(distance, rows.count) {
        for row in stride(from: rows.lowerBound + phase, to: rows.upperBound, by: distance) {
          run(row: row, columns: 0..<output.width, channels: channels, memory)
        }
      }
    }
    memory.clearMargins(of: output.view, rows: rows)
  }

  /// Neighboring pixels of one row, and neighboring channels of these: whole blocks of lanes.
  private func run(
    row: Int, columns: Range<Int>, channels: Range<Int>, _ memory: StepMemory
  ) {
    let (image, y) = row.quotientAndRemainder(dividingBy: output.height)
    let start =
      memory.pointer(input) + image * input.imageStride
      + (y * rowStep - padTop) * input.rowStride
      + (columns.lowerBound * columnStep - padLeft) * input.pixelStride + channels.lowerBound
    let target =
      memory.row(row, of: output) + (columns.lowerBound * output.pixelStride + channels.lowerBound)
    let added = residual.map {
      UnsafePointer(memory.row(row, of: $0))
        + (columns.lowerBound * $0.pixelStride + channels.lowerBound)
    }
    let weights = packed.weights.base + channels.lowerBound * (filterHeight * filterWidth + 1)
    for phase in 0..<phaseCount {
      var arguments = DepthwiseArguments(
        input: start + phase * columnStep * input.pixelStride,
        inputRowStride: rowDilation * input.rowStride,
        inputPixelStride: phaseCount * columnStep * input.pixelStride,
        tapStride: columnDilation * input.pixelStride,
        filterHeight: filterHeight, filterWidth: filterWidth, weights: weights,
        output: target + phase * output.pixelStride,
        outputPixelStride: phaseCount * output.pixelStride,
        residual: added.map { $0 + phase * (residual?.pixelStride ?? 0) },
        residualPixelStride: phaseCount * (residual?.pixelStride ?? 0),
        pixelCount: (columns.count - phase + phaseCount - 1) / phaseCount,
        channelCount: channels.count, activation: activation, finalLower: finalLimits.lower,
        finalUpper: finalLimits.upper)
      packed.run(&arguments)
    }
  }
}
