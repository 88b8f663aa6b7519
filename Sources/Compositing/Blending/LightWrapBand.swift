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
  private let rowTaps: PackedRowTaps
  private let columnTaps: PackedColumnTaps
  private let resample: KernelFunction<ResampleRowsArguments>
  /// Shares at the grid's points.
  private let points: Plane<Float>
  private let scratches: [Scratch]

  private struct Scratch {
    let blended: Plane<Float>
    let wide: Plane<Float>
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
    let resampling = KernelList(sizes.instructionSet)[.resampleRows]
    resample = resampling.run
    let step = 1 / Double(grid.factor)
    rowTaps = PackedRowTaps(
      .bilinear(inputCount: grid.height, outputCount: grid.frameHeight, step: step))
    let columnTaps = PackedColumnTaps(
      .bilinear(inputCount: grid.width, outputCount: grid.frameWidth, step: step),
      lanes: resampling.lanes)
    self.columnTaps = columnTaps
    points = Plane(width: grid.width, height: grid.height)
    scratches = (0..<sizes.threadCount).map { _ in
      Scratch(
        blended: Plane(width: max(grid.width, columnTaps.inputCapacity), height: 1),
        wide: Plane(
          width: (columnTaps.blockCount + 2) * columnTaps.lanes,
          height: ResampleRowsArguments.rowCount))
    }
  }

  /// Finds the shares of a mask. All threads of a run call it; they are there when the threads have met.
  func update(_ mask: Rows<UInt8>, on context: ThreadContext) {
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

  /// The shares of a run of a row's pixels, valid until the calling thread asks for others.
  func shares(_ y: Int, _ run: Range<Int>, thread: Int) -> UnsafePointer<Float> {
    let scratch = scratches[thread]
    let blocks =
      run.lowerBound / columnTaps.lanes..<(run.upperBound + columnTaps.lanes - 1)
      / columnTaps.lanes
    let columns = columnTaps.inputs(of: blocks).clamped(to: 0..<grid.width)
    let blended = scratch.blended.rows.base
    let weights = rowTaps.weights(of: y)
    let first = points.rows.row(rowTaps.starts[y])
    if rowTaps.counts[y] == 2 {
      let second = points.rows.row(rowTaps.starts[y] + 1)
      for x in columns { blended[x] = first[x] * weights[0] + second[x] * weights[1] }
    } else {
      for x in columns { blended[x] = first[x] }
    }
    let wide = scratch.wide.rows
    // Four rows are one here: the kernel always makes four.
    var arguments = ResampleRowsArguments(
      input: blended, inputRowStride: 0, starts: columnTaps.starts(from: blocks.lowerBound),
      weights: columnTaps.weights(from: blocks.lowerBound), depth: columnTaps.depth,
      output: wide.base, outputRowStride: wide.stride, blockCount: blocks.count)
    resample(&arguments)
    return UnsafePointer(wide.base + (run.lowerBound - blocks.lowerBound * columnTaps.lanes))
  }
}
