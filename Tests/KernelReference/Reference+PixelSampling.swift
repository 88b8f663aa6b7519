import KernelInterface

extension Reference {
  /// Samples of pixels as a model's input; see `PixelSamplingArguments`.
  public static func pixelSampling(_ arguments: PixelSamplingArguments) {
    for pixel in 0..<arguments.pixelCount {
      for channel in 0..<3 {
        func level(_ row: UnsafePointer<UInt8>, _ column: Int) -> Double {
          Double(row[4 * Int(arguments.columns[column]) + channel])
        }
        var value: Double
        if let bottom = arguments.bottom {
          let fraction = Double(arguments.columnFractions[pixel])
          func across(_ row: UnsafePointer<UInt8>) -> Double {
            let left = level(row, 2 * pixel)
            return left + (level(row, 2 * pixel + 1) - left) * fraction
          }
          let upper = across(arguments.top)
          value = upper + (across(bottom) - upper) * Double(arguments.rowFraction)
        } else {
          value = level(arguments.top, pixel)
        }
        value = value * Double(arguments.scale) + Double(arguments.offset)
        arguments.output[3 * pixel + channel] = Float(value)
      }
    }
  }
}
