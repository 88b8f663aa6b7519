import KernelInterface
import Kernels
import Synchronization
import Threads

/// The linear models of a confidence-weighted guided filter: what each point's window of the grid says of the
/// mask as a function of color, averaged over windows, and limited by the contour's band.
///
/// Only points that pixels of the band lie between are computed. `@unchecked Sendable`: a run's threads write
/// disjoint rows between barriers, and scratch of their own.
final class GuidedModels: @unchecked Sendable {
  /// Models a point: of red, green and blue, and a constant.
  static let coefficientCount = 4
  /// Weight of a mask value that says nothing.
  private static let leastWeight: Float = 0.02
  /// Level that is taken off colors before they are squared.
  static let center: Float = 128
  /// Points across a strip of windows, and rows of a piece of one.
  private static let stripWidth = 32
  private static let pieceHeight = 48

  let band: ContourBand
  private let grid: GuideGrid
  /// Points that a window reaches from its middle.
  private let radius: Int
  /// Points beyond the band's for which there are models too: those of what shows there.
  private let surroundings: Int
  private let regularization: Float
  private let kernels: GuidedKernels
  /// Red, green and blue of each row of points, one behind the other.
  private let guide: Plane<Float>
  /// Each window's own model, four planes a row.
  private let coefficients: Plane<Float>
  private let means: Plane<Float>
  /// For each row of points the blocks whose windows are needed, and those whose pixels are.
  private let neededWindows, runMarks: Plane<UInt8>
  /// 1 / points of the window in its row, `[grid.width]`, and in its column, `[grid.height]`.
  private let columnScales: Plane<Float>
  private let rowScales: [Float]
  private let ones: Plane<Float>
  private let scratches: [Scratch]
  private let nextGuideRow = Atomic<Int>(0)
  private let nextPiece = Atomic<Int>(0)
  private let nextMeanRow = Atomic<Int>(0)

  private struct Scratch {
    let marks: Plane<UInt8>
    let pixels: Plane<UInt32>
    let pixelSums: Plane<UInt32>
    /// Moments of as many rows as a window has.
    let moments: Plane<Float>
    let columnSums: Plane<Float>
    let windowSums: Plane<Float>
    let coefficientSums: Plane<Float>
    let limits: Plane<Float>
  }

  init(
    band: ContourBand, radius: Int, regularization: Float, surroundings: Int, threadCount: Int,
    kernels: KernelList
  ) {
    let grid = band.grid
    self.band = band
    self.grid = grid
    self.radius = radius
    self.surroundings = surroundings
    self.regularization = regularization
    self.kernels = GuidedKernels(kernels)
    let count = Self.coefficientCount
    guide = Plane(width: grid.width, height: 3 * grid.height)
    coefficients = Plane(width: grid.width, height: count * grid.height)
    means = Plane(width: grid.width, height: count * grid.height)
    neededWindows = Plane(width: band.blockCount, height: grid.height)
    runMarks = Plane(width: band.blockCount, height: grid.height)
    func scales(_ count: Int) -> [Float] {
      (0..<count).map { 1 / Float(($0..<$0 + 1).extended(by: radius, within: count).count) }
    }
    rowScales = scales(grid.height)
    columnScales = Plane(width: grid.width, height: 1)
    for (x, scale) in scales(grid.width).enumerated() { columnScales.rows.base[x] = scale }
    let stripWidth = Self.stripWidth + 2 * radius
    ones = Plane(width: stripWidth, height: 1)
    ones.rows.base.update(repeating: 1, count: stripWidth)
    let momentCount = ConfidenceMomentsArguments.momentCount
    let margin = (radius + 31) / 16 * 16
    scratches = (0..<threadCount).map { [blockCount = band.blockCount] _ in
      Scratch(
        marks: Plane(width: blockCount, height: 1),
        pixels: Plane(width: grid.frameWidth + PackedRows.overhang, height: 1),
        pixelSums: Plane(width: grid.frameWidth, height: 2),
        moments: Plane(width: stripWidth, height: momentCount * (2 * radius + 1)),
        columnSums: Plane(width: stripWidth, height: momentCount, margin: margin),
        windowSums: Plane(width: stripWidth, height: momentCount, margin: margin),
        coefficientSums: Plane(width: grid.width, height: count, margin: margin),
        limits: Plane(width: grid.width, height: 2))
    }
  }

