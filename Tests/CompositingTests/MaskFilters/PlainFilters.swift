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
}
