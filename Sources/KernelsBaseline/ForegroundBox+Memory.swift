import KernelInterface

#if LEVEL_AVX512
  private typealias HalfWords = SIMD8<UInt32>
  private typealias Words = SIMD16<UInt32>
#elseif LEVEL_AVX2
  private typealias HalfWords = SIMD4<UInt32>
  private typealias Words = SIMD8<UInt32>
#else
  private typealias HalfWords = SIMD2<UInt32>
  private typealias Words = SIMD4<UInt32>
#endif

/// Between bytes in memory and floats in scratch. Reads and writes of memory are exact: what does
/// not fill a vector passes through words in scratch, where vectors may overhang.
extension ForegroundBox {
  /// Fills scratch with alpha, color, and F and B of the coarser level.
  @inline(__always)
  static func load(_ arguments: UnsafePointer<Arguments>, _ window: Window) {
    let step = arguments.pointee.step
    for y in window.top..<window.bottom {
      let frame =
        arguments.pointee.frame + step &* (y &* arguments.pointee.frameStride &+ window.left)
      let alpha =
        arguments.pointee.alpha + step &* (y &* arguments.pointee.alphaStride &+ window.left)
      let loaded = step == 1 ? loadVectors(frame, alpha, window, y) : 0
      if loaded < window.evenCount { loadRest(frame, alpha, step, window, y, from: loaded) }
      let coarse = (y &>> 1) &* arguments.pointee.coarseStride &+ window.left &>> 1
      loadCoarse(
        arguments.pointee.coarseForeground + coarse, window, y, Window.Quantity.foreground)
      loadCoarse(
        arguments.pointee.coarseBackground + coarse, window, y, Window.Quantity.background)
      window.extendBorders(y, from: 0, count: 1)
      window.extendBorders(y, from: Window.Quantity.foreground, count: 6)
    }
  }

  /// Alpha and color of adjacent pixels by whole vectors: how many pixels of each half.
  @inline(__always)
  private static func loadVectors(
    _ frame: UnsafePointer<UInt32>, _ alpha: UnsafePointer<UInt8>, _ window: Window, _ y: Int
  ) -> Int {
    let even = window.halfRow(y, 0)
    let odd = window.halfRow(y, 1)
    let color = Window.Quantity.color &* quantity
    var i = 0
    while i &+ NativeVector.lanes <= window.oddCount {
      let pixels = load(frame + 2 &* i)
      let next = load(frame + (2 &* i &+ NativeVector.lanes))
      storeColors(
        Words(lowHalf: pixels.evenHalf, highHalf: next.evenHalf), even + (i &+ color))
      storeColors(
        Words(lowHalf: pixels.oddHalf, highHalf: next.oddHalf), odd + (i &+ color))
      // Each word holds the alphas of four pixels: even, odd, even, odd.
      let bytes = UnsafeRawPointer(alpha + 2 &* i).loadUnaligned(as: HalfWords.self)
      let byte = HalfWords(repeating: 255)
      storeAlpha(
        interleaved(bytes & byte, (bytes &>> HalfWords(repeating: 16)) & byte), even + i)
      storeAlpha(
        interleaved(
          (bytes &>> HalfWords(repeating: 8)) & byte, bytes &>> HalfWords(repeating: 24)), odd + i)
      i &+= NativeVector.lanes
    }
    return i
  }

  /// Alpha and color one pixel at a time, from the given pixel of each half on.
  @inline(__always)
  private static func loadRest(
    _ frame: UnsafePointer<UInt32>, _ alpha: UnsafePointer<UInt8>, _ step: Int, _ window: Window,
    _ y: Int, from first: Int
  ) {
    for half in 0..<2 {
      let pixels = window.words
      let alphas = pixels + Arguments.halfRowFloatCount
      let count = half == 0 ? window.evenCount : window.oddCount
      var i = first
      var source = (2 &* first &+ half) &* step
      while i < count {
        pixels[i] = frame[source]
        alphas[i] = UInt32(alpha[source])
        source &+= 2 &* step
        i &+= 1
      }
      i = first
      let output = window.halfRow(y, half)
      while i < count {
        storeColors(load(pixels + i), output + (i &+ Window.Quantity.color &* quantity))
        storeAlpha(load(alphas + i), output + i)
        i &+= NativeVector.lanes
      }
    }
  }

  /// The coarser level's colors of a row, each for an even and an odd pixel.
  @inline(__always)
  private static func loadCoarse(
    _ coarse: UnsafePointer<UInt32>, _ window: Window, _ y: Int, _ first: Int
  ) {
    let even = window.halfRow(y, 0) + first &* quantity
    let odd = window.halfRow(y, 1) + first &* quantity
    var i = 0
    while i &+ NativeVector.lanes <= window.evenCount {
      let pixels = load(coarse + i)
      storeColors(pixels, even + i)
      storeColors(pixels, odd + i)
      i &+= NativeVector.lanes
    }
    guard i < window.evenCount else { return }
    let words = window.words
    for index in i..<window.evenCount { words[index] = coarse[index] }
    storeColors(load(words + i), even + i)
    storeColors(load(words + i), odd + i)
  }

