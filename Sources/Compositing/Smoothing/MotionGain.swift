/// Gain: the share of a frame's mask that is taken over at every cell: little where the picture
/// only shows noise, all where something moves.
///
/// The evidence is the mean over 5x5 cells of the brightness's absolute change. Noise has such a mean
/// too, nearly the same everywhere: it is measured as the median over the frame, and what exceeds it
/// well is motion. Fewer cells move than not in nearly every frame of a standing camera; where more do,
/// the median is limited, so that a frame that moves as a whole is not taken for noise.
package final class MotionGain {
  /// The gain of a cell where nothing moves.
  private let lowestGain: Float = 0.2
  /// The most that is taken for noise, in levels.
  private let largestMedian: Float = 6

  private let difference: Plane<UInt8>
  private let columnSums: Plane<UInt16>
  private var histogram = [Int32](repeating: 0, count: 256)
  private var start: Float = 0
  private var slope: Float = 0

  package init(width: Int, height: Int) {
    difference = Plane(width: width, height: height)
    columnSums = Plane(width: width, height: 1)
  }

  /// Looks at two pictures.
  package func measure(_ picture: Rows<UInt8>, _ previous: Rows<UInt8>) {
    for index in 0..<256 { histogram[index] = 0 }
    for y in 0..<picture.height {
      let (now, before, difference) = (picture.row(y), previous.row(y), difference.rows.row(y))
      for x in 0..<picture.width {
        difference[x] = now[x] > before[x] ? now[x] &- before[x] : before[x] &- now[x]
      }
      // Every other cell tells the median well enough.
      var x = y & 1
      while x < picture.width {
        histogram[Int(difference[x])] &+= 1
        x &+= 2
      }
    }
    let median = min(median(), largestMedian)
    // The mean of 25 cells of Gaussian noise is 1.18 medians, with a deviation of 0.18 medians.
    start = 1.8 * median + 0.8
    slope = 1 / (median + 3)
  }

  /// Writes the gains of a row.
  package func writeRow(_ y: Int, to gains: UnsafeMutablePointer<Float>) {
    let rows = difference.rows
    let (width, height) = (rows.width, rows.height)
    let sums = columnSums.rows.row(0)
    let (a, b) = (rows.row(max(y - 2, 0)), rows.row(max(y - 1, 0)))
    let (c, d) = (rows.row(min(y + 1, height - 1)), rows.row(min(y + 2, height - 1)))
    let middle = rows.row(y)
    for x in 0..<width {
      sums[x] = UInt16(a[x]) &+ UInt16(b[x]) &+ UInt16(middle[x]) &+ UInt16(c[x]) &+ UInt16(d[x])
    }
    for x in 1...2 {
      sums[-x] = sums[0]
      sums[width - 1 + x] = sums[width - 1]
    }
    let (range, start, slope) = (1 - lowestGain, start, slope)
    for x in 0..<width {
      let sum = sums[x - 2] &+ sums[x - 1] &+ sums[x] &+ sums[x + 1] &+ sums[x + 2]
      let motion = (Float(Int32(sum)) * 0.04 - start) * slope
      gains[x] = lowestGain + range * min(max(motion, 0), 1)
    }
  }

  private func median() -> Float {
    let half = histogram.reduce(0, &+) / 2
    var count: Int32 = 0
    for level in 0..<256 {
      let next = count &+ histogram[level]
      // Within a level, as if its cells were spread evenly over it.
      if next > half {
        return max(0, Float(level) - 0.5 + Float(half &- count) / Float(histogram[level]))
      }
      count = next
    }
    return 0
  }
}
