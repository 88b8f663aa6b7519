@testable import Compositing

/// The confidence-weighted guided filter in Double, every point computed: no band, no tiles.
struct PlainGuidedFilter {
  let width, height, factor, radius: Int
  let regularization: Double
  private let columns, rows: Int
  private let center = 128.0

  init(width: Int, height: Int, factor: Int, radius: Int, regularization: Double) {
    (self.width, self.height, self.factor) = (width, height, factor)
    (self.radius, self.regularization) = (radius, regularization)
    columns = (width + factor - 1) / factor
    rows = (height + factor - 1) / factor
  }

  /// The mask at the grid's size, in whole levels.
  func gridMask(_ mask: PlainFilters.Picture) -> PlainFilters.Picture {
    var result = mask.sampled(
      width: columns, height: rows,
      xStep: Double(factor * mask.width) / Double(width),
      yStep: Double(factor * mask.height) / Double(height))
    result.values = result.values.map { ($0 + 0.5).rounded(.down) }
    return result
  }

  /// The filtered mask, 0...255.
  ///
  /// - Parameter p: the mask on the grid.
  func callAsFunction(_ p: PlainFilters.Picture, guide: [PlainFilters.Picture]) -> [Double] {
    let colors = guide.map(means)
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

  /// Means of blocks; those at the right and lower ends may be smaller.
  private func means(_ picture: PlainFilters.Picture) -> PlainFilters.Picture {
    var result = PlainFilters.Picture(width: columns, height: rows, values: [])
    for y in 0..<rows {
      for x in 0..<columns {
        var (sum, count) = (0.0, 0.0)
        for v in y * factor..<min((y + 1) * factor, height) {
          for u in x * factor..<min((x + 1) * factor, width) {
            sum += picture[u, v]
            count += 1
          }
        }
        result.values.append(sum / count)
      }
    }
    return result
  }

  private func window(_ x: Int, _ y: Int, _ radius: Int) -> [Int] {
    (max(0, y - radius)...min(rows - 1, y + radius)).flatMap { v in
      (max(0, x - radius)...min(columns - 1, x + radius)).map { v * columns + $0 }
    }
  }

  /// The model of each point's window, weighted by |2 m - 1| + 0.02.
  private func models(
    _ p: PlainFilters.Picture, _ colors: [PlainFilters.Picture]
  ) -> [PlainFilters.Picture] {
    var result = (0..<4).map { _ in
      PlainFilters.Picture(width: columns, height: rows, values: [])
    }
    for y in 0..<rows {
      for x in 0..<columns {
        let points = window(x, y, radius)
        let weights = points.map { abs(2 * p.values[$0] / 255 - 1) + 0.02 }
        let total = weights.reduce(0, +)
        func mean(_ value: (Int) -> Double) -> Double {
          zip(points, weights).reduce(0) { $0 + $1.1 * value($1.0) } / total
        }
        let means = colors.map { channel in mean { channel.values[$0] - center } }
        let meanMask = mean { p.values[$0] }
        let cross = (0..<3).map { c in
          mean { (colors[c].values[$0] - center) * p.values[$0] } - means[c] * meanMask
        }
        let m = (0..<3).map { a in
          (0..<3).map { b in
            mean { (colors[a].values[$0] - center) * (colors[b].values[$0] - center) }
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

  /// The band's limits, 0...2: two means over 5 x 5 points, with the borders repeated, of 2 where all points within
  /// 4 are at least 192, 1 where one of them is at least 128, else 0.
  func levels(_ p: PlainFilters.Picture) -> [Double] {
    var kinds = PlainFilters.Picture(width: columns, height: rows, values: [])
    for y in 0..<rows {
      for x in 0..<columns {
        let values = window(x, y, 4).map { p.values[$0] }
        kinds.values.append(
          (values.max()! >= 128 ? 1 : 0) + (values.min()! >= 192 ? 1 : 0))
      }
    }
    // Both means at once, as beyond a border the nearest point lies for the first of them too.
    var result: [Double] = []
    for y in 0..<rows {
      for x in 0..<columns {
        var sum = 0.0
        for v in -4...4 {
          for u in -4...4 { sum += Double((5 - abs(u)) * (5 - abs(v))) * kinds[x + u, y + v] }
        }
        result.append(sum / 625)
      }
    }
    return result
  }
}
