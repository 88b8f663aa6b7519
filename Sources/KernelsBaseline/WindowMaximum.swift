import KernelInterface

/// Largest elements of windows, one vector of channels at a time.
enum WindowMaximum {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<WindowMaximumArguments>) {
    let count = arguments.pointee.channelCount
    for pixel in 0..<arguments.pointee.pixelCount {
      let input = arguments.pointee.input + pixel &* arguments.pointee.columnStep
      let output = arguments.pointee.output + pixel &* arguments.pointee.outputPixelStride
      var channel = 0
      while channel &+ NativeVector.lanes <= count {
        block(NativeVector.self, arguments, input + channel, output + channel)
        channel &+= NativeVector.lanes
      }
      while channel &+ RestVector.lanes <= count {
        block(RestVector.self, arguments, input + channel, output + channel)
        channel &+= RestVector.lanes
      }
      while channel < count {
        block(Float.self, arguments, input + channel, output + channel)
        channel &+= 1
      }
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
