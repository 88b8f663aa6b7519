import KernelInterface

extension Reference {
  /// Pixels to smaller planes; see `SplitPixelsArguments`.
  public static func splitPixels(_ arguments: SplitPixelsArguments, factor: Int) {
    for index in 0..<((arguments.width + factor - 1) / factor) {
      for channel in 0..<3 {
        var sum = 0
        for row in 0..<factor {
          for column in 0..<factor {
            let x = min(index * factor + column, arguments.width - 1)
            sum += Int(arguments.rows[row][x] >> UInt32(8 * channel) & 255)
          }
        }
        let mean = Double(sum) / Double(factor * factor)
        arguments.planes[channel * arguments.planeStride + index] = UInt8(
          (mean + 0.5).rounded(.down))
      }
    }
  }

  /// Sums along columns; see `ColumnMomentsArguments`.
  public static func columnMoments(_ arguments: ColumnMomentsArguments) {
    let products = [(0, 3), (1, 3), (2, 3), (0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]
    func moment(_ moment: Int, _ row: UnsafePointer<UInt8>, _ index: Int) -> Int32 {
      func signal(_ signal: Int) -> Int32 { Int32(row[signal * arguments.signalStride + index]) }
      guard moment >= 4 else { return signal(moment) }
      return signal(products[moment - 4].0) * signal(products[moment - 4].1)
    }
    for index in 0..<arguments.count {
      for number in 0..<ColumnMomentsArguments.momentCount {
        let position = number * arguments.momentStride + index
        arguments.sums[position] +=
          moment(number, arguments.entering, index) - moment(number, arguments.leaving, index)
        arguments.output?[position] = Float(arguments.sums[position])
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
        Double(arguments.means[moment * arguments.momentStride + index])
      }
      let guide = [mean(0), mean(1), mean(2)]
      let cross = (0..<3).map { mean(4 + $0) - guide[$0] * mean(3) }
      func covariance(_ moment: Int, _ a: Int, _ b: Int) -> Double {
        mean(moment) - guide[a] * guide[b] + (a == b ? Double(arguments.regularization) : 0)
      }
      let (rr, rg, rb) = (covariance(7, 0, 0), covariance(8, 0, 1), covariance(9, 0, 2))
      let (gg, gb, bb) = (covariance(10, 1, 1), covariance(11, 1, 2), covariance(12, 2, 2))
      let columns = [[rr, rg, rb], [rg, gg, gb], [rb, gb, bb]]
      func determinant(_ m: [[Double]]) -> Double {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
          - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
          + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
      }
      var constant = mean(3)
      for channel in 0..<3 {
        var replaced = columns
        replaced[channel] = cross
        let a = determinant(replaced) / determinant(columns)
        constant -= a * guide[channel]
        arguments.coefficients[channel * arguments.coefficientStride + index] = Float(a)
      }
      arguments.coefficients[3 * arguments.coefficientStride + index] = Float(constant)
    }
  }

  /// Linear models applied to pixels; see `GuidedRowArguments`.
  public static func guidedRow(_ arguments: GuidedRowArguments) {
    for index in 0..<arguments.count {
      func coefficient(_ number: Int) -> Double {
        Double(arguments.coefficients[number * arguments.coefficientStride + index])
      }
      var sum = coefficient(3)
      for channel in 0..<3 {
        sum +=
          coefficient(channel) * Double(arguments.pixels[index] >> UInt32(8 * channel) & 255)
      }
      arguments.output[index] = Float(sum)
    }
  }
}
