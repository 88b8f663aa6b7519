@testable import Matting

/// The matting Laplacian of a picture, and solutions with it, as the paper writes them: dense, in Double.
struct DenseMatting {
  let width, height: Int
  /// Red, green, blue of each pixel.
  let colors: [[Double]]
  /// Entries, row by row.
  private(set) var laplacian: [[Double]]

  /// Sums, over windows of 3x3 pixels that hold i and j, of
  /// delta(i, j) - (1 + (I_i - mu) (Sigma + epsilon / 9)^-1 (I_j - mu)) / 9.
  init(width: Int, height: Int, colors: [[Double]], epsilon: Double) {
    (self.width, self.height, self.colors) = (width, height, colors)
    laplacian = Array(
      repeating: Array(repeating: 0, count: width * height), count: width * height)
    guard width > 2, height > 2 else { return }
    for y in 1..<height - 1 {
      for x in 1..<width - 1 {
        let window = (0..<9).map { (y + $0 / 3 - 1) * width + x + $0 % 3 - 1 }
        let mean = (0..<3).map { c in window.map { colors[$0][c] }.reduce(0, +) / 9 }
        let centered = window.map { i in (0..<3).map { colors[i][$0] - mean[$0] } }
        var covariance = (0..<3).map { a in
          (0..<3).map { b in centered.map { $0[a] * $0[b] }.reduce(0, +) / 9 }
        }
        for a in 0..<3 { covariance[a][a] += epsilon / 9 }
        for (i, u) in centered.enumerated() {
          let solved = solve(covariance, u)
          for (j, v) in centered.enumerated() {
            let product = zip(solved, v).map(*).reduce(0, +)
            laplacian[window[i]][window[j]] += (i == j ? 1 : 0) - (1 + product) / 9
          }
        }
      }
    }
  }

  /// The matte where values are known at some pixels and drawn to `prior` by `weights` at the others.
  func matte(known: [Double?], prior: [Double], weights: [Double]) -> [Double] {
    let unknown = known.indices.filter { known[$0] == nil }
    let matrix = unknown.map { i in
      unknown.map { j in laplacian[i][j] + (i == j ? weights[i] : 0) }
    }
    let right = unknown.map { i in
      var value = weights[i] * prior[i]
      for (j, known) in known.enumerated() { value -= (known ?? 0) * laplacian[i][j] }
      return value
    }
    var result = known.map { $0 ?? 0 }
    for (index, value) in zip(unknown, solve(matrix, right)) { result[index] = value }
    return result
  }
}

/// Solves a dense system by Gaussian elimination with pivots.
func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
  var rows = zip(matrix, right).map { $0 + [$1] }
  let count = rows.count
  for column in 0..<count {
    let pivot = (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) }!
    rows.swapAt(column, pivot)
    for row in 0..<count where row != column && rows[row][column] != 0 {
      let factor = rows[row][column] / rows[column][column]
      for index in column...count { rows[row][index] -= factor * rows[column][index] }
    }
  }
  return (0..<count).map { rows[$0][count] / rows[$0][$0] }
}
