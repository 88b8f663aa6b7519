import KernelInterface

/// Weighted sums of rows of bytes: plain loops, two rows at a time, over stretches that stay in the L1.
enum BlendRows {
  /// Elements of a stretch: 4 KB of floats.
  private static var stretch: Int { 1024 }

  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<BlendRowsArguments>) {
    let count = arguments.pointee.count
    var start = 0
    while start < count {
      let left = count &- start
      blend(arguments, start, left < stretch ? left : stretch)
      start &+= stretch
    }
  }

  @inline(__always)
  static func blend(_ arguments: UnsafePointer<BlendRowsArguments>, _ start: Int, _ count: Int) {
    let rows = arguments.pointee.rows + start
    let stride = arguments.pointee.rowStride
    let weights = arguments.pointee.weights
    let output = arguments.pointee.output + start
    let rowCount = arguments.pointee.rowCount
    // An odd number of rows begins with one, so that pairs are left.
    var row = 2 &- rowCount & 1
    if row == 1 {
      let weight = weights[0]
      for index in 0..<count { output[index] = Float(rows[index]) * weight }
    } else {
      let (first, second) = (weights[0], weights[1])
      let next = rows + stride
      for index in 0..<count {
        output[index] = (Float(rows[index]) * first).multiplyAdd(Float(next[index]), second)
      }
    }
    while row < rowCount {
      let (first, second) = (weights[row], weights[row &+ 1])
      let upper = rows + row &* stride
      let lower = upper + stride
      for index in 0..<count {
        output[index] = output[index].multiplyAdd(Float(upper[index]), first)
          .multiplyAdd(Float(lower[index]), second)
      }
      row &+= 2
    }
  }
}

/// Four rows of floats times a matrix of blocks around the diagonal: a vector of weights is loaded once
/// for the four rows, and each sample is broadcast.
enum ResampleRows {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<ResampleRowsArguments>) {
    let inputStride = arguments.pointee.inputRowStride
    let outputStride = arguments.pointee.outputRowStride
    let depth = arguments.pointee.depth
    var weights = arguments.pointee.weights
    var output = arguments.pointee.output
    for block in 0..<arguments.pointee.blockCount {
      var sample = arguments.pointee.input + Int(arguments.pointee.starts[block])
      var sums = InlineArray<4, NativeVector>(repeating: .broadcast(0))
      for _ in 0..<depth {
        let weight = NativeVector.load(weights)
        for row in 0..<4 {
          sums[row] = sums[row].multiplyAdd(.broadcast(sample[row &* inputStride]), weight)
        }
        sample += 1
        weights += NativeVector.lanes
      }
      for row in 0..<4 { sums[row].store(output + row &* outputStride) }
      output += NativeVector.lanes
    }
  }
}

/// Four rows of pixels of four floats, a pixel of each at a time.
enum ResamplePixels {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<ResampleRowsArguments>) {
    let inputStride = arguments.pointee.inputRowStride
    let outputStride = arguments.pointee.outputRowStride
    let depth = arguments.pointee.depth
    var weights = arguments.pointee.weights
    var output = arguments.pointee.output
    for block in 0..<arguments.pointee.blockCount {
      var pixel = arguments.pointee.input + 4 &* Int(arguments.pointee.starts[block])
      var sums = InlineArray<4, SIMD4<Float>>(repeating: .broadcast(0))
      for tap in 0..<depth {
        let weight = SIMD4<Float>.broadcast(weights[tap])
        for row in 0..<4 {
          sums[row] = sums[row].multiplyAdd(.load(pixel + row &* inputStride), weight)
        }
        pixel += 4
      }
      for row in 0..<4 { sums[row].store(output + row &* outputStride) }
      weights += depth
      output += 4
    }
  }
}

/// Floats to bytes: adding 2048 leaves 12 bits of fraction behind the byte.
enum RoundToBytes {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<RoundToBytesArguments>) {
    let input = arguments.pointee.input
    let output = arguments.pointee.output
    for index in 0..<arguments.pointee.count {
      let value = input[index].maximum(0).minimum(255)
      output[index] = UInt8(truncatingIfNeeded: (value + 2048.5).bitPattern &>> 12)
    }
  }
}
