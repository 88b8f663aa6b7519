import KernelInterface

extension Reference {
  /// One output row of a bilinear resize; see `ResizeArguments`.
  public static func resize(_ arguments: ResizeArguments) {
    for pixel in 0..<arguments.pixelCount {
      let left = Int(arguments.columnOffsets[2 * pixel])
      let right = Int(arguments.columnOffsets[2 * pixel + 1])
      let columnFraction = Double(arguments.columnFractions[pixel])
      for channel in 0..<arguments.channelCount {
        func across(_ row: UnsafePointer<Float>) -> Double {
          let from = Double(row[left + channel])
          return from + columnFraction * (Double(row[right + channel]) - from)
        }
        let top = across(arguments.top)
        arguments.output[pixel * arguments.outputPixelStride + channel] =
          Float(top + Double(arguments.rowFraction) * (across(arguments.bottom) - top))
      }
    }
  }
}
