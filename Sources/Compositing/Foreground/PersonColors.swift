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
  static let radius = 2
  /// Mean colors in front and behind, and two planes to spare, as kernels take four.
  private static let planeCount = 8
  /// Keeps means where one of the two is nowhere near: of all colors there.
  private static let leastWeight: Float = 1e-5

  private let grid: GuideGrid
  private let moments: Plane<Float>
  private let means: Plane<Float>
  private let columnScales: Plane<Float>
  private let kernels: PersonColorKernels
  private let enlargement: GridEnlargement
  private let scratches: [Scratch]

  private final class Scratch {
    let marks: Plane<UInt8>
    let sums: Plane<Float>
    /// Means above, and below, of `part` of the rows between them.
    let wide: Plane<Float>
    var part: EnlargedPart?
    let colors: Plane<UInt32>

    init(_ grid: GuideGrid, wide: Plane<Float>) {
      marks = Plane(width: grid.width, height: 1)
      sums = Plane(width: grid.width, height: planeCount, margin: 32)
      self.wide = wide
      colors = Plane(width: GridEnlargement.longestPart, height: 1)
    }
  }

  init(grid: GuideGrid, threadCount: Int, kernels: KernelList) {
    self.grid = grid
    let count = Self.planeCount
    moments = Plane(width: grid.width, height: count * grid.height)
    means = Plane(width: grid.width, height: count * grid.height)
    columnScales = Plane(width: grid.width, height: 1)
    columnScales.rows.base.update(repeating: 1, count: grid.width)
    self.kernels = PersonColorKernels(kernels)
    let enlargement = GridEnlargement(grid, kernels)
    self.enlargement = enlargement
    scratches = (0..<threadCount).map { _ in Scratch(grid, wide: enlargement.rows(2 * count)) }
  }

  /// Finds the mean colors of a frame whose models are there. All threads of a run call it, and meet before they ask for
  /// colors.
  func update(_ models: GuidedModels, on context: ThreadContext) {
    let scratch = scratches[context.index]
    scratch.part = nil
    let rows = context.share(of: grid.height)
    for y in rows { takeMoments(y, of: models, scratch, context.index) }
    context.synchronize()
    for y in rows { average(y, of: models, scratch) }
  }

  /// Takes the moments of a row of points, as far as neighborhoods reach.
  private func takeMoments(
    _ y: Int, of models: GuidedModels, _ scratch: Scratch, _ thread: Int
  ) {
    let rows = models.models(y)
    let guide = models.samples.row(y, thread: thread)
    let marks = scratch.marks.rows.base
    models.band.forEachStretch(near: y, reach: 1 + Self.radius, marks) { points in
      let first = points.lowerBound
      var arguments = PersonMomentsArguments(
        guide: guide.base + first, guideStride: guide.stride, center: GuideSamples.center,
        models: rows.base + first, modelStride: rows.stride, leastWeight: Self.leastWeight,
        moments: moments.rows.row(Self.planeCount * y) + first, momentStride: moments.rows.stride,
        count: points.count)
      kernels.moments(&arguments)
    }
  }

  /// Finds the mean colors of a row of points. The moments of all rows must be there.
  private func average(_ y: Int, of models: GuidedModels, _ scratch: Scratch) {
    let (radius, count) = (Self.radius, Self.planeCount)
    let windowRows = (y..<y + 1).extended(by: radius, within: grid.height)
    models.band.forEachStretch(near: y, reach: 1, scratch.marks.rows.base) { columns in
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
    let offset = enlarge(grid.interval(ofRow: y), part, scratch)
    let wide = scratch.wide.rows
    let colors = scratch.colors.rows.base
    var arguments = PersonRowArguments(
      pixels: pixels, mask: mask, lowerLimit: rule.lower, slope: rule.slope,
      upper: wide.base + offset, lower: wide.row(Self.planeCount) + offset,
      meanStride: wide.stride, share: grid.share(ofRow: y), output: colors, count: part.count)
    kernels.row(&arguments)
    return UnsafePointer(colors)
  }

  /// Enlarges means for all rows of an interval, unless that was done for the row before.
  ///
  /// - Returns: where the part begins in the wide rows.
  private func enlarge(_ interval: Int, _ part: Range<Int>, _ scratch: Scratch) -> Int {
    if let made = scratch.part, made.interval == interval, made.pixels == part {
      return made.offset
    }
    let (points, wide) = (grid.pointRows(around: interval), scratch.wide.rows)
    var offset = 0
    for half in 0..<2 {
      let y = half == 0 ? points.upper : points.lower
      for plane in stride(from: 0, to: Self.planeCount, by: GridEnlargement.rowCount) {
        offset = enlargement.run(
          means.rows.row(Self.planeCount * y + plane), stride: means.rows.stride, part,
          to: wide.row(Self.planeCount * half + plane), outputStride: wide.stride)
      }
    }
    scratch.part = EnlargedPart(interval: interval, pixels: part, offset: offset)
    return offset
  }

  private func hasSoftPixels(
    _ mask: UnsafePointer<Float>, _ count: Int, _ rule: BlendRule
  ) -> Bool {
    let end = rule.lower + 1 / rule.slope
    var soft: UInt32 = 0
    for x in 0..<count { soft |= mask[x] > rule.lower && mask[x] < end ? 1 : 0 }
    return soft != 0
  }
}

/// The kernels of `PersonColors`, at one level.
struct PersonColorKernels: Sendable {
  let moments: KernelFunction<PersonMomentsArguments>
  let rowSums: KernelFunction<RowSumsArguments>
  let box: KernelFunction<BoxRowsArguments>
  let row: KernelFunction<PersonRowArguments>

  init(_ kernels: KernelList) {
    moments = kernels[.personMoments].run
    rowSums = kernels[.rowSums].run
    box = kernels[.boxRows].run
    row = kernels[.personRow].run
  }
}
