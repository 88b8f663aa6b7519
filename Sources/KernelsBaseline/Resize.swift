import KernelInterface

/// One output row of a bilinear resize, one vector of channels along all of the row at a time.
///
/// Rows are blended first: neighboring outputs share their columns when enlarging, so that most
/// blended columns are still in a register.
enum ResizeRow {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<ResizeArguments>) {
    let count = arguments.pointee.channelCount
    var channel = 0
    while channel &+ NativeVector.lanes <= count {
      block(NativeVector.self, arguments, channel)
      channel &+= NativeVector.lanes
    }
    #if LEVEL_AVX512
      if channel &+ 8 <= count {
        block(SIMD8<Float>.self, arguments, channel)
        channel &+= 8
      }
    #endif
    #if LEVEL_AVX512 || LEVEL_AVX2
      if channel &+ 4 <= count {
        block(SIMD4<Float>.self, arguments, channel)
        channel &+= 4
      }
    #endif
    while channel < count {
      block(Float.self, arguments, channel)
      channel &+= 1
    }
  }

  @inline(__always)
  static func block<Vector: FloatVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<ResizeArguments>, _ channel: Int
  ) {
    let offsets = arguments.pointee.columnOffsets
    let fractions = arguments.pointee.columnFractions
    let stride = arguments.pointee.outputPixelStride
    let count = arguments.pointee.pixelCount
    var output = arguments.pointee.output + channel
    var leftOffset: Int32 = -1
    var rightOffset: Int32 = -1
    var left = Vector.broadcast(0)
    var right = left
    var pixel = 0
    while pixel < count {
      let nextLeft = offsets[2 &* pixel]
      let nextRight = offsets[2 &* pixel &+ 1]
      if nextLeft != leftOffset || nextRight != rightOffset {
        left =
          nextLeft == rightOffset ? right : column(vector, arguments, Int(nextLeft) &+ channel)
        right = column(vector, arguments, Int(nextRight) &+ channel)
        leftOffset = nextLeft
        rightOffset = nextRight
      }
      left.multiplyAdd(right - left, .broadcast(fractions[pixel])).store(output)
      output += stride
      pixel &+= 1
    }
  }

  /// The blend of the two source rows at one element.
  @inline(__always)
  static func column<Vector: FloatVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<ResizeArguments>, _ offset: Int
  ) -> Vector {
    let top = Vector.load(arguments.pointee.top + offset)
    return top.multiplyAdd(
      .load(arguments.pointee.bottom + offset) - top, .broadcast(arguments.pointee.rowFraction))
  }
}
