import KernelInterface
import Kernels

/// One thread's work on tiles of a guided filter, and the scratch for it.
///
/// A tile goes down the grid row by row. Sums of moments along columns take in the row at the window's
/// lower edge and give up the one above its upper edge; box means along the row finish them, and give
/// the row's coefficients. These are summed and averaged over windows in the same way. A mean row
/// and the one before it give the output rows between them.
final class GuidedTile: @unchecked Sendable {  // used by one thread at a time
  let layout: GuidedTileLayout
  private let uniform: UniformColumns
  private let sums: Plane<Int32>
  private let columnSums: Plane<Float>
  private let means: Plane<Float>
  /// Coefficients of as many rows as a window has, and of the one that leaves it.
  private let coefficients: Plane<Float>
  private let coefficientSums: Plane<Float>
  private let windowSums: Plane<Float>
  /// Mean coefficients of two rows.
  private let meanCoefficients: Plane<Float>
  private let blended: Plane<Float>
  private let wide: Plane<Float>
  private let filtered: Plane<Float>

  private static let coefficientCount = 4

  init(_ layout: GuidedTileLayout) {
    self.layout = layout
    let width = max(layout.grid.width, layout.columnTaps.inputCapacity)
    let margin = (layout.radius + 31) / 16 * 16
    let count = Self.coefficientCount
    uniform = UniformColumns(width: layout.grid.width)
    sums = Plane(width: width, height: ColumnMomentsArguments.momentCount, margin: margin)
    columnSums = Plane(width: width, height: ColumnMomentsArguments.momentCount, margin: margin)
    means = Plane(width: width, height: ColumnMomentsArguments.momentCount, margin: margin)
    coefficients = Plane(
      width: width, height: count * (2 * layout.radius + 2), margin: margin)
    coefficientSums = Plane(width: width, height: count, margin: margin)
    windowSums = Plane(width: width, height: count, margin: margin)
    meanCoefficients = Plane(width: width, height: 2 * count, margin: margin)
    blended = Plane(width: width, height: count, margin: margin)
    let paddedWidth = layout.columnTaps.blockCount * layout.columnTaps.lanes
    wide = Plane(width: paddedWidth, height: count)
    filtered = Plane(width: paddedWidth, height: 1)
  }

  /// Writes the output rows of a band.
  func run(_ band: GuideBand, frame: Rows<UInt32>, output: Rows<UInt8>) {
    let gridWidth = layout.grid.width
    // Windows of windows of the points that outputs lie between.
    let reach = 2 * layout.radius + 1
    uniform.measure(
      band.gridRows.extended(by: reach, within: layout.grid.height), of: layout.grid.mask)
    let stretchWidth = layout.tileSize
    func uniformValue(from start: Int) -> UInt8? {
      uniform.value(
        in: (start..<min(start + stretchWidth, gridWidth)).extended(by: reach, within: gridWidth))
    }
    var start = 0
    while start < gridWidth {
      let first = start
      if let value = uniformValue(from: start) {
        start += stretchWidth
        let columns = outputColumns(of: first..<min(start, gridWidth))
        for y in band.outputRows {
          (output.row(y) + columns.lowerBound).update(repeating: value, count: columns.count)
        }
        continue
      }
      repeat { start += stretchWidth } while start < gridWidth && uniformValue(from: start) == nil
      filter(band, first..<min(start, gridWidth), frame: frame, output: output)
    }
  }

  private func outputColumns(of gridColumns: Range<Int>) -> Range<Int> {
    gridColumns.lowerBound
      * layout.grid.factor..<min(gridColumns.upperBound * layout.grid.factor, layout.width)
  }

  /// The columns of a tile that each of its steps works on, each as far as the next one looks.
  private struct Columns {
    let outputs: Range<Int>
    let meanCoefficients: Range<Int>
    let coefficients: Range<Int>
    let moments: Range<Int>
  }

