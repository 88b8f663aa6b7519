/// Distance of a frame's mask from the result of the frame before, and what follows from it where a
/// whole neighborhood agrees: what appears or vanishes without a trace in the picture's
/// brightness, and what a motion has left behind.
package final class MaskChange {
  /// Mean change of 3x3 cells, in levels, from which on the gain rises, and at which it is 1. A model's
  /// noise at edges stays below.
  private let limits: ClosedRange<Float> = 30...80

  private let changes: Plane<Float>
  private let columnSums: Plane<Float>

  package init(width: Int, height: Int) {
    changes = Plane(width: width, height: height)
    columnSums = Plane(width: width, height: 1)
  }

  /// The changes of a row, in levels.
  package func row(_ y: Int) -> UnsafeMutablePointer<Float> { changes.rows.row(y) }

  /// Looks at a mask and the result before.
  package func measure(_ mask: Rows<UInt8>, _ state: Rows<Float>) {
    for y in 0..<mask.height {
      let (mask, state, change) = (mask.row(y), state.row(y), row(y))
      for x in 0..<changes.rows.width { change[x] = Float(mask[x]) - state[x] }
    }
  }

  /// Raises the gains of a row.
  package func raise(_ gains: UnsafeMutablePointer<Float>, row y: Int) {
    let (width, height) = (changes.rows.width, changes.rows.height)
    let sums = columnSums.rows.row(0)
    let (above, middle, below) = (row(max(y - 1, 0)), row(y), row(min(y + 1, height - 1)))
    for x in 0..<width { sums[x] = above[x] + middle[x] + below[x] }
    sums[-1] = sums[0]
    sums[width] = sums[width - 1]
    let slope = 1 / (9 * (limits.upperBound - limits.lowerBound))
    let start = limits.lowerBound * 9 * slope
    for x in 0..<width {
      let sum = sums[x - 1] + sums[x] + sums[x + 1]
      let gain = min(sum.magnitude * slope - start, 1)
      gains[x] = gain > gains[x] ? gain : gains[x]
    }
  }
}
