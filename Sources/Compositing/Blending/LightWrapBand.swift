import KernelInterface
import Kernels
import Threads

/// The share of a background's light that falls on each pixel of the person: all of it at the contour, none from
/// some pixels inside of it on, whatever values the mask has there.
///
/// `@unchecked Sendable`: a run's threads write disjoint rows between barriers, and scratch of their own.
final class LightWrapBand: @unchecked Sendable {
  private let band: ContourBand
  /// Whether somebody else keeps the band up to date.
  private let isShared: Bool
  private let grid: GuideGrid
  private let enlargement: GridEnlargement
  /// Shares at the grid's points; rows to spare, as the enlargement takes four.
  private let points: Plane<Float>
  private let scratches: [Scratch]

  private final class Scratch {
    /// Shares above and below, of `part` of the rows between them, and two rows to spare.
    let wide: Plane<Float>
    var part: EnlargedPart?
    let shares: Plane<Float>

    init(wide: Plane<Float>) {
      self.wide = wide
      shares = Plane(width: GridEnlargement.longestPart, height: 1)
    }
  }

  /// - Parameter shared: a band of the same sizes that is up to date whenever `update` is called; nil: one of
  ///   its own.
  init(_ sizes: CompositorSizes, shared: ContourBand?) {
    let grid = shared?.grid ?? GuideGrid(frameWidth: sizes.width, frameHeight: sizes.height)
    isShared = shared != nil
    band =
      shared
      ?? ContourBand(
        maskWidth: sizes.maskWidth, maskHeight: sizes.maskHeight, grid: grid,
        threadCount: sizes.threadCount, instructionSet: sizes.instructionSet)
    self.grid = grid
    let enlargement = GridEnlargement(grid, KernelList(sizes.instructionSet))
    self.enlargement = enlargement
    points = Plane(
      width: enlargement.pointCapacity, height: grid.height + GridEnlargement.rowCount)
    scratches = (0..<sizes.threadCount).map { _ in
      Scratch(wide: enlargement.rows(GridEnlargement.rowCount))
    }
  }

  /// Finds the shares of a mask. All threads of a run call it; they are there when the threads have met.
  func update(_ mask: Rows<UInt8>, on context: ThreadContext) {
    scratches[context.index].part = nil
    if !isShared {
      band.update(mask, on: context)
      context.synchronize()
    }
    let open = Float(ContourBand.openLevel)
    for y in context.share(of: grid.height) {
      let (levels, shares) = (band.levels.row(y), points.rows.row(y))
      for x in 0..<grid.width {
        let share = min((2 * open - Float(levels[x])) * (1 / open), 1)
        shares[x] = share * share
      }
    }
  }

  /// Tells whether no light falls on any of a run of a row's pixels.
  func isDark(_ y: Int, _ run: Range<Int>) -> Bool {
    let first = max(0, run.lowerBound / grid.factor - 1)
    let last = min(grid.width - 1, (run.upperBound - 1) / grid.factor + 1)
    let rows = grid.pointRows(around: grid.interval(ofRow: y))
    let (upper, lower) = (points.rows.row(rows.upper), points.rows.row(rows.lower))
    return (first...last).allSatisfy { upper[$0] == 0 && lower[$0] == 0 }
  }

  /// The shares of a run of a row's pixels, no longer than the longest part, valid until the calling thread asks for
  /// others.
  func shares(_ y: Int, _ run: Range<Int>, thread: Int) -> UnsafePointer<Float> {
    let scratch = scratches[thread]
    let offset = enlarge(grid.interval(ofRow: y), run, scratch)
    let (upper, lower) = (scratch.wide.rows.row(0) + offset, scratch.wide.rows.row(1) + offset)
    let (shares, share) = (scratch.shares.rows.base, grid.share(ofRow: y))
    for x in 0..<run.count { shares[x] = upper[x] + share * (lower[x] - upper[x]) }
    return UnsafePointer(shares)
  }

  /// Enlarges shares for all rows of an interval, unless that was done for the row before.
  ///
  /// - Returns: where the run begins in the wide rows.
  private func enlarge(_ interval: Int, _ run: Range<Int>, _ scratch: Scratch) -> Int {
    if let made = scratch.part, made.interval == interval, made.pixels == run {
      return made.offset
    }
    let (rows, wide) = (grid.pointRows(around: interval), scratch.wide.rows)
    let offset = enlargement.run(
      points.rows.row(rows.upper), stride: (rows.lower - rows.upper) * points.rows.stride, run,
      to: wide.base, outputStride: wide.stride)
    scratch.part = EnlargedPart(interval: interval, pixels: run, offset: offset)
    return offset
  }
}
