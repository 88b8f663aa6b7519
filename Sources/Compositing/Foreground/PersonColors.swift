import KernelInterface
import Kernels
import Threads

/// The person's own colors at soft edges, while the mask is refined: what the neighborhood shows where the mask
/// is high stands for the person, and where it is low for what is behind, and of all pairs of colors that mix to a
/// pixel the nearest to both is taken.
///
/// The mean colors are found on the grid of a guided filter, in its band. `@unchecked Sendable`: a run's threads
/// write disjoint rows between barriers, and scratch of their own.
final class PersonColors: @unchecked Sendable {
  /// Points that a neighborhood reaches from its middle.
  static let radius = 4
  /// Mean colors in front and behind, and two planes to spare, as kernels take four.
  private static let planeCount = 8
  /// Keeps means where one of the two is nowhere near: of all colors there.
  private static let leastWeight: Float = 1e-5

  private let grid: GuideGrid
  private let moments: Plane<Float>
  private let means: Plane<Float>
  private let columnScales: Plane<Float>
  private let kernels: PersonColorKernels
  private let rowTaps: PackedRowTaps
  private let columnTaps: PackedColumnTaps
  private let scratches: [Scratch]

  private struct Scratch {
    let marks: Plane<UInt8>
    let sums: Plane<Float>
    let blended: Plane<Float>
    let wide: Plane<Float>
    let colors: Plane<UInt32>
  }

  init(grid: GuideGrid, blockCount: Int, longestPart: Int, threadCount: Int, kernels: KernelList) {
    self.grid = grid
    let count = Self.planeCount
    moments = Plane(width: grid.width, height: count * grid.height)
    means = Plane(width: grid.width, height: count * grid.height)
    columnScales = Plane(width: grid.width, height: 1)
    columnScales.rows.base.update(repeating: 1, count: grid.width)
    self.kernels = PersonColorKernels(kernels)
    let lanes = kernels[.resampleRows].lanes
    let step = 1 / Double(grid.factor)
    rowTaps = PackedRowTaps(
      .bilinear(inputCount: grid.height, outputCount: grid.frameHeight, step: step))
    let columnTaps = PackedColumnTaps(
      .bilinear(inputCount: grid.width, outputCount: grid.frameWidth, step: step), lanes: lanes)
    self.columnTaps = columnTaps
    scratches = (0..<threadCount).map { _ in
      Scratch(
        marks: Plane(width: blockCount, height: 1),
        sums: Plane(width: grid.width, height: count, margin: 32),
        blended: Plane(width: max(grid.width, columnTaps.inputCapacity), height: count),
        wide: Plane(width: longestPart + 2 * lanes, height: count),
        colors: Plane(width: longestPart, height: 1))
    }
  }

  /// Takes the moments of a row of points, whose models are there as far as neighborhoods reach.
  func takeMoments(_ y: Int, of models: GuidedModels, thread: Int) {
    let marks = scratches[thread].marks.rows.base
    models.band.joinBlocks(near: y, reach: 2 + Self.radius, to: marks)
    let rows = models.models(y)
    let guide = models.guide(y)
    models.band.forEachStretch(marks, margin: 1 + Self.radius) { points in
      let first = points.lowerBound
      var arguments = PersonMomentsArguments(
        guide: guide.base + first, guideStride: guide.stride, center: GuidedModels.center,
        models: rows.base + first, modelStride: rows.stride, leastWeight: Self.leastWeight,
        moments: moments.rows.row(Self.planeCount * y) + first, momentStride: moments.rows.stride,
        count: points.count)
      kernels.moments(&arguments)
    }
  }

  /// Finds the mean colors of a row of points. The moments of all rows must be there.
  func average(_ y: Int, of models: GuidedModels, thread: Int) {
    let scratch = scratches[thread]
    let (radius, count) = (Self.radius, Self.planeCount)
    let marks = scratch.marks.rows.base
    models.band.joinBlocks(near: y, reach: 2, to: marks)
    let windowRows = (y..<y + 1).extended(by: radius, within: grid.height)
    models.band.forEachStretch(marks, margin: 1) { columns in
      let inputColumns = columns.extended(by: radius, within: grid.width)
      let (input, sums) = (moments.rows, scratch.sums.rows)
      var adding = RowSumsArguments(
        input: input.row(count * windowRows.lowerBound) + inputColumns.lowerBound,
        rowStride: count * input.stride, planeStride: input.stride, rowCount: windowRows.count,
        planeCount: count, output: sums.base + inputColumns.lowerBound, outputStride: sums.stride,
        count: inputColumns.count)
      kernels.rowSums(&adding)
      for row in 0..<count {
        (sums.row(row) + inputColumns.lowerBound - radius).update(repeating: 0, count: radius)
        (sums.row(row) + inputColumns.upperBound).update(repeating: 0, count: radius)
      }
      let (first, output) = (columns.lowerBound, means.rows)
      var boxing = BoxRowsArguments(
        input: sums.base + first, inputRowStride: sums.stride,
        output: output.row(count * y) + first,
        outputRowStride: output.stride, scales: columnScales.rows.base + first, scale: 1,
        radius: radius, rowCount: count, count: columns.count)
      kernels.box(&boxing)
      divide(y, columns)
    }
  }