  /// The blocks of a row of points whose pixels the models are for.
  func marks(_ y: Int) -> UnsafePointer<UInt8> { UnsafePointer(runMarks.rows.row(y)) }

  /// The colors of a row of points, three planes, less `center`.
  func guide(_ y: Int) -> Rows<Float> {
    Rows(
      base: guide.rows.row(3 * y), stride: guide.rows.stride, width: grid.width, height: 3)
  }

  /// The models of a row of points, four planes.
  func models(_ y: Int) -> Rows<Float> {
    Rows(
      base: means.rows.row(Self.coefficientCount * y), stride: means.rows.stride,
      width: grid.width, height: Self.coefficientCount)
  }

  /// Finds the models of a frame and its mask. All threads of a run call it; the models are there when they
  /// have met. Allocates nothing.
  func update(_ mask: Rows<UInt8>, frame: some PixelSource, on context: ThreadContext) {
    if context.index == 0 {
      nextGuideRow.store(0, ordering: .relaxed)
      nextPiece.store(0, ordering: .relaxed)
      nextMeanRow.store(0, ordering: .relaxed)
    }
    band.update(mask, on: context)
    context.synchronize()
    let scratch = scratches[context.index]
    while let y = claim(nextGuideRow, below: grid.height) { takeRow(y, of: frame, scratch) }
    context.synchronize()
    let strips = (grid.width + Self.stripWidth - 1) / Self.stripWidth
    let pieces = (grid.height + Self.pieceHeight - 1) / Self.pieceHeight
    while let piece = claim(nextPiece, below: strips * pieces) {
      let (x, y) = (piece % strips * Self.stripWidth, piece / strips * Self.pieceHeight)
      solve(
        x..<min(x + Self.stripWidth, grid.width), y..<min(y + Self.pieceHeight, grid.height),
        scratch)
    }
    context.synchronize()
    while let y = claim(nextMeanRow, below: grid.height) { average(y, scratch) }
  }

  private func claim(_ next: borrowing Atomic<Int>, below count: Int) -> Int? {
    let value = next.add(1, ordering: .relaxed).oldValue
    return value < count ? value : nil
  }

  /// Takes the colors of a row of points, as far as windows reach that are needed.
  private func takeRow(_ y: Int, of frame: some PixelSource, _ scratch: Scratch) {
    band.joinBlocks(near: y, reach: 1, to: runMarks.rows.row(y))
    band.joinBlocks(near: y, reach: 2 + radius, to: neededWindows.rows.row(y))
    let marks = scratch.marks.rows.base
    let reach = max(2 * radius, surroundings)
    band.joinBlocks(near: y, reach: 2 + reach, to: marks)
    let pixelRows = grid.pixelRows(y)
    band.forEachStretch(marks, margin: 1 + reach) { points in
      let columns = grid.pixelColumns(points)
      for row in pixelRows {
        var arguments = PixelSumsArguments(
          pixels: frame.pixels(columns, ofRow: row, scratch: scratch.pixels.rows.base),
          sums: scratch.pixelSums.rows.base, sumStride: scratch.pixelSums.rows.stride,
          isFirst: row == pixelRows.lowerBound, count: columns.count)
        kernels.pixelSums(&arguments)
      }
      var arguments = PixelMeansArguments(
        sums: scratch.pixelSums.rows.base, sumStride: scratch.pixelSums.rows.stride,
        count: columns.count, factor: grid.factor, rowCount: pixelRows.count, center: Self.center,
        means: guide.rows.row(3 * y) + points.lowerBound, meanStride: guide.rows.stride)
      kernels.pixelMeans(&arguments)
    }
  }

