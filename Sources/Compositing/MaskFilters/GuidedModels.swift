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

  let band: ContourBand
  let samples: GuideSamples
  private let grid: GuideGrid
  /// Points that a window reaches from its middle.
  private let radius: Int
  /// Points beyond the band's for which there are models too: those of what shows there.
  private let surroundings: Int
  private let regularization: Float
  /// The memory of frames that takes points' colors, if there is one.
  private let steadiness: EdgeSteadiness?
  private let kernels: GuidedKernels
  /// Each point's moments, each window's own model, and their means.
  private let moments, coefficients, means: Plane<Float>
  /// 1 / points of the window in its row, `[grid.width]`, and in its column, `[grid.height]`.
  private let columnScales: Plane<Float>
  private let rowScales: [Float]
  private let ones: Plane<Float>
  private let scratches: [Scratch]
  private let nextMoments = Atomic<Int>(0)
  private let nextWindows = Atomic<Int>(0)
  private let nextMeans = Atomic<Int>(0)

  private struct Scratch {
    let marks: Plane<UInt8>
    let columnSums: Plane<Float>
    let windowSums: Plane<Float>
    let limits: Plane<Float>
  }

  init(
    band: ContourBand, radius: Int, regularization: Float, surroundings: Int,
    steadiness: EdgeSteadiness? = nil, threadCount: Int, kernels: KernelList
  ) {
    let grid = band.grid
    self.band = band
    self.grid = grid
    self.radius = radius
    self.surroundings = surroundings
    self.regularization = regularization
    self.steadiness = steadiness
    self.kernels = GuidedKernels(kernels)
    samples = GuideSamples(
      grid, keepsRows: surroundings > 0, threadCount: threadCount, kernels: kernels)
    let count = Self.coefficientCount
    let momentCount = ConfidenceMomentsArguments.momentCount
    let plane = { Plane<Float>(width: grid.width, height: $0, margin: 16) }
    moments = plane(momentCount * grid.height)
    coefficients = plane(count * grid.height)
    means = plane(count * grid.height)
    func scales(_ count: Int) -> [Float] {
      (0..<count).map { 1 / Float(($0..<$0 + 1).extended(by: radius, within: count).count) }
    }
    rowScales = scales(grid.height)
    columnScales = plane(1)
    for (x, scale) in scales(grid.width).enumerated() { columnScales.rows.base[x] = scale }
    ones = plane(1)
    ones.rows.base.update(repeating: 1, count: grid.width)
    let margin = (radius + 31) / 16 * 16
    scratches = (0..<threadCount).map { _ in
      Scratch(
        marks: Plane(width: grid.width, height: 1),
        columnSums: Plane(width: grid.width, height: momentCount, margin: margin),
        windowSums: Plane(width: grid.width, height: momentCount, margin: margin),
        limits: Plane(width: grid.width, height: 2))
    }
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
      nextMoments.store(0, ordering: .relaxed)
      nextWindows.store(0, ordering: .relaxed)
      nextMeans.store(0, ordering: .relaxed)
    }
    band.update(mask, on: context)
    context.synchronize()
    let scratch = scratches[context.index]
    while let y = claim(nextMoments) { takeMoments(y, of: frame, scratch, context.index) }
    context.synchronize()
    while let y = claim(nextWindows) { solve(y, scratch) }
    context.synchronize()
    while let y = claim(nextMeans) { average(y, scratch) }
  }

  private func claim(_ next: borrowing Atomic<Int>) -> Int? {
    let value = next.add(1, ordering: .relaxed).oldValue
    return value < grid.height ? value : nil
  }

  /// Takes the colors of a row of points, and their moments with the mask, as far as windows reach that are needed.
  private func takeMoments(
    _ y: Int, of frame: some PixelSource, _ scratch: Scratch, _ thread: Int
  ) {
    // Steadiness looks at neighbors.
    let reach = 1 + max(2 * radius, surroundings, 1)
    band.forEachStretch(near: y, reach: reach, scratch.marks.rows.base) { points in
      samples.take(y, points, of: frame, thread: thread)
      let guide = samples.row(y, thread: thread)
      steadiness?.take(y, points, guide)
      let first = points.lowerBound
      var arguments = ConfidenceMomentsArguments(
        guide: guide.base + first, guideStride: guide.stride, mask: band.mask.row(y) + first,
        leastWeight: Self.leastWeight,
        moments: moments.rows.row(ConfidenceMomentsArguments.momentCount * y) + first,
        momentStride: moments.rows.stride, count: points.count)
      kernels.moments(&arguments)
    }
  }

  /// Solves the windows of a row of points.
  private func solve(_ y: Int, _ scratch: Scratch) {
    band.forEachStretch(near: y, reach: 1 + radius, scratch.marks.rows.base) { columns in
      let windowSums = scratch.windowSums.rows
      box(
        moments.rows, planeCount: ConfidenceMomentsArguments.momentCount, y, columns,
        to: windowSums, scales: ones.rows.base, scale: 1, scratch)
      var solution = GuidedSolutionArguments(
        sums: windowSums.base, momentStride: windowSums.stride, center: GuideSamples.center,
        regularization: regularization,
        coefficients: coefficients.rows.row(Self.coefficientCount * y) + columns.lowerBound,
        coefficientStride: coefficients.rows.stride, count: columns.count)
      kernels.solve(&solution)
    }
  }

  /// The mean models of row `y`, within what the band allows.
  private func average(_ y: Int, _ scratch: Scratch) {
    if surroundings > 0 { surround(y, scratch.marks.rows.base) }
    band.forEachStretch(near: y, reach: 1, scratch.marks.rows.base) { columns in
      steadiness?.join(y, columns)
      let (output, first) = (models(y), columns.lowerBound)
      let part = Rows(
        base: output.base + first, stride: output.stride, width: columns.count,
        height: output.height)
      box(
        coefficients.rows, planeCount: Self.coefficientCount, y, columns, to: part,
        scales: columnScales.rows.base + first, scale: rowScales[y], scratch)
      limit(part, levels: band.levels.row(y) + first, scratch.limits.rows)
    }
  }

  /// Scaled sums of windows around some points of row `y`, in each of some planes; what lies beyond the grid counts as
  /// zero.
  private func box(
    _ planes: Rows<Float>, planeCount: Int, _ y: Int, _ columns: Range<Int>,
    to output: Rows<Float>, scales: UnsafePointer<Float>, scale: Float, _ scratch: Scratch
  ) {
    let inputColumns = columns.extended(by: radius, within: grid.width)
    let inputRows = (y..<y + 1).extended(by: radius, within: grid.height)
    let sums = scratch.columnSums.rows
    var adding = RowSumsArguments(
      input: planes.row(planeCount * inputRows.lowerBound) + inputColumns.lowerBound,
      rowStride: planeCount * planes.stride, planeStride: planes.stride,
      rowCount: inputRows.count, planeCount: planeCount, output: sums.base,
      outputStride: sums.stride, count: inputColumns.count)
    kernels.rowSums(&adding)
    let shift = columns.lowerBound - inputColumns.lowerBound
    let behind = columns.upperBound + radius - inputColumns.upperBound
    for row in 0..<planeCount {
      if shift < radius {
        (sums.row(row) + shift - radius).update(repeating: 0, count: radius - shift)
      }
      if behind > 0 { (sums.row(row) + inputColumns.count).update(repeating: 0, count: behind) }
    }
    var boxing = BoxRowsArguments(
      input: sums.base + shift, inputRowStride: sums.stride, output: output.base,
      outputRowStride: output.stride, scales: scales, scale: scale, radius: radius,
      rowCount: planeCount, count: columns.count)
    kernels.box(&boxing)
  }

  /// Writes models that are constant, as if the band were nowhere near: those of the band then replace some.
  private func surround(_ y: Int, _ marks: UnsafeMutablePointer<UInt8>) {
    let (models, levels) = (models(y), band.levels.row(y))
    band.forEachStretch(near: y, reach: 1 + surroundings, marks) { points in
      for row in 0..<3 {
        (models.row(row) + points.lowerBound).update(repeating: 0, count: points.count)
      }
      let constant = models.row(3)
      for x in points { constant[x] = levels[x] > ContourBand.openLevel ? 255 : 0 }
    }
  }

  /// Makes models q of models q' = least + q * (most - least), by what the band allows at their points.
  private func limit(
    _ models: Rows<Float>, levels: UnsafePointer<UInt8>, _ limits: Rows<Float>
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
  let moments: KernelFunction<ConfidenceMomentsArguments>
  let rowSums: KernelFunction<RowSumsArguments>
  let box: KernelFunction<BoxRowsArguments>
  let solve: KernelFunction<GuidedSolutionArguments>

  init(_ kernels: KernelList) {
    moments = kernels[.confidenceMoments].run
    rowSums = kernels[.rowSums].run
    box = kernels[.boxRows].run
    solve = kernels[.guidedSolution].run
  }
}
