import KernelInterface
import Kernels

/// Memory of a guided filter from frame to frame: where the frame does not move, the refined mask is drawn to that of
/// the frame before, so that the camera's noise does not make edges tremble.
///
/// What a guided filter gives follows each pixel's color, and so its noise. The colors of the grid's points are means of many
/// pixels, in which noise hardly shows: where one changes, something moves, and each value is its frame's own. Elsewhere a
/// value may be moved by 13 levels of 255 at most, as those that differ much are no noise, and where a frame's own is 0 it
/// stays 0: a former mask shows nothing that the frame's own does not.
///
/// `@unchecked Sendable`: a run's threads write disjoint rows between barriers, and scratch of their own.
final class EdgeSteadiness: @unchecked Sendable {
  /// The share of a frame's own value where nothing moves.
  private static let leastGain: Float = 0.2
  /// Changes of a point's color, in levels, up to which nothing moves, and from which on all does, where points are means of
  /// 64 pixels or more: three times what a camera's noise of 2 levels and its encoder leave of them.
  private static let still: Float = 2
  private static let moving: Float = 5
  /// Levels up to which a difference is noise, and from which on it is none.
  private static let trust: Float = 16
  private static let reach: Float = 32

  private let grid: GuideGrid
  /// Factor of noise in points that are means of fewer pixels.
  private let noise: Float
  private let enlargement: GridEnlargement
  private let kernel: KernelFunction<SteadyRowArguments>
  /// The mask of the frame before, in its band.
  private let values: Plane<UInt8>
  /// Red, green and blue of the grid's points.
  private let colors: Plane<Float>
  /// Gains of points by themselves, and with their neighbors; rows to spare, as the enlargement takes four.
  private let ownGains, gains: Plane<Float>
  /// Frames in which values of intervals between points were written last.
  private let intervalFrames: Plane<UInt32>
  private let scratches: [Scratch]
  /// The current frame. The one before is less by one; what is older is forgotten.
  private var frame: UInt32 = 2

  private struct Scratch {
    let wide: Plane<Float>
    let isKnown: Plane<UInt8>
  }

  init(_ grid: GuideGrid, threadCount: Int, kernels: KernelList) {
    self.grid = grid
    noise = max(1, 4 / Float(grid.sampleFactor))
    let enlargement = GridEnlargement(grid, kernels)
    self.enlargement = enlargement
    kernel = kernels[.steadyRow].run
    values = Plane(width: grid.frameWidth, height: grid.frameHeight)
    colors = Plane(width: grid.width, height: 3 * grid.height, margin: 16)
    ownGains = Plane(width: grid.width, height: grid.height, margin: 16)
    gains = Plane(
      width: enlargement.pointCapacity, height: grid.height + GridEnlargement.rowCount, margin: 16)
    intervalFrames = Plane(width: grid.width + 1, height: grid.rowIntervalCount)
    scratches = (0..<threadCount).map { _ in
      Scratch(
        wide: enlargement.rows(GridEnlargement.rowCount),
        isKnown: Plane(width: grid.width + 1, height: 1))
    }
  }

  /// Forgets all frames.
  func forget() { frame &+= 2 }

  /// Begins with a frame. One thread calls it, and all meet behind it.
  func begin() { frame &+= 1 }

  /// Takes the colors of some points of a row. Those of the frame before are there around every interval that was in its
  /// band, and the others' gains are not asked for.
  ///
  /// - Parameter samples: the row's; see `GuideSamples.row`.
  func take(_ y: Int, _ points: Range<Int>, _ samples: Rows<Float>) {
    let gains = ownGains.rows.row(y)
    for x in points { gains[x] = 0 }
    for channel in 0..<3 {
      let color = colors.rows.row(3 * y + channel)
      let (a, b) = (samples.row(channel), samples.row(3 + channel))
      let (c, d) = (samples.row(6 + channel), samples.row(9 + channel))
      for x in points {
        let mean = (a[x] + b[x] + c[x] + d[x]) * 0.25
        gains[x] = max(gains[x], (mean - color[x]).magnitude)
        color[x] = mean
      }
    }
    let (still, range) = (noise * Self.still, noise * (Self.moving - Self.still))
    let slope = (1 - Self.leastGain) / range
    for x in points {
      gains[x] = Self.leastGain + slope * min(max(gains[x] - still, 0), range)
    }
  }

  /// Finds the gains of some points of a row: the largest of their neighborhood. All colors of the frame must be there, of
  /// the points' neighbors too.
  func join(_ y: Int, _ points: Range<Int>) {
    let rows = (y..<y + 1).extended(by: 1, within: grid.height)
    let output = gains.rows.row(y)
    for x in points {
      var gain: Float = 0
      for row in rows {
        for column in (x..<x + 1).extended(by: 1, within: grid.width) {
          gain = max(gain, ownGains.rows.row(row)[column])
        }
      }
      output[x] = gain
    }
  }

  /// Looks up what is known of the frame before in a run of intervals, and that it will be known of this frame.
  func beginRun(_ rowInterval: Int, _ run: Range<Int>, thread: Int) {
    let (frames, isKnown) = (
      intervalFrames.rows.row(rowInterval), scratches[thread].isKnown.rows.base
    )
    for interval in grid.columnIntervals(run) {
      isKnown[interval] = frames[interval] == frame &- 1 ? 1 : 0
      frames[interval] = frame
    }
  }

  /// Enlarges the gains of a part of the run that was begun, for all rows of the interval.
  ///
  /// - Returns: where the part begins in the wide rows.
  func beginPart(_ rowInterval: Int, _ part: Range<Int>, thread: Int) -> Int {
    let scratch = scratches[thread]
    let (rows, wide) = (grid.pointRows(around: rowInterval), scratch.wide.rows)
    let offset = enlargement.run(
      gains.rows.row(rows.upper), stride: (rows.lower - rows.upper) * gains.rows.stride, part,
      to: wide.base, outputStride: wide.stride)
    for interval in grid.columnIntervals(part) where scratch.isKnown.rows.base[interval] == 0 {
      let columns = grid.pixelColumns(ofIntervals: interval..<interval + 1).clamped(to: part)
      for row in 0..<2 {
        (wide.row(row) + (offset + columns.lowerBound - part.lowerBound))
          .update(repeating: 1, count: columns.count)
      }
    }
    return offset
  }

  /// Makes a row of the part steady.
  ///
  /// - Parameter mask: the part's values, whole levels; replaced.
  func steady(
    _ y: Int, _ part: Range<Int>, _ mask: UnsafeMutablePointer<Float>, offset: Int, thread: Int
  ) {
    let wide = scratches[thread].wide.rows
    var arguments = SteadyRowArguments(
      values: mask, previous: values.rows.row(y) + part.lowerBound, upper: wide.row(0) + offset,
      lower: wide.row(1) + offset, share: grid.share(ofRow: y), trust: Self.trust,
      reach: Self.reach,
      count: part.count)
    kernel(&arguments)
  }
}
