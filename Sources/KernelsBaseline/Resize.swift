import KernelInterface

/// One output row of a bilinear resize.
enum ResizeRow {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<ResizeArguments>) {
    let count = arguments.pointee.channelCount
    for pixel in 0..<arguments.pointee.pixelCount {
      var channel = 0
      while channel &+ NativeVector.lanes <= count {
        block(NativeVector.self, arguments, pixel, channel)
        channel &+= NativeVector.lanes
      }
      #if LEVEL_AVX512
        if channel &+ 8 <= count {
          block(SIMD8<Float>.self, arguments, pixel, channel)
          channel &+= 8
        }
      #endif
      #if LEVEL_AVX512 || LEVEL_AVX2
        if channel &+ 4 <= count {
          block(SIMD4<Float>.self, arguments, pixel, channel)
          channel &+= 4
        }
      #endif
      while channel < count {
        block(Float.self, arguments, pixel, channel)
        channel &+= 1
      }
    }
  }

  @inline(__always)
  static func block<Vector: FloatVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<ResizeArguments>, _ pixel: Int, _ channel: Int
  ) {
    let left = Int(arguments.pointee.columnOffsets[2 &* pixel]) &+ channel
    let right = Int(arguments.pointee.columnOffsets[2 &* pixel &+ 1]) &+ channel
    let columnFraction = Vector.broadcast(arguments.pointee.columnFractions[pixel])
    let top = lerp(
      vector, arguments.pointee.top + left, arguments.pointee.top + right, columnFraction)
    let bottom = lerp(
      vector, arguments.pointee.bottom + left, arguments.pointee.bottom + right, columnFraction)
    top.multiplyAdd(bottom - top, .broadcast(arguments.pointee.rowFraction))
      .store(arguments.pointee.output + (pixel &* arguments.pointee.outputPixelStride &+ channel))
  }

  @inline(__always)
  static func lerp<Vector: FloatVector>(
    _ vector: Vector.Type, _ from: UnsafePointer<Float>, _ to: UnsafePointer<Float>,
    _ fraction: Vector
  ) -> Vector {
    let start = Vector.load(from)
    return start.multiplyAdd(.load(to) - start, fraction)
  }
}