  /// Solves the windows of a piece of a strip, as far as they are needed.
  private func solve(_ columns: Range<Int>, _ rows: Range<Int>, _ scratch: Scratch) {
    let windowColumns = columns.extended(by: radius, within: grid.width)
    // Rows of moments that are there.
    var ready = 0..<0
    for y in rows {
      guard let needed = neededColumns(y, within: columns) else { continue }
      let windowRows = (y..<y + 1).extended(by: radius, within: grid.height)
      for row in windowRows where !ready.contains(row) { takeMoments(row, windowColumns, scratch) }
      ready = windowRows
      solve(y, needed, windowColumns, windowRows, scratch)
    }
  }

  /// The columns of a strip whose windows are needed at row `y`.
  private func neededColumns(_ y: Int, within columns: Range<Int>) -> Range<Int>? {
    var needed: Range<Int>?
    band.forEachStretch(neededWindows.rows.row(y), margin: 1 + radius) { points in
      let points = points.clamped(to: columns)
      guard !points.isEmpty else { return }
      needed = (needed?.lowerBound ?? points.lowerBound)..<points.upperBound
    }
    return needed
  }

  /// The ring's row for the moments of a row of points.
  private func moments(_ y: Int, _ scratch: Scratch) -> UnsafeMutablePointer<Float> {
    scratch.moments.rows.row(
      y % (2 * radius + 1) * ConfidenceMomentsArguments.momentCount)
  }

  private func takeMoments(_ y: Int, _ columns: Range<Int>, _ scratch: Scratch) {
    var arguments = ConfidenceMomentsArguments(
      guide: guide.rows.row(3 * y) + columns.lowerBound, guideStride: guide.rows.stride,
      mask: band.mask.row(y) + columns.lowerBound, leastWeight: Self.leastWeight,
      moments: moments(y, scratch), momentStride: scratch.moments.rows.stride, count: columns.count)
    kernels.moments(&arguments)
  }

  /// Solves row `y` of a strip. The ring's rows are added up in the order in which they lie there, so that it does
  /// not matter where a strip began.
  private func solve(
    _ y: Int, _ columns: Range<Int>, _ windowColumns: Range<Int>, _ windowRows: Range<Int>,
    _ scratch: Scratch
  ) {
    let inputColumns = columns.extended(by: radius, within: grid.width)
    let (momentCount, ringCount) = (ConfidenceMomentsArguments.momentCount, 2 * radius + 1)
    let momentRows = scratch.moments.rows
    if windowRows.count < ringCount {
      // Near the frame's upper and lower edges: rows that do not exist add nothing.
      for slot in 0..<ringCount where !windowRows.contains(where: { $0 % ringCount == slot }) {
        for moment in 0..<momentCount {
          momentRows.row(slot * momentCount + moment)
            .update(repeating: 0, count: windowColumns.count)
        }
      }
    }
    let offset = inputColumns.lowerBound - windowColumns.lowerBound
    let columnSums = scratch.columnSums.rows
    var sums = RowSumsArguments(
      input: momentRows.base + offset, rowStride: momentCount * momentRows.stride,
      planeStride: momentRows.stride, rowCount: ringCount, planeCount: momentCount,
      output: columnSums.base, outputStride: columnSums.stride, count: inputColumns.count)
    kernels.rowSums(&sums)
    let windowSums = scratch.windowSums.rows
    box(
      columnSums, inputColumns, to: windowSums, columns, scales: ones.rows.base, scale: 1)
    let output = coefficients.rows.row(Self.coefficientCount * y) + columns.lowerBound
    var solution = GuidedSolutionArguments(
      sums: windowSums.base, momentStride: windowSums.stride, center: Self.center,
      regularization: regularization, coefficients: output,
      coefficientStride: coefficients.rows.stride, count: columns.count)
    kernels.solve(&solution)
  }

  /// Box sums of all rows of a plane, each of which begins with its first column; what lies beyond
  /// `inputColumns` counts as zero.
  private func box(
    _ input: Rows<Float>, _ inputColumns: Range<Int>, to output: Rows<Float>,
    _ outputColumns: Range<Int>, scales: UnsafePointer<Float>, scale: Float
  ) {
    let shift = outputColumns.lowerBound - inputColumns.lowerBound
    let behind = outputColumns.upperBound + radius - inputColumns.upperBound
    for row in 0..<input.height {
      if shift < radius {
        (input.row(row) + shift - radius).update(repeating: 0, count: radius - shift)
      }
      if behind > 0 {
        (input.row(row) + inputColumns.count).update(repeating: 0, count: behind)
      }
    }
    var arguments = BoxRowsArguments(
      input: input.base + shift, inputRowStride: input.stride, output: output.base,
      outputRowStride: output.stride, scales: scales, scale: scale, radius: radius,
      rowCount: input.height, count: outputColumns.count)
    kernels.box(&arguments)
  }

