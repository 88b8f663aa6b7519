import KernelInterface

/// Samples of RGBA rows as floats, a chunk at a time: pixels are gathered one by one, and computed
/// with a channel at a time in whole vectors, which the compiler finds.
enum PixelSampling {
  /// Four rows of gathered pixels, then four of floats.
  typealias Memory = InlineArray<256, UInt32>

  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<PixelSamplingArguments>) {
    let target = SampleTarget(
      output: arguments.pointee.output, count: arguments.pointee.pixelCount,
      scale: arguments.pointee.scale, offset: arguments.pointee.offset)
    if let bottom = arguments.pointee.bottom {
      bilinear(
        arguments.pointee.top, bottom, arguments.pointee.rowFraction, arguments.pointee.columns,
        arguments.pointee.columnFractions, target)
    } else {
      nearest(arguments.pointee.top, arguments.pointee.columns, target)
    }
  }

  /// Never inlined, so that all pointers are parameters: these cannot point to its scratch.
  @inline(never)
  static func nearest(
    _ row: UnsafePointer<UInt8>, _ columns: UnsafePointer<Int32>, _ target: SampleTarget
  ) {
    var memory = Memory(repeating: 0)
    nearest(row, columns, target, scratch: &memory)
  }

  /// Inlined, so that the compiler sees that nothing else points to the scratch rows.
  @inline(__always)
  private static func nearest(
    _ row: UnsafePointer<UInt8>, _ columns: UnsafePointer<Int32>, _ target: SampleTarget,
    scratch memory: UnsafeMutableRawPointer
  ) {
    let scratch = SampleScratch(base: memory)
    var first = 0
    while first < target.count {
      let count = scratch.count(target.count &- first)
      let words = scratch.words(0)
      for index in 0..<count { words[index] = load32(row, Int(columns[first &+ index])) }
      for channel in 0..<3 {
        let shift = UInt32(truncatingIfNeeded: 8 &* channel)
        let values = scratch.floats(channel)
        for lane in 0..<chunkPixelCount {
          values[lane] = level(words[lane], shift) * target.scale + target.offset
        }
      }
      scratch.write(target.output + 3 &* first, count)
      first &+= chunkPixelCount
    }
  }

  /// Never inlined; see `nearest`.
  @inline(never)
  static func bilinear(
    _ top: UnsafePointer<UInt8>, _ bottom: UnsafePointer<UInt8>, _ rowFraction: Float,
    _ columns: UnsafePointer<Int32>, _ fractions: UnsafePointer<Float>, _ target: SampleTarget
  ) {
    var memory = Memory(repeating: 0)
    bilinear(top, bottom, rowFraction, columns, fractions, target, scratch: &memory)
  }

  @inline(__always)
  private static func bilinear(
    _ top: UnsafePointer<UInt8>, _ bottom: UnsafePointer<UInt8>, _ rowFraction: Float,
    _ columns: UnsafePointer<Int32>, _ fractions: UnsafePointer<Float>, _ target: SampleTarget,
    scratch memory: UnsafeMutableRawPointer
  ) {
    let scratch = SampleScratch(base: memory)
    var first = 0
    while first < target.count {
      let count = scratch.count(target.count &- first)
      scratch.gather(top, bottom, columns + 2 &* first, count)
      let weights = scratch.weights
      for index in 0..<count { weights[index] = fractions[first &+ index] }
      for channel in 0..<3 {
        blend(scratch, channel, rowFraction, target)
      }
      scratch.write(target.output + 3 &* first, count)
      first &+= chunkPixelCount
    }
  }

  @inline(__always)
  static func blend(
    _ scratch: SampleScratch, _ channel: Int, _ rowFraction: Float, _ target: SampleTarget
  ) {
    let shift = UInt32(truncatingIfNeeded: 8 &* channel)
    let topLeft = scratch.words(0)
    let topRight = scratch.words(1)
    let bottomLeft = scratch.words(2)
    let bottomRight = scratch.words(3)
    let weights = scratch.weights
    let values = scratch.floats(channel)
    for lane in 0..<chunkPixelCount {
      let upper = lerp(
        level(topLeft[lane], shift), level(topRight[lane], shift), weights[lane])
      let lower = lerp(
        level(bottomLeft[lane], shift), level(bottomRight[lane], shift), weights[lane])
      values[lane] = lerp(upper, lower, rowFraction) * target.scale + target.offset
    }
  }

  @inline(__always)
  static func lerp(_ a: Float, _ b: Float, _ fraction: Float) -> Float {
    a + (b - a) * fraction
  }

  /// A byte of a pixel.
  @inline(__always)
  static func level(_ word: UInt32, _ shift: UInt32) -> Float {
    Float(Int32(truncatingIfNeeded: word &>> shift & 0xff))
  }
}

/// Destination of samples, and their scale.
struct SampleTarget {
  let output: UnsafeMutablePointer<Float>
  let count: Int
  let scale: Float
  let offset: Float
}

/// Rows of a chunk.
struct SampleScratch {
  let base: UnsafeMutableRawPointer

  /// Gathered pixels, row 0...3.
  @inline(__always)
  func words(_ index: Int) -> UnsafeMutablePointer<UInt32> {
    (base + index &* 128).assumingMemoryBound(to: UInt32.self)
  }

  /// Results of a channel.
  @inline(__always)
  func floats(_ channel: Int) -> UnsafeMutablePointer<Float> {
    (base + (512 &+ channel &* 128)).assumingMemoryBound(to: Float.self)
  }

  /// Shares of the right pixels.
  @inline(__always)
  var weights: UnsafeMutablePointer<Float> {
    (base + 896).assumingMemoryBound(to: Float.self)
  }

  /// Samples of a chunk when `left` are left.
  @inline(__always)
  func count(_ left: Int) -> Int { left < chunkPixelCount ? left : chunkPixelCount }

  /// Left and right pixels of both rows.
  @inline(__always)
  func gather(
    _ top: UnsafePointer<UInt8>, _ bottom: UnsafePointer<UInt8>,
    _ columns: UnsafePointer<Int32>, _ count: Int
  ) {
    let (topLeft, topRight) = (words(0), words(1))
    let (bottomLeft, bottomRight) = (words(2), words(3))
    for index in 0..<count {
      let left = Int(columns[2 &* index])
      let right = Int(columns[2 &* index &+ 1])
      topLeft[index] = load32(top, left)
      topRight[index] = load32(top, right)
      bottomLeft[index] = load32(bottom, left)
      bottomRight[index] = load32(bottom, right)
    }
  }

  /// Red, green and blue in turn.
  @inline(__always)
  func write(_ output: UnsafeMutablePointer<Float>, _ count: Int) {
    let (red, green, blue) = (floats(0), floats(1), floats(2))
    for index in 0..<count {
      output[3 &* index] = red[index]
      output[3 &* index &+ 1] = green[index]
      output[3 &* index &+ 2] = blue[index]
    }
  }
}
