import KernelInterface
import Kernels

/// Enlargement of a guide grid's rows of points to rows of pixels, linear between points.
///
/// Along rows it is done once for all rows of pixels between two rows of points; between these kernels interpolate where
/// they use what is here.
///
/// `@unchecked Sendable`: tables are constant.
final class GridEnlargement: @unchecked Sendable {
  /// Pixels of a row that are enlarged together; a multiple of all vectors.
  static let longestPart = 512
  /// Rows of points that are enlarged together.
  static let rowCount = ResampleRowsArguments.rowCount

  private let grid: GuideGrid
  private let taps: PackedColumnTaps
  private let resample: KernelFunction<ResampleRowsArguments>

  init(_ grid: GuideGrid, _ kernels: KernelList) {
    let kernel = kernels[.resampleRows]
    self.grid = grid
    resample = kernel.run
    // From half a point before the first on: intervals then begin with whole blocks as often as can be.
    taps = PackedColumnTaps(
      .bilinear(
        inputCount: grid.width, outputCount: grid.frameWidth + grid.sampleFactor, origin: -0.5,
        step: 1 / Double(grid.factor)), lanes: kernel.lanes)
  }

  /// Points that a row must have room for.
  var pointCapacity: Int { max(grid.width, taps.inputCapacity) }

  /// Rows for `run` to write, as many as asked for.
  func rows(_ count: Int) -> Plane<Float> {
    Plane(width: Self.longestPart + 2 * taps.lanes, height: count, margin: 16)
  }

  /// Enlarges four rows.
  ///
  /// - Parameters:
  ///   - points: the first row; all have room for `pointCapacity` points.
  ///   - stride: floats between rows.
  ///   - part: pixels of a row, at most `longestPart`.
  ///   - output: the first of four rows of `rows`.
  /// - Returns: where the part begins in these rows.
  func run(
    _ points: UnsafePointer<Float>, stride: Int, _ part: Range<Int>,
    to output: UnsafeMutablePointer<Float>, outputStride: Int
  ) -> Int {
    let lanes = taps.lanes
    let first = part.lowerBound + grid.sampleFactor
    let firstBlock = first / lanes
    let endBlock = (part.upperBound + grid.sampleFactor + lanes - 1) / lanes
    var arguments = ResampleRowsArguments(
      input: points, inputRowStride: stride, starts: taps.starts(from: firstBlock),
      weights: taps.weights(from: firstBlock), depth: taps.depth, output: output,
      outputRowStride: outputStride, blockCount: endBlock - firstBlock)
    resample(&arguments)
    return first - firstBlock * lanes
  }

  /// Calls `body` for each part of a run of pixels.
  @inline(__always)
  static func forEachPart(_ run: Range<Int>, _ body: (Range<Int>) -> Void) {
    var first = run.lowerBound
    while first < run.upperBound {
      let end = min(first / longestPart * longestPart + longestPart, run.upperBound)
      body(first..<end)
      first = end
    }
  }
}

/// A part of the rows of pixels between two rows of points, enlarged: what a thread may use again for the next row,
/// but never for another frame.
struct EnlargedPart {
  let interval: Int
  let pixels: Range<Int>
  /// Where the part begins in the enlarged rows.
  let offset: Int
}