  /// Makes mean colors, red, green, blue in front and then behind, of sums.
  private func divide(_ y: Int, _ columns: Range<Int>) {
    let (first, stride) = (means.rows.row(Self.planeCount * y), means.rows.stride)
    for x in columns {
      let front = 1 / first[x]
      let behind = 1 / first[x + 4 * stride]
      for channel in 0..<3 {
        first[x + channel * stride] = first[x + (channel + 1) * stride] * front
      }
      for channel in 0..<3 {
        first[x + (channel + 3) * stride] = first[x + (channel + 5) * stride] * behind
      }
    }
  }

  /// The person's colors in a part of a row, valid until the calling thread asks for others; nil where no pixel
  /// is soft.
  ///
  /// - Parameters:
  ///   - part: no more pixels than the longest part.
  ///   - pixels: the frame's of that part.
  ///   - mask: the part's values, 0...255.
  func colors(
    _ y: Int, _ part: Range<Int>, pixels: UnsafePointer<UInt32>, mask: UnsafePointer<Float>,
    rule: BlendRule, thread: Int
  ) -> UnsafePointer<UInt32>? {
    guard hasSoftPixels(mask, part.count, rule) else { return nil }
    let scratch = scratches[thread]
    let blocks =
      part.lowerBound / columnTaps.lanes..<(part.upperBound + columnTaps.lanes - 1)
      / columnTaps.lanes
    let source = blendRows(y, columnTaps.inputs(of: blocks), scratch)
    let wide = scratch.wide.rows
    for plane in [0, 4] {
      var resampling = ResampleRowsArguments(
        input: source.row(plane), inputRowStride: source.stride,
        starts: columnTaps.starts(from: blocks.lowerBound),
        weights: columnTaps.weights(from: blocks.lowerBound), depth: columnTaps.depth,
        output: wide.row(plane), outputRowStride: wide.stride, blockCount: blocks.count)
      kernels.resample(&resampling)
    }
    let colors = scratch.colors.rows.base
    var arguments = PersonRowArguments(
      pixels: pixels, mask: mask, lower: rule.lower, slope: rule.slope,
      means: wide.base + (part.lowerBound - blocks.lowerBound * columnTaps.lanes),
      meanStride: wide.stride, output: colors, count: part.count)
    kernels.row(&arguments)
    return UnsafePointer(colors)
  }

  private func hasSoftPixels(
    _ mask: UnsafePointer<Float>, _ count: Int, _ rule: BlendRule
  ) -> Bool {
    let end = rule.lower + 1 / rule.slope
    var soft: UInt32 = 0
    for x in 0..<count { soft |= mask[x] > rule.lower && mask[x] < end ? 1 : 0 }
    return soft != 0
  }

  private func blendRows(_ y: Int, _ columns: Range<Int>, _ scratch: Scratch) -> Rows<Float> {
    func rows(_ y: Int) -> Rows<Float> {
      Rows(
        base: means.rows.row(Self.planeCount * y), stride: means.rows.stride,
        width: means.rows.width, height: Self.planeCount)
    }
    let first = rows(rowTaps.starts[y])
    guard rowTaps.counts[y] == 2 else { return first }
    let second = rows(rowTaps.starts[y] + 1)
    let weights = rowTaps.weights(of: y)
    let result = scratch.blended.rows
    let start = columns.lowerBound
    var arguments = ElementwiseArguments(
      a: first.base + start, aRowStride: first.stride, aColumnStride: 1, b: weights, bRowStride: 0,
      bColumnStride: 0, c: result.base + start, cRowStride: result.stride, cColumnStride: 1,
      output: result.base + start, outputRowStride: result.stride, rowCount: Self.planeCount,
      columnCount: min(columns.upperBound, grid.width) - start,
      activation: ElementActivation(.identity))
    kernels.multiply(&arguments)
    arguments.a = UnsafePointer(second.base + start)
    arguments.b = weights + 1
    kernels.multiplyAdd(&arguments)
    return result
  }
}

/// The kernels of `PersonColors`, at one level.
struct PersonColorKernels: Sendable {
  let moments: KernelFunction<PersonMomentsArguments>
  let rowSums: KernelFunction<RowSumsArguments>
  let box: KernelFunction<BoxRowsArguments>
  let multiply: KernelFunction<ElementwiseArguments>
  let multiplyAdd: KernelFunction<ElementwiseArguments>
  let resample: KernelFunction<ResampleRowsArguments>
  let row: KernelFunction<PersonRowArguments>

  init(_ kernels: KernelList) {
    moments = kernels[.personMoments].run
    rowSums = kernels[.rowSums].run
    box = kernels[.boxRows].run
    multiply = kernels[.elementwise(.multiply)].run
    multiplyAdd = kernels[.elementwise(.multiplyAdd)].run
    resample = kernels[.resampleRows].run
    row = kernels[.personRow].run
  }
}