  private func filter(
    _ band: GuideBand, _ gridColumns: Range<Int>, frame: Rows<UInt32>, output: Rows<UInt8>
  ) {
    let radius = layout.radius
    let (width, height) = (layout.grid.width, layout.grid.height)
    let meanColumns = gridColumns.extended(by: 1, within: width)
    let columns = Columns(
      outputs: outputColumns(of: gridColumns), meanCoefficients: meanColumns,
      coefficients: meanColumns.extended(by: radius, within: width),
      moments: meanColumns.extended(by: 2 * radius, within: width))
    let meanRows = band.gridRows.extended(by: 1, within: height)
    let rows = meanRows.extended(by: radius, within: height)
    let firstEntering = max(0, rows.lowerBound - radius)
    clear(sums.rows, columns.moments)
    clear(coefficientSums.rows, columns.coefficients)
    for y in firstEntering..<(rows.lowerBound + radius) {
      moveMoments(entering: y, leaving: -1, columns, isRead: false)
    }
    var outputRow = band.outputRows.lowerBound
    for y in rows.lowerBound..<(meanRows.upperBound + radius) {
      if rows.contains(y) {
        let leaving = y - radius - 1
        moveMoments(
          entering: y + radius, leaving: leaving < firstEntering ? -1 : leaving, columns,
          isRead: true)
        solve(y, columns)
        addCoefficients(of: y, columns)
      }
      if rows.contains(y - 2 * radius - 1) { removeCoefficients(of: y - 2 * radius - 1, columns) }
      let finished = y - radius
      guard meanRows.contains(finished) else { continue }
      average(finished, columns)
      while outputRow < band.outputRows.upperBound,
        layout.rowTaps.starts[outputRow] + layout.rowTaps.counts[outputRow] - 1 <= finished
      {
        apply(outputRow, columns, frame: frame, output: output)
        outputRow += 1
      }
    }
  }

  /// Moves the moments' window: grid row `entering` comes in, `leaving` goes; -1 is no row.
  private func moveMoments(entering: Int, leaving: Int, _ columns: Columns, isRead: Bool) {
    let start = columns.moments.lowerBound
    var arguments = ColumnMomentsArguments(
      entering: layout.grid.signals(at: entering) + start,
      leaving: layout.grid.signals(at: leaving) + start,
      signalStride: layout.grid.signalStride, sums: sums.rows.base + start,
      output: isRead ? columnSums.rows.base + start : nil, momentStride: sums.rows.stride,
      count: columns.moments.count)
    layout.kernels.moments(&arguments)
  }

  /// The coefficients of grid row `y` from the moments' sums.
  private func solve(_ y: Int, _ columns: Columns) {
    box(
      columnSums.rows, columns.moments, to: means.rows, columns.coefficients,
      scale: layout.rowScales.rows.base[y])
    let start = columns.coefficients.lowerBound
    var arguments = GuidedSolutionArguments(
      means: means.rows.base + start, momentStride: means.rows.stride,
      regularization: layout.regularization,
      coefficients: coefficients(of: y) + start, coefficientStride: coefficients.rows.stride,
      count: columns.coefficients.count)
    layout.kernels.solve(&arguments)
  }

  private func coefficients(of y: Int) -> UnsafeMutablePointer<Float> {
    coefficients.rows.row(y % (2 * layout.radius + 2) * Self.coefficientCount)
  }

  /// Box means of all rows of a plane; what lies beyond `inputColumns` counts as zero.
  private func box(
    _ input: Rows<Float>, _ inputColumns: Range<Int>, to output: Rows<Float>,
    _ outputColumns: Range<Int>, scale: Float
  ) {
    let radius = layout.radius
    for row in 0..<input.height {
      (input.row(row) + inputColumns.lowerBound - radius).update(repeating: 0, count: radius)
      (input.row(row) + inputColumns.upperBound).update(repeating: 0, count: radius)
    }
    let start = outputColumns.lowerBound
    var arguments = BoxRowsArguments(
      input: input.base + start, inputRowStride: input.stride, output: output.base + start,
      outputRowStride: output.stride, scales: layout.columnScales.rows.base + start, scale: scale,
      radius: radius, rowCount: input.height, count: outputColumns.count)
    layout.kernels.box(&arguments)
  }

  private func addCoefficients(of y: Int, _ columns: Columns) {
    let start = columns.coefficients.lowerBound
    let sums = coefficientSums.rows
    var arguments = elementwise(
      UnsafePointer(sums.base + start), sums.stride, to: sums.base + start, sums.stride,
      columns.coefficients.count)
    arguments.b = UnsafePointer(coefficients(of: y) + start)
    arguments.bRowStride = coefficients.rows.stride
    arguments.bColumnStride = 1
    layout.kernels.add(&arguments)
  }

  private func removeCoefficients(of y: Int, _ columns: Columns) {
    let start = columns.coefficients.lowerBound
    let sums = coefficientSums.rows
    withUnsafePointer(to: Float(-1)) { minusOne in
      var arguments = elementwise(
        UnsafePointer(coefficients(of: y) + start), coefficients.rows.stride,
        to: sums.base + start, sums.stride, columns.coefficients.count)
      arguments.b = minusOne
      arguments.c = UnsafePointer(sums.base + start)
      arguments.cRowStride = sums.stride
      arguments.cColumnStride = 1
      layout.kernels.multiplyAdd(&arguments)
    }
  }

