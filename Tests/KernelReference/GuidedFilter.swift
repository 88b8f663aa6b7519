import KernelInterface

extension Reference {
  /// Sums along columns; see `PixelSumsArguments`.
  public static func pixelSums(_ arguments: PixelSumsArguments) {
    let green = arguments.sums + arguments.sumStride
    for index in 0..<arguments.count {
      if arguments.isFirst {
        arguments.sums[index] = 0
        green[index] = 0
      }
      for row in 0..<arguments.rowCount {
        let pixel = arguments.rows[row][index]
        arguments.sums[index] += (pixel & 255) + (pixel >> 16 & 255) << 16
        green[index] += pixel >> 8 & 255
      }
    }
  }

  /// Means of blocks, even and odd ones apart; see `PixelMeansArguments`.
  public static func pixelMeans(_ arguments: PixelMeansArguments) {
    let blockCount = (arguments.count + arguments.factor - 1) / arguments.factor
    for index in 0..<(blockCount + 1) / 2 * 2 {
      let first = min(index, blockCount - 1) * arguments.factor
      let columns = first..<min(first + arguments.factor, arguments.count)
      for channel in 0..<3 {
        var sum = 0.0
        for column in columns {
          let word = arguments.sums[column + (channel == 1 ? arguments.sumStride : 0)]
          sum += Double(channel == 0 ? word & 0xffff : channel == 1 ? word : word >> 16)
        }
        let plane = index % 2 * 3 + channel
        arguments.means[plane * arguments.meanStride + index / 2] = Float(
          sum / Double(columns.count * arguments.rowCount) - Double(arguments.center))
      }
    }
  }

  /// Weighted moments; see `ConfidenceMomentsArguments`.
  public static func confidenceMoments(_ arguments: ConfidenceMomentsArguments) {
    for index in 0..<arguments.count {
      let p = Double(arguments.mask[index])
      let w = abs(2 * p - 255) / 255 + Double(arguments.leastWeight)
      var sums = [Double](repeating: 0, count: ConfidenceMomentsArguments.momentCount)
      for sample in 0..<4 {
        func guide(_ channel: Int) -> Double {
          Double(arguments.guide[(3 * sample + channel) * arguments.guideStride + index])
        }
        let (r, g, b) = (guide(0), guide(1), guide(2))
        for (moment, product) in [
          1, r, g, b, p, r * p, g * p, b * p, r * r, r * g, r * b, g * g, g * b, b * b,
        ].enumerated() {
          sums[moment] += product
        }
      }
      for (moment, sum) in sums.enumerated() {
        arguments.moments[moment * arguments.momentStride + index] = Float(w * sum)
      }
    }
  }

  /// Sums of rows; see `RowSumsArguments`.
  public static func rowSums(_ arguments: RowSumsArguments) {
    for plane in 0..<arguments.planeCount {
      for index in 0..<arguments.count {
        var sum = 0.0
        for row in 0..<arguments.rowCount {
          sum += Double(
            arguments.input[plane * arguments.planeStride + row * arguments.rowStride + index])
        }
        arguments.output[plane * arguments.outputStride + index] = Float(sum)
      }
    }
  }

  /// Scaled sums of a window; see `BoxRowsArguments`.
  public static func boxRows(_ arguments: BoxRowsArguments) {
    for row in 0..<arguments.rowCount {
      for index in 0..<arguments.count {
        var sum = 0.0
        for offset in -arguments.radius...arguments.radius {
          sum += Double(arguments.input[row * arguments.inputRowStride + index + offset])
        }
        arguments.output[row * arguments.outputRowStride + index] = Float(
          Double(arguments.scale) * Double(arguments.scales[index]) * sum)
      }
    }
  }

  /// Linear models by Cramer's rule; see `GuidedSolutionArguments`.
  public static func guidedSolution(_ arguments: GuidedSolutionArguments) {
    for index in 0..<arguments.count {
      func mean(_ moment: Int) -> Double {
        Double(arguments.sums[moment * arguments.momentStride + index])
          / Double(arguments.sums[index])
      }
      let guide = [mean(1), mean(2), mean(3)]
      let cross = (0..<3).map { mean(5 + $0) - guide[$0] * mean(4) }
      func covariance(_ moment: Int, _ a: Int, _ b: Int) -> Double {
        mean(moment) - guide[a] * guide[b] + (a == b ? Double(arguments.regularization) : 0)
      }
      let (rr, rg, rb) = (covariance(8, 0, 0), covariance(9, 0, 1), covariance(10, 0, 2))
      let (gg, gb, bb) = (covariance(11, 1, 1), covariance(12, 1, 2), covariance(13, 2, 2))
      let columns = [[rr, rg, rb], [rg, gg, gb], [rb, gb, bb]]
      func determinant(_ m: [[Double]]) -> Double {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
          - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
          + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
      }
      var constant = mean(4)
      for channel in 0..<3 {
        var replaced = columns
        replaced[channel] = cross
        let a = determinant(replaced) / determinant(columns)
        constant -= a * (guide[channel] + Double(arguments.center))
        arguments.coefficients[channel * arguments.coefficientStride + index] = Float(a)
      }
      arguments.coefficients[3 * arguments.coefficientStride + index] = Float(constant)
    }
  }

  /// Linear models applied to pixels; see `GuidedRowArguments`.
  public static func guidedRow(_ arguments: GuidedRowArguments) {
    for index in 0..<arguments.count {
      func value(_ models: UnsafePointer<Float>) -> Double {
        func coefficient(_ number: Int) -> Double {
          Double(models[number * arguments.coefficientStride + index])
        }
        return (0..<3).reduce(coefficient(3)) { sum, channel in
          sum
            + coefficient(channel) * Double(arguments.pixels[index] >> UInt32(8 * channel) & 255)
        }
      }
      let (upper, share) = (value(arguments.upper), Double(arguments.share))
      let sum = upper + share * (value(arguments.lower) - upper)
      arguments.output[index] = Float(min(max(sum, 0), 255).rounded(.toNearestOrEven))
    }
  }
}
