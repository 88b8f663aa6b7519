import KernelInterface

extension Reference {
  /// The weighted sum of rows of bytes; see `BlendRowsArguments`.
  public static func blendRows(_ arguments: BlendRowsArguments) {
    for index in 0..<arguments.count {
      var sum = 0.0
      for row in 0..<arguments.rowCount {
        sum +=
          Double(arguments.weights[row])
          * Double(arguments.rows[row * arguments.rowStride + index])
      }
      arguments.output[index] = Float(sum)
    }
  }

  /// Four rows times a matrix of blocks; see `ResampleRowsArguments`.
  public static func resampleRows(_ arguments: ResampleRowsArguments, lanes: Int) {
    for row in 0..<ResampleRowsArguments.rowCount {
      for block in 0..<arguments.blockCount {
        for lane in 0..<lanes {
          var sum = 0.0
          for tap in 0..<arguments.depth {
            let weight = arguments.weights[(block * arguments.depth + tap) * lanes + lane]
            let sample = Int(arguments.starts[block]) + tap
            sum += Double(weight) * Double(arguments.input[row * arguments.inputRowStride + sample])
          }
          arguments.output[row * arguments.outputRowStride + block * lanes + lane] = Float(sum)
        }
      }
    }
  }

  /// Four rows of pixels times a matrix; see `ResampleRowsArguments`.
  public static func resamplePixels(_ arguments: ResampleRowsArguments) {
    for row in 0..<ResampleRowsArguments.rowCount {
      for pixel in 0..<arguments.blockCount {
        for channel in 0..<4 {
          var sum = 0.0
          for tap in 0..<arguments.depth {
            let weight = arguments.weights[pixel * arguments.depth + tap]
            let sample = 4 * (Int(arguments.starts[pixel]) + tap) + channel
            sum += Double(weight) * Double(arguments.input[row * arguments.inputRowStride + sample])
          }
          arguments.output[row * arguments.outputRowStride + 4 * pixel + channel] = Float(sum)
        }
      }
    }
  }

  /// Floats to bytes; see `RoundToBytesArguments`.
  public static func roundToBytes(_ arguments: RoundToBytesArguments) {
    for index in 0..<arguments.count {
      let limited = min(max(Double(arguments.input[index]), 0), 255)
      let rounded = (limited * 4096).rounded(.toNearestOrEven) / 4096
      arguments.output[index] = UInt8((rounded + 0.5).rounded(.down))
    }
  }
}
