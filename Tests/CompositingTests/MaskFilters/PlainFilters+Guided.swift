@testable import Compositing

/// The confidence-weighted guided filter in Double, every point computed: no band, no tiles.
struct PlainGuidedFilter {
  let width, height, sampleFactor, radius: Int
  let regularization: Double
  private let columns, rows: Int
  private let center = 128.0

  private var factor: Int { 2 * sampleFactor }

  init(width: Int, height: Int, sampleFactor: Int, radius: Int, regularization: Double) {
    (self.width, self.height, self.sampleFactor) = (width, height, sampleFactor)
    (self.radius, self.regularization) = (radius, regularization)
    columns = (width + 2 * sampleFactor - 1) / (2 * sampleFactor)
    rows = (height + 2 * sampleFactor - 1) / (2 * sampleFactor)
  }

  /// The mask at the grid's size, in whole levels: interpolated where it becomes larger, else means of what points cover.
  func gridMask(_ mask: PlainFilters.Picture) -> PlainFilters.Picture {
    let across = weights(mask.width, columns, Double(factor * mask.width) / Double(width))
    let down = weights(mask.height, rows, Double(factor * mask.height) / Double(height))
    var result = PlainFilters.Picture(width: columns, height: rows, values: [])
    for rows in down {
      for columns in across {
        let sum = rows.reduce(0) { sum, row in
          sum + columns.reduce(0) { $0 + $1.weight * row.weight * mask[$1.index, row.index] }
        }
        result.values.append((sum + 0.5).rounded(.down))
      }
    }
    return result
  }

  /// Gives what each point takes of some cells.
  private func weights(
    _ count: Int, _ pointCount: Int, _ step: Double
  ) -> [[(index: Int, weight: Double)]] {
    (0..<pointCount).map { point in
      guard step > 1 else { return PlainFilters.bilinear((Double(point) + 0.5) * step, count) }
      let (first, last) = (Double(point) * step, Double(point + 1) * step)
      let covered = (0..<count).compactMap { cell -> (index: Int, weight: Double)? in
        let share = min(Double(cell + 1), last) - max(Double(cell), first)
        return share > 0 ? (cell, share) : nil
      }
      let total = covered.reduce(0) { $0 + $1.weight }
      return covered.map { ($0.index, $0.weight / total) }
    }
  }

  /// The filtered mask, 0...255.
  ///
  /// - Parameter p: the mask on the grid.
  func callAsFunction(_ p: PlainFilters.Picture, guide: [PlainFilters.Picture]) -> [Double] {
    let colors = guide.map(samples)
    var planes = averaged(models(p, colors))
    for (index, level) in levels(p).enumerated() {
      let inside = max(level - 1, 0)
      let range = min(level, 1) - inside
      for plane in 0..<4 { planes[plane].values[index] *= range }
      planes[3].values[index] += 255 * inside
    }
    let step = 1 / Double(factor)
    let wide = planes.map { $0.sampled(width: width, height: height, xStep: step, yStep: step) }
    return (0..<width * height).map { index in
      let value = (0..<3).reduce(wide[3].values[index]) {
        $0 + wide[$1].values[index] * guide[$1].values[index]
      }
      return min(max(value, 0), 255)
    }
  }

  /// The four samples of each point: means of blocks; those at the right and lower ends may be smaller, and what is
  /// beyond them repeats them.
  private func samples(_ picture: PlainFilters.Picture) -> [[Double]] {
    func mean(_ column: Int, _ row: Int) -> Double {
      var (sum, count) = (0.0, 0.0)
      for v in row * sampleFactor..<min((row + 1) * sampleFactor, height) {
        for u in column * sampleFactor..<min((column + 1) * sampleFactor, width) {
          sum += picture[u, v]
          count += 1
        }
      }
      return sum / count
    }
    let lastColumn = (width - 1) / sampleFactor
    let lastRow = (height - 1) / sampleFactor
    return (0..<rows * columns).map { point in
      let (x, y) = (point % columns, point / columns)
      return [0, 1].flatMap { v in
        [0, 1].map { u in mean(min(2 * x + u, lastColumn), min(2 * y + v, lastRow)) }
      }
    }
  }

