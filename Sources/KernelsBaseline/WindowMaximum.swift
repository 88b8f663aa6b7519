import KernelInterface

/// Largest elements of windows, one vector of channels at a time.
enum WindowMaximum {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<WindowMaximumArguments>) {
    let count = arguments.pointee.channelCount
    for pixel in 0..<arguments.pointee.pixelCount {
      let input = arguments.pointee.input + pixel &* arguments.pointee.columnStep
      let output = arguments.pointee.output + pixel &* arguments.pointee.outputPixelStride
      if count >= NativeVector.lanes {
        blocks(NativeVector.self, arguments, input, output, count)
      } else if count >= RestVector.lanes {
        blocks(RestVector.self, arguments, input, output, count)
      } else {
        blocks(Float.self, arguments, input, output, count)
      }
    }
  }

  /// All channels by whole vectors, the last of which ends with them and computes some again.
  @inline(__always)
  private static func blocks<Vector: FloatVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<WindowMaximumArguments>,
    _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    var channel = 0
    while channel &+ Vector.lanes <= count {
      block(vector, arguments, input + channel, output + channel)
      channel &+= Vector.lanes
    }
    if channel < count {
      let last = count &- Vector.lanes
      block(vector, arguments, input + last, output + last)
    }
  }

  @inline(__always)
  private static func block<Vector: FloatVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<WindowMaximumArguments>,
    _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>
  ) {
    let stride = arguments.pointee.inputPixelStride
    var largest = Vector.broadcast(-.greatestFiniteMagnitude)
    for row in 0..<arguments.pointee.rowCount {
      var pixel = input + row &* arguments.pointee.inputRowStride
      for _ in 0..<arguments.pointee.columnCount {
        largest = largest.maximum(.load(pixel))
        pixel += stride
      }
    }
    largest.maximum(.broadcast(arguments.pointee.lower))
      .minimum(.broadcast(arguments.pointee.upper)).store(output)
  }
}
