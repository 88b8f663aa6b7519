import KernelInterface
import Kernels

/// The colors of a guide grid's samples: means of a frame's pixels, four samples a point.
///
/// `@unchecked Sendable`: a run's threads write disjoint rows, and scratch of their own.
final class GuideSamples: @unchecked Sendable {
  /// Level that is taken off colors before they are squared.
  static let center: Float = 128
  /// Red, green and blue of four samples: of the upper two of a point, left and right, and of the lower two.
  static let planeCount = 12

  private let grid: GuideGrid
  /// Whether there is a row for every row of points, and not one a thread.
  private let keepsRows: Bool
  private let colors: Plane<Float>
  private let sums: KernelFunction<PixelSumsArguments>
  private let means: KernelFunction<PixelMeansArguments>
  private let scratches: [Scratch]

  private struct Scratch {
    let pixels: Plane<UInt32>
    let sums: Plane<UInt32>
    let blocks: Plane<UInt32>
  }

  /// - Parameter keepsRows: whether a row is wanted after the calling thread took another.
  init(_ grid: GuideGrid, keepsRows: Bool, threadCount: Int, kernels: KernelList) {
    self.grid = grid
    self.keepsRows = keepsRows
    let rowCount = keepsRows ? grid.height : threadCount
    colors = Plane(width: grid.width, height: Self.planeCount * rowCount, margin: 16)
    sums = kernels[.pixelSums].run
    means = kernels[.pixelMeans].run
    scratches = (0..<threadCount).map { _ in
      Scratch(
        pixels: Plane(
          width: grid.frameWidth + PackedRows.overhang, height: PixelSumsArguments.callRowCount),
        sums: Plane(width: grid.frameWidth, height: 2),
        blocks: Plane(width: 2 * grid.width, height: 3))
    }
  }

  /// The colors of a row of points, less `center`.
  ///
  /// - Parameter thread: who asks; they may ask for other threads' rows where rows are kept.
  func row(_ y: Int, thread: Int) -> Rows<Float> {
    Rows(
      base: colors.rows.row(Self.planeCount * (keepsRows ? y : thread)),
      stride: colors.rows.stride, width: grid.width, height: Self.planeCount)
  }

  /// Takes the colors of some points of a row. What is beyond the frame repeats the samples before it.
  func take(_ y: Int, _ points: Range<Int>, of frame: some PixelSource, thread: Int) {
    let scratch = scratches[thread]
    let columns = grid.pixelColumns(ofPoints: points)
    let row = row(y, thread: thread)
    for half in 0..<2 {
      let first = min((2 * y + half) * grid.sampleFactor, grid.frameHeight)
      let rows = first..<min(first + grid.sampleFactor, grid.frameHeight)
      guard !rows.isEmpty else {
        for plane in 0..<6 {
          (row.row(6 + plane) + points.lowerBound)
            .update(from: row.row(plane) + points.lowerBound, count: points.count)
        }
        return
      }
      add(rows, columns, of: frame, scratch)
      var arguments = PixelMeansArguments(
        sums: scratch.sums.rows.base, sumStride: scratch.sums.rows.stride, count: columns.count,
        factor: grid.sampleFactor, rowCount: rows.count, center: Self.center,
        blocks: scratch.blocks.rows.base, blockStride: scratch.blocks.rows.stride,
        means: row.row(6 * half) + points.lowerBound, meanStride: row.stride)
      means(&arguments)
    }
  }

  /// Sums of rows of pixels.
  private func add(
    _ rows: Range<Int>, _ columns: Range<Int>, of frame: some PixelSource, _ scratch: Scratch
  ) {
    var y = rows.lowerBound
    while y < rows.upperBound {
      let count = min(rows.upperBound - y, PixelSumsArguments.callRowCount)
      func pixels(_ index: Int) -> UnsafePointer<UInt32> {
        frame.pixels(
          columns, ofRow: y + min(index, count - 1), scratch: scratch.pixels.rows.row(index))
      }
      let first = pixels(0)
      let second = count > 1 ? pixels(1) : first
      let third = count > 2 ? pixels(2) : first
      let fourth = count > 3 ? pixels(3) : first
      var arguments = PixelSumsArguments(
        rows: [first, second, third, fourth], rowCount: count, sums: scratch.sums.rows.base,
        sumStride: scratch.sums.rows.stride, isFirst: y == rows.lowerBound, count: columns.count)
      sums(&arguments)
      y += count
    }
  }
}