  /// The mean models of row `y`, within what the band allows.
  private func average(_ y: Int, _ scratch: Scratch) {
    let marks = scratch.marks.rows.base
    if surroundings > 0 { surround(y, marks) }
    band.joinBlocks(near: y, reach: 2, to: marks)
    let windowRows = (y..<y + 1).extended(by: radius, within: grid.height)
    band.forEachStretch(marks, margin: 1) { columns in
      let inputColumns = columns.extended(by: radius, within: grid.width)
      let columnSums = scratch.coefficientSums.rows
      let input = coefficients.rows
      var sums = RowSumsArguments(
        input: input.row(Self.coefficientCount * windowRows.lowerBound) + inputColumns.lowerBound,
        rowStride: Self.coefficientCount * input.stride, planeStride: input.stride,
        rowCount: windowRows.count, planeCount: Self.coefficientCount, output: columnSums.base,
        outputStride: columnSums.stride, count: inputColumns.count)
      kernels.rowSums(&sums)
      let output = models(y)
      let first = columns.lowerBound
      let part = Rows(
        base: output.base + first, stride: output.stride, width: columns.count,
        height: output.height)
      box(
        columnSums, inputColumns, to: part, columns, scales: columnScales.rows.base + first,
        scale: rowScales[y])
      limit(part, levels: band.levels.row(y) + first, scratch.limits.rows)
    }
  }

  /// Writes models that are constant, as if the band were nowhere near: those of the band then replace some.
  private func surround(_ y: Int, _ marks: UnsafeMutablePointer<UInt8>) {
    band.joinBlocks(near: y, reach: 2 + surroundings, to: marks)
    let (models, levels) = (models(y), band.levels.row(y))
    band.forEachStretch(marks, margin: 1 + surroundings) { points in
      for row in 0..<3 {
        (models.row(row) + points.lowerBound).update(repeating: 0, count: points.count)
      }
      let constant = models.row(3)
      for x in points { constant[x] = levels[x] > ContourBand.openLevel ? 255 : 0 }
    }
  }

  /// Makes models q of models q' = least + q * (most - least), by what the band allows at their points.
  private func limit(
    _ models: Rows<Float>, levels: UnsafePointer<UInt16>, _ limits: Rows<Float>
  ) {
    let (least, range) = (limits.row(0), limits.row(1))
    let open = Int32(ContourBand.openLevel)
    let share = 1 / Float(ContourBand.openLevel)
    for x in 0..<models.width {
      let level = Int32(levels[x])
      let inside = max(level - open, 0)
      least[x] = Float(inside) * share * 255
      range[x] = Float(min(level, open) - inside) * share
    }
    for row in 0..<models.height {
      let model = models.row(row)
      for x in 0..<models.width { model[x] *= range[x] }
    }
    let constant = models.row(models.height - 1)
    for x in 0..<models.width { constant[x] += least[x] }
  }
}

/// The kernels of a guided filter, at one level.
struct GuidedKernels: Sendable {
  let pixelSums: KernelFunction<PixelSumsArguments>
  let pixelMeans: KernelFunction<PixelMeansArguments>
  let moments: KernelFunction<ConfidenceMomentsArguments>
  let rowSums: KernelFunction<RowSumsArguments>
  let box: KernelFunction<BoxRowsArguments>
  let solve: KernelFunction<GuidedSolutionArguments>

  init(_ kernels: KernelList) {
    pixelSums = kernels[.pixelSums].run
    pixelMeans = kernels[.pixelMeans].run
    moments = kernels[.confidenceMoments].run
    rowSums = kernels[.rowSums].run
    box = kernels[.boxRows].run
    solve = kernels[.guidedSolution].run
  }
}
