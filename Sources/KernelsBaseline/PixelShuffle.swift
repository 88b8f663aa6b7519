import KernelInterface

/// Rows of pixels in another order of bytes.
enum PixelShuffle {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<PixelShuffleArguments>) {
    let input = arguments.pointee.input
    let output = arguments.pointee.output
    let count = arguments.pointee.pixelCount
    switch arguments.pointee.kind {
    case .swapRedBlue: swapRedBlue(input, output, count)
    case .addAlpha: addAlpha(input, output, count)
    case .dropAlpha: dropAlpha(input, output, count)
    }
  }

  @inline(never)
  static func swapRedBlue(
    _ input: UnsafePointer<UInt8>, _ output: UnsafeMutablePointer<UInt8>, _ count: Int
  ) {
    for pixel in 0..<count {
      let word = load32(input, pixel)
      store32(
        word & 0xff00_ff00 | word &>> 16 & 0xff | (word & 0xff) &<< 16, output, pixel)
    }
  }

  @inline(never)
  static func addAlpha(
    _ input: UnsafePointer<UInt8>, _ output: UnsafeMutablePointer<UInt8>, _ count: Int
  ) {
    var pixel = 0
    #if LEVEL_BASELINE && arch(x86_64)
      // SSE2 has no byte shuffle: whole words, which read a byte of the next pixel, are faster.
      while pixel &+ 1 < count {
        let word = UnsafeRawPointer(input + 3 &* pixel).loadUnaligned(as: UInt32.self)
        store32(word | 0xff00_0000, output, pixel)
        pixel &+= 1
      }
    #endif
    while pixel < count {
      output[4 &* pixel] = input[3 &* pixel]
      output[4 &* pixel &+ 1] = input[3 &* pixel &+ 1]
      output[4 &* pixel &+ 2] = input[3 &* pixel &+ 2]
      output[4 &* pixel &+ 3] = 255
      pixel &+= 1
    }
  }

  @inline(never)
  static func dropAlpha(
    _ input: UnsafePointer<UInt8>, _ output: UnsafeMutablePointer<UInt8>, _ count: Int
  ) {
    var pixel = 0
    #if LEVEL_BASELINE && arch(x86_64)
      // Whole words, whose alpha the next pixel overwrites.
      while pixel &+ 1 < count {
        let place = UnsafeMutableRawPointer(output + 3 &* pixel)
        place.storeBytes(of: load32(input, pixel), as: UInt32.self)
        pixel &+= 1
      }
    #endif
    while pixel < count {
      output[3 &* pixel] = input[4 &* pixel]
      output[3 &* pixel &+ 1] = input[4 &* pixel &+ 1]
      output[3 &* pixel &+ 2] = input[4 &* pixel &+ 2]
      pixel &+= 1
    }
  }
}