  private func window(_ x: Int, _ y: Int, _ radius: Int) -> [Int] {
    (max(0, y - radius)...min(rows - 1, y + radius)).flatMap { v in
      (max(0, x - radius)...min(columns - 1, x + radius)).map { v * columns + $0 }
    }
  }

  /// The model of each point's window, weighted by |2 m - 1| + 0.02.
  private func models(
    _ p: PlainFilters.Picture, _ colors: [[[Double]]]
  ) -> [PlainFilters.Picture] {
    var result = (0..<4).map { _ in
      PlainFilters.Picture(width: columns, height: rows, values: [])
    }
    for y in 0..<rows {
      for x in 0..<columns {
        let points = window(x, y, radius)
        let weights = points.map { abs(2 * p.values[$0] / 255 - 1) + 0.02 }
        let total = weights.reduce(0, +)
        // Of a point and a sample.
        func mean(_ value: (Int, Int) -> Double) -> Double {
          zip(points, weights).reduce(0) { sum, point in
            sum + point.1 * (0..<4).reduce(0) { $0 + value(point.0, $1) } / 4
          } / total
        }
        let means = colors.map { channel in mean { channel[$0][$1] - center } }
        let meanMask = mean { point, _ in p.values[point] }
        let cross = (0..<3).map { c in
          mean { (colors[c][$0][$1] - center) * p.values[$0] } - means[c] * meanMask
        }
        let m = (0..<3).map { a in
          (0..<3).map { b in
            mean { (colors[a][$0][$1] - center) * (colors[b][$0][$1] - center) }
              - means[a] * means[b] + (a == b ? regularization : 0)
          }
        }
        func cofactor(_ i: Int, _ j: Int) -> Double {
          let (a, b) = ((i + 1) % 3, (i + 2) % 3)
          let (c, d) = ((j + 1) % 3, (j + 2) % 3)
          return m[a][c] * m[b][d] - m[a][d] * m[b][c]
        }
        let determinant = (0..<3).reduce(0.0) { $0 + m[0][$1] * cofactor(0, $1) }
        var constant = meanMask
        for c in 0..<3 {
          let a = (0..<3).reduce(0.0) { $0 + cofactor($1, c) * cross[$1] } / determinant
          result[c].values.append(a)
          constant -= a * (means[c] + center)
        }
        result[3].values.append(constant)
      }
    }
    return result
  }

  private func averaged(_ planes: [PlainFilters.Picture]) -> [PlainFilters.Picture] {
    planes.map { plane in
      var result = PlainFilters.Picture(width: columns, height: rows, values: [])
      for y in 0..<rows {
        for x in 0..<columns {
          let points = window(x, y, radius)
          result.values.append(points.reduce(0) { $0 + plane.values[$1] } / Double(points.count))
        }
      }
      return result
    }
  }

  /// The band's limits, 0...2: two means over 3 x 3 points, with the borders repeated, of 2 where all points within
  /// 2 are at least 192, 1 where one of them is at least 128, else 0.
  func levels(_ p: PlainFilters.Picture) -> [Double] {
    var kinds = PlainFilters.Picture(width: columns, height: rows, values: [])
    for y in 0..<rows {
      for x in 0..<columns {
        let values = window(x, y, 2).map { p.values[$0] }
        kinds.values.append(
          (values.max()! >= 128 ? 1 : 0) + (values.min()! >= 192 ? 1 : 0))
      }
    }
    // Both means at once, as beyond a border the nearest point lies for the first of them too.
    var result: [Double] = []
    for y in 0..<rows {
      for x in 0..<columns {
        var sum = 0.0
        for v in -2...2 {
          for u in -2...2 { sum += Double((3 - abs(u)) * (3 - abs(v))) * kinds[x + u, y + v] }
        }
        result.append(sum / 81)
      }
    }
    return result
  }
}
