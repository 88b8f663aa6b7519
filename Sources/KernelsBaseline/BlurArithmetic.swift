// `BlurGroup` again: read from another module, each of its constants is a call.

/// `BlurGroup.width`
let blurGroupWidth = 32
/// `BlurGroup.mixed`
let blurMixedKind: UInt8 = 0
/// `BlurGroup.background`
let blurBackgroundKind: UInt8 = 1
/// `BlurGroup.person`
let blurPersonKind: UInt8 = 2

/// Values of one group on their way through loops. The vectorizer keeps them in registers, and needs no
/// proof that they lie apart from the rows that are read. Helpers take them `inout`: passed by value,
/// they would be copied for every element.
typealias BlurGroupValues = InlineArray<32, UInt16>

extension InlineArray where Element == UInt16, count == 32 {
  /// Zeros, without the standard library's generic initializer, which is not inlined.
  @inline(__always) static var zero: Self { unsafeBitCast(SIMD32<UInt16>(), to: Self.self) }
}

extension InlineArray where Element == UInt32, count == 32 {
  @inline(__always) static var zero: Self { unsafeBitCast(SIMD32<UInt32>(), to: Self.self) }
}

extension InlineArray where Element == UInt32, count == 16 {
  @inline(__always) static var zero: Self { unsafeBitCast(SIMD16<UInt32>(), to: Self.self) }
}

extension InlineArray where Element == Float, count == 32 {
  @inline(__always) static var zero: Self { unsafeBitCast(SIMD32<Float>(), to: Self.self) }
}

/// A byte as the blur keeps it: 128 * c + `blurRounding`.
let blurRounding: UInt16 = 67

/// The bits of the byte in a value.
let blurByteBits: UInt16 = 0xff80

/// The nine taps of a pass: the center, and above or left of it (`a`) and below or right (`b`), nearest
/// first.
struct BlurTaps {
  var center: UnsafePointer<UInt16>
  var a1: UnsafePointer<UInt16>
  var b1: UnsafePointer<UInt16>
  var a2: UnsafePointer<UInt16>
  var b2: UnsafePointer<UInt16>
  var a3: UnsafePointer<UInt16>
  var b3: UnsafePointer<UInt16>
  var a4: UnsafePointer<UInt16>
  var b4: UnsafePointer<UInt16>

  /// The taps of a value in a row.
  @inline(__always)
  init(along row: UnsafePointer<UInt16>) {
    center = row
    a1 = row - 1
    b1 = row + 1
    a2 = row - 2
    b2 = row + 2
    a3 = row - 3
    b3 = row + 3
    a4 = row - 4
    b4 = row + 4
  }

  /// The taps of a value in a column: `slots[0 ... 8]` are the rows of a ring.
  @inline(__always)
  init(down ring: UnsafePointer<UInt16>, _ slots: UnsafePointer<Int>, rowStride: Int) {
    center = ring + slots[4] &* rowStride
    a1 = ring + slots[3] &* rowStride
    b1 = ring + slots[5] &* rowStride
    a2 = ring + slots[2] &* rowStride
    b2 = ring + slots[6] &* rowStride
    a3 = ring + slots[1] &* rowStride
    b3 = ring + slots[7] &* rowStride
    a4 = ring + slots[0] &* rowStride
    b4 = ring + slots[8] &* rowStride
  }

  /// The taps' weighted sums for the group that begins `offset` values on. Two values must not add up
  /// to more than 16 bits.
  @inline(__always)
  func sum<Weights: BlurWeights>(
    _ offset: Int, _ weights: Weights, into sums: inout BlurGroupValues
  ) {
    let (c, a1, b1, a2, b2) = (center + offset, a1 + offset, b1 + offset, a2 + offset, b2 + offset)
    let (a3, b3, a4, b4) = (a3 + offset, b3 + offset, a4 + offset, b4 + offset)
    for i in 0..<blurGroupWidth {
      let near =
        highProduct(c[i], weights.center(i)) &+ highProduct(a1[i] &+ b1[i], weights.first(i))
        &+ highProduct(a2[i] &+ b2[i], weights.second(i))
      sums[i] =
        near &+ highProduct(a3[i] &+ b3[i], weights.third(i))
        &+ highProduct(a4[i] &+ b4[i], weights.fourth(i))
    }
  }
}

/// The weights of a pass, in 1/65536, for value `i` of a group, which makes no difference but to the
/// vectorizer.
protocol BlurWeights {
  func center(_ i: Int) -> UInt16
  func first(_ i: Int) -> UInt16
  func second(_ i: Int) -> UInt16
  func third(_ i: Int) -> UInt16
  func fourth(_ i: Int) -> UInt16
}

/// Any weights, `[5, blurGroupWidth]`: vectors in memory.
struct StoredBlurWeights: BlurWeights {
  let weights: UnsafePointer<UInt16>

  @inline(__always) func center(_ i: Int) -> UInt16 { weights[i] }
  @inline(__always) func first(_ i: Int) -> UInt16 { weights[blurGroupWidth &+ i] }
  @inline(__always) func second(_ i: Int) -> UInt16 { weights[2 &* blurGroupWidth &+ i] }
  @inline(__always) func third(_ i: Int) -> UInt16 { weights[3 &* blurGroupWidth &+ i] }
  @inline(__always) func fourth(_ i: Int) -> UInt16 { weights[4 &* blurGroupWidth &+ i] }
}

/// The browser demo's weights. Constants stay in registers, which saves a third of the loads.
struct DemoBlurWeights: BlurWeights {
  @inline(__always) func center(_ i: Int) -> UInt16 { 14878 }
  @inline(__always) func first(_ i: Int) -> UInt16 { 12753 }
  @inline(__always) func second(_ i: Int) -> UInt16 { 7971 }
  @inline(__always) func third(_ i: Int) -> UInt16 { 3542 }
  @inline(__always) func fourth(_ i: Int) -> UInt16 { 1063 }

  /// Tells whether stored weights are these.
  @inline(__always)
  func areEqual(_ weights: UnsafePointer<UInt16>) -> Bool {
    let stored = StoredBlurWeights(weights: weights)
    return stored.center(0) == center(0) && stored.first(0) == first(0)
      && stored.second(0) == second(0) && stored.third(0) == third(0)
      && stored.fourth(0) == fourth(0)
  }
}

/// Copies a group's values to memory.
@inline(__always)
func store(_ values: inout BlurGroupValues, _ output: UnsafeMutablePointer<UInt16>) {
  for i in 0..<blurGroupWidth { output[i] = values[i] }
}

/// Writes a group of RGBA pixels from three planes of the blur's values.
@inline(__always)
func packPixels(
  _ planes: UnsafePointer<UInt16>, planeStride: Int, _ pixels: UnsafeMutablePointer<UInt32>
) {
  let green = planes + planeStride
  let blue = green + planeStride
  var group = InlineArray<32, UInt32>.zero
  for i in 0..<blurGroupWidth {
    let low = (planes[i] &>> 7) | ((green[i] &<< 1) & 0xff00)
    group[i] = UInt32(low) | UInt32(blue[i] &>> 7) &<< 16 | 0xff00_0000
  }
  for i in 0..<blurGroupWidth { pixels[i] = group[i] }
}