  /// Writes F and B of the box; see `ForegroundBoxArguments.background`.
  @inline(__always)
  static func store(_ arguments: UnsafePointer<Arguments>, _ window: Window) {
    let left = arguments.pointee.left
    let count = arguments.pointee.right &- left
    let pixels = UnsafePointer(window.words + (left &- window.left))
    let masks = pixels + 2 &* Arguments.halfRowFloatCount
    for y in arguments.pointee.top..<arguments.pointee.bottom {
      packRow(window, y, Window.Quantity.foreground)
      let output = arguments.pointee.foreground + (y &* arguments.pointee.stride &+ left)
      if let background = arguments.pointee.background {
        copy(pixels, output, count)
        packRow(window, y, Window.Quantity.background)
        copy(pixels, background + (y &* arguments.pointee.stride &+ left), count)
      } else {
        maskRow(window, y)
        let frame = arguments.pointee.frame + (y &* arguments.pointee.frameStride &+ left)
        var x = 0
        while x &+ NativeVector.lanes <= count {
          let mask = load(masks + x)
          store((load(pixels + x) & mask) | (load(frame + x) & ~mask), output + x)
          x &+= NativeVector.lanes
        }
        while x < count {
          output[x] = (pixels[x] & masks[x]) | (frame[x] & ~masks[x])
          x &+= 1
        }
      }
    }
  }

  @inline(__always)
  private static func copy(
    _ words: UnsafePointer<UInt32>, _ output: UnsafeMutablePointer<UInt32>, _ count: Int
  ) {
    var x = 0
    while x &+ NativeVector.lanes <= count {
      store(load(words + x), output + x)
      x &+= NativeVector.lanes
    }
    while x < count {
      output[x] = words[x]
      x &+= 1
    }
  }

  /// Three quantities of a row as the bytes of words, even and odd columns in turns.
  @inline(__always)
  private static func packRow(_ window: Window, _ y: Int, _ first: Int) {
    let even = UnsafePointer(window.halfRow(y, 0) + first &* quantity)
    let odd = UnsafePointer(window.halfRow(y, 1) + first &* quantity)
    var i = 0
    while i < window.evenCount {
      storeInterleaved(packed(even + i), packed(odd + i), window.words + 2 &* i)
      i &+= NativeVector.lanes
    }
  }

  /// The three low bytes where alpha is neither 0 nor 1, in words behind those of `packRow`.
  @inline(__always)
  private static func maskRow(_ window: Window, _ y: Int) {
    let even = UnsafePointer(window.halfRow(y, 0))
    let odd = UnsafePointer(window.halfRow(y, 1))
    let masks = window.words + 2 &* Arguments.halfRowFloatCount
    var i = 0
    while i < window.evenCount {
      storeInterleaved(mask(.load(even + i)), mask(.load(odd + i)), masks + 2 &* i)
      i &+= NativeVector.lanes
    }
  }

  @inline(__always)
  private static func mask(_ alpha: NativeVector) -> Words {
    let zero = Words(repeating: 0)
    return Words(repeating: 0x00FF_FFFF)
      .replacing(with: zero, where: alpha .<= NativeVector.broadcast(0))
      .replacing(with: zero, where: alpha .>= NativeVector.broadcast(1))
  }

  /// The three low bytes of words as three quantities.
  @inline(__always)
  private static func storeColors(_ pixels: Words, _ output: UnsafeMutablePointer<Float>) {
    let byte = Words(repeating: 255)
    float(pixels & byte).store(output)
    float((pixels &>> Words(repeating: 8)) & byte).store(output + quantity)
    float((pixels &>> Words(repeating: 16)) & byte).store(output + 2 &* quantity)
  }

  /// Words 0...255 as floats 0...1. Exact at both ends: x / 255, not x times a reciprocal.
  @inline(__always)
  private static func storeAlpha(_ words: Words, _ output: UnsafeMutablePointer<Float>) {
    (float(words) / .broadcast(255)).store(output)
  }

  @inline(__always)
  private static func packed(_ floats: UnsafePointer<Float>) -> Words {
    byte(floats) | byte(floats + quantity) &<< Words(repeating: 8)
      | byte(floats + 2 &* quantity) &<< Words(repeating: 16)
  }

  /// Floats 0...255, rounded to the nearest integer: adding 2^23 leaves it in the low bits.
  @inline(__always)
  private static func byte(_ floats: UnsafePointer<Float>) -> Words {
    unsafeBitCast(NativeVector.load(floats) + .broadcast(0x1p23), to: Words.self)
      & Words(repeating: 255)
  }

  /// Integers below 2^23 as floats: they are the low bits of 2^23 plus themselves.
  @inline(__always)
  private static func float(_ words: Words) -> NativeVector {
    unsafeBitCast(words | Words(repeating: 0x4B00_0000), to: NativeVector.self)
      - .broadcast(0x1p23)
  }

  @inline(__always)
  private static func storeInterleaved(
    _ even: Words, _ odd: Words, _ output: UnsafeMutablePointer<UInt32>
  ) {
    store(interleaved(even.lowHalf, odd.lowHalf), output)
    store(interleaved(even.highHalf, odd.highHalf), output + NativeVector.lanes)
  }

  @inline(__always)
  private static func interleaved(_ even: HalfWords, _ odd: HalfWords) -> Words {
    var words = Words(repeating: 0)
    words.evenHalf = even
    words.oddHalf = odd
    return words
  }

  @inline(__always)
  private static func load(_ pointer: UnsafePointer<UInt32>) -> Words {
    UnsafeRawPointer(pointer).loadUnaligned(as: Words.self)
  }

  @inline(__always)
  private static func store(_ words: Words, _ pointer: UnsafeMutablePointer<UInt32>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: words, as: Words.self)
  }
}
