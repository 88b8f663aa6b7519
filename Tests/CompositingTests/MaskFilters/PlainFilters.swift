import Foundation

/// The definitions of filters in Double, one output at a time.
enum PlainFilters {
  /// The value of samples at a position in samples, centers at halves, clamped.
  static func bilinear(_ position: Double, _ count: Int) -> [(index: Int, weight: Double)] {
    let clamped = min(max(position - 0.5, 0), Double(count - 1))
    let lower = Int(clamped.rounded(.down))
    let fraction = clamped - Double(lower)
    return [(lower, 1 - fraction), (min(lower + 1, count - 1), fraction)]
  }

  /// A picture of Doubles.
  struct Picture {
    var width: Int
    var height: Int
    var values: [Double]

    subscript(x: Int, y: Int) -> Double {
      values[min(max(y, 0), height - 1) * width + min(max(x, 0), width - 1)]
    }

    /// Sampled bilinearly at (xOrigin + (x + 1/2) * xStep, yOrigin + (y + 1/2) * yStep).
    func sampled(
      width newWidth: Int, height newHeight: Int, xOrigin: Double = 0, yOrigin: Double = 0,
      xStep: Double? = nil, yStep: Double? = nil
    ) -> Picture {
      let xStep = xStep ?? Double(width) / Double(newWidth)
      let yStep = yStep ?? Double(height) / Double(newHeight)
      var result = Picture(width: newWidth, height: newHeight, values: [])
      for y in 0..<newHeight {
        let rows = PlainFilters.bilinear(yOrigin + (Double(y) + 0.5) * yStep, height)
        for x in 0..<newWidth {
          let columns = PlainFilters.bilinear(xOrigin + (Double(x) + 0.5) * xStep, width)
          var sum = 0.0
          for row in rows {
            for column in columns {
              sum += row.weight * column.weight * self[column.index, row.index]
            }
          }
          result.values.append(sum)
        }
      }
      return result
    }

    /// A Gaussian of 5 sigma on each side, direct, first along rows and then along columns; beyond the
    /// borders lies the nearest sample, or 0.
    func smoothed(sigma: Double, isPaddedWithZero: Bool = false) -> Picture {
      guard sigma > 0 else { return self }
      let radius = Int((5 * sigma).rounded(.up))
      let weights = (-radius...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
      let total = weights.reduce(0, +)
      func pass(_ input: Picture, _ isHorizontal: Bool) -> Picture {
        var result = input
        for y in 0..<height {
          for x in 0..<width {
            var sum = 0.0
            for offset in -radius...radius {
              let (u, v) = isHorizontal ? (x + offset, y) : (x, y + offset)
              let isOutside = u < 0 || v < 0 || u >= width || v >= height
              if isPaddedWithZero && isOutside { continue }
              sum += weights[offset + radius] * input[u, v]
            }
            result.values[y * width + x] = sum / total
          }
        }
        return result
      }
      return pass(pass(self, true), false)
    }

    /// Axis by axis: `averaged` where outputs are more than `largestStep` inputs apart, else `sampled`.
    func scaled(width newWidth: Int, height newHeight: Int, largestStep: Int) -> Picture {
      let horizontal =
        width > largestStep * newWidth
        ? averaged(width: newWidth, height: height) : sampled(width: newWidth, height: height)
      return height > largestStep * newHeight
        ? horizontal.averaged(width: newWidth, height: newHeight)
        : horizontal.sampled(width: newWidth, height: newHeight)
    }

    /// The mean of what each output pixel covers.
    func averaged(width newWidth: Int, height newHeight: Int) -> Picture {
      var result = Picture(width: newWidth, height: newHeight, values: [])
      func covered(_ output: Int, _ count: Int, _ newCount: Int) -> [(Int, Double)] {
        let (start, end) = (
          Double(output * count) / Double(newCount), Double((output + 1) * count) / Double(newCount)
        )
        return (0..<count).compactMap { index in
          let share = min(end, Double(index + 1)) - max(start, Double(index))
          return share > 0 ? (index, share / (end - start)) : nil
        }
      }
      for y in 0..<newHeight {
        for x in 0..<newWidth {
          var sum = 0.0
          for (v, rowShare) in covered(y, height, newHeight) {
            for (u, columnShare) in covered(x, width, newWidth) {
              sum += rowShare * columnShare * self[u, v]
            }
          }
          result.values.append(sum)
        }
      }
      return result
    }
  }

  /// The guided filter at full size: He, Sun and Tang (2013), algorithm 1 for a color guide. Windows end
  /// at the borders; the inverse is by cofactors.
  static func guided(
    _ p: Picture, guide: [Picture], radius: Int, regularization: Double
  ) -> Picture {
    let (width, height) = (p.width, p.height)
    func box(_ value: (Int) -> Double, _ x: Int, _ y: Int) -> Double {
      var (sum, count) = (0.0, 0.0)
      for v in max(0, y - radius)...min(height - 1, y + radius) {
        for u in max(0, x - radius)...min(width - 1, x + radius) {
          sum += value(v * width + u)
          count += 1
        }
      }
      return sum / count
    }
    var coefficients = (0..<4).map { _ in [Double](repeating: 0, count: width * height) }
    for y in 0..<height {
      for x in 0..<width {
        let means = guide.map { channel in box({ channel.values[$0] }, x, y) }
        let mean = box({ p.values[$0] }, x, y)
        let cross = (0..<3).map { c in
          box({ guide[c].values[$0] * p.values[$0] }, x, y) - means[c] * mean
        }
        func covariance(_ a: Int, _ b: Int) -> Double {
          box({ guide[a].values[$0] * guide[b].values[$0] }, x, y) - means[a] * means[b]
            + (a == b ? regularization : 0)
        }
        let m = (0..<3).map { a in (0..<3).map { b in covariance(a, b) } }
        func cofactor(_ i: Int, _ j: Int) -> Double {
          let (a, b) = ((i + 1) % 3, (i + 2) % 3)
          let (c, d) = ((j + 1) % 3, (j + 2) % 3)
          return m[a][c] * m[b][d] - m[a][d] * m[b][c]
        }
        let determinant = (0..<3).reduce(0.0) { $0 + m[0][$1] * cofactor(0, $1) }
        var constant = mean
        for c in 0..<3 {
          let a = (0..<3).reduce(0.0) { $0 + cofactor($1, c) * cross[$1] } / determinant
          coefficients[c][y * width + x] = a
          constant -= a * means[c]
        }
        coefficients[3][y * width + x] = constant
      }
    }
    var result = p
    for y in 0..<height {
      for x in 0..<width {
        var value = box({ coefficients[3][$0] }, x, y)
        for c in 0..<3 { value += box({ coefficients[c][$0] }, x, y) * guide[c][x, y] }
        result.values[y * width + x] = value
      }
    }
    return result
  }
}