  /// The mean coefficients of grid row `y`, from their sums. The sums stay: box means use theirs up.
  private func average(_ y: Int, _ columns: Columns) {
    let start = columns.coefficients.lowerBound
    for row in 0..<Self.coefficientCount {
      (windowSums.rows.row(row) + start)
        .update(from: coefficientSums.rows.row(row) + start, count: columns.coefficients.count)
    }
    box(
      windowSums.rows, columns.coefficients, to: meanCoefficients(of: y), columns.meanCoefficients,
      scale: layout.rowScales.rows.base[y])
  }

  private func meanCoefficients(of y: Int) -> Rows<Float> {
    let rows = meanCoefficients.rows
    return Rows(
      base: rows.row(y % 2 * Self.coefficientCount), stride: rows.stride, width: rows.width,
      height: Self.coefficientCount)
  }

  /// Output row `y` from the mean coefficients of the grid rows that it lies between.
  private func apply(
    _ y: Int, _ columns: Columns, frame: Rows<UInt32>, output: Rows<UInt8>
  ) {
    let taps = layout.columnTaps
    let firstBlock = columns.outputs.lowerBound / taps.lanes
    let endBlock = (columns.outputs.upperBound + taps.lanes - 1) / taps.lanes
    let source = blend(y, columns)
    let wide = wide.rows
    let start = columns.outputs.lowerBound
    var resampling = ResampleRowsArguments(
      input: source.base, inputRowStride: source.stride, starts: taps.starts(from: firstBlock),
      weights: taps.weights(from: firstBlock), depth: taps.depth, output: wide.base + start,
      outputRowStride: wide.stride, blockCount: endBlock - firstBlock)
    layout.kernels.resample(&resampling)
    var application = GuidedRowArguments(
      pixels: frame.row(y) + start, coefficients: wide.base + start, coefficientStride: wide.stride,
      output: filtered.rows.base + start, count: columns.outputs.count)
    layout.kernels.apply(&application)
    var rounding = RoundToBytesArguments(
      input: filtered.rows.base + start, output: output.row(y) + start,
      count: columns.outputs.count)
    layout.kernels.round(&rounding)
  }

  /// The mean coefficients at output row `y`.
  private func blend(_ y: Int, _ columns: Columns) -> Rows<Float> {
    let first = meanCoefficients(of: layout.rowTaps.starts[y])
    guard layout.rowTaps.counts[y] == 2 else { return first }
    let second = meanCoefficients(of: layout.rowTaps.starts[y] + 1)
    let weights = layout.rowTaps.weights(of: y)
    let result = blended.rows
    let (start, count) = (columns.meanCoefficients.lowerBound, columns.meanCoefficients.count)
    var arguments = elementwise(
      UnsafePointer(first.base + start), first.stride, to: result.base + start, result.stride, count
    )
    arguments.b = weights
    layout.kernels.multiply(&arguments)
    arguments.a = UnsafePointer(second.base + start)
    arguments.b = weights + 1
    arguments.c = UnsafePointer(result.base + start)
    arguments.cRowStride = result.stride
    arguments.cColumnStride = 1
    layout.kernels.multiplyAdd(&arguments)
    return result
  }

  /// Arguments over four rows of coefficients; the caller sets the operands that it needs.
  private func elementwise(
    _ a: UnsafePointer<Float>, _ aRowStride: Int, to output: UnsafeMutablePointer<Float>,
    _ outputRowStride: Int, _ count: Int
  ) -> ElementwiseArguments {
    ElementwiseArguments(
      a: a, aRowStride: aRowStride, aColumnStride: 1, b: a, bRowStride: 0, bColumnStride: 0, c: a,
      cRowStride: 0, cColumnStride: 0, output: output, outputRowStride: outputRowStride,
      rowCount: Self.coefficientCount, columnCount: count,
      activation: ElementActivation(.identity))
  }

  private func clear<Element: BitwiseCopyable & ExpressibleByIntegerLiteral>(
    _ rows: Rows<Element>, _ columns: Range<Int>
  ) {
    for row in 0..<rows.height {
      (rows.row(row) + columns.lowerBound).update(repeating: 0, count: columns.count)
    }
  }
}

extension Range<Int> {
  /// Larger by `count` at both ends, but within `0..<limit`.
  fileprivate func extended(by count: Int, within limit: Int) -> Range<Int> {
    Swift.max(lowerBound - count, 0)..<Swift.min(upperBound + count, limit)
  }
}
