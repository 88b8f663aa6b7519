// The same witnesses for each width, in full: only concrete types reach the concrete overloads.

extension SIMD16: PixelVector where Scalar == Float {
  @inline(__always)
  static func loadWords(_ pointer: UnsafePointer<UInt32>) -> SIMD16<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<Float>.self)
  }
  @inline(__always) func storeWords(_ pointer: UnsafeMutablePointer<UInt32>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: SIMD16<Float>.self)
  }
  @inline(__always) static func broadcastWord(_ word: UInt32) -> SIMD16<Float> {
    unsafeBitCast(SIMD16<UInt32>(repeating: word), to: SIMD16<Float>.self)
  }
  @inline(__always) func bitAnd(_ other: SIMD16<Float>) -> SIMD16<Float> {
    unsafeBitCast(words & other.words, to: SIMD16<Float>.self)
  }
  @inline(__always) func bitOr(_ other: SIMD16<Float>) -> SIMD16<Float> {
    unsafeBitCast(words | other.words, to: SIMD16<Float>.self)
  }
  @inline(__always) func shiftedLeft(_ bitCount: UInt32) -> SIMD16<Float> {
    unsafeBitCast(words &<< SIMD16<UInt32>(repeating: bitCount), to: SIMD16<Float>.self)
  }
  @inline(__always) func shiftedRight(_ bitCount: UInt32) -> SIMD16<Float> {
    unsafeBitCast(words &>> SIMD16<UInt32>(repeating: bitCount), to: SIMD16<Float>.self)
  }
  @inline(__always) private var words: SIMD16<UInt32> {
    unsafeBitCast(self, to: SIMD16<UInt32>.self)
  }
}

extension SIMD8: PixelVector where Scalar == Float {
  @inline(__always)
  static func loadWords(_ pointer: UnsafePointer<UInt32>) -> SIMD8<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
  }
  @inline(__always) func storeWords(_ pointer: UnsafeMutablePointer<UInt32>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: SIMD8<Float>.self)
  }
  @inline(__always) static func broadcastWord(_ word: UInt32) -> SIMD8<Float> {
    unsafeBitCast(SIMD8<UInt32>(repeating: word), to: SIMD8<Float>.self)
  }
  @inline(__always) func bitAnd(_ other: SIMD8<Float>) -> SIMD8<Float> {
    unsafeBitCast(words & other.words, to: SIMD8<Float>.self)
  }
  @inline(__always) func bitOr(_ other: SIMD8<Float>) -> SIMD8<Float> {
    unsafeBitCast(words | other.words, to: SIMD8<Float>.self)
  }
  @inline(__always) func shiftedLeft(_ bitCount: UInt32) -> SIMD8<Float> {
    unsafeBitCast(words &<< SIMD8<UInt32>(repeating: bitCount), to: SIMD8<Float>.self)
  }
  @inline(__always) func shiftedRight(_ bitCount: UInt32) -> SIMD8<Float> {
    unsafeBitCast(words &>> SIMD8<UInt32>(repeating: bitCount), to: SIMD8<Float>.self)
  }
  @inline(__always) private var words: SIMD8<UInt32> {
    unsafeBitCast(self, to: SIMD8<UInt32>.self)
  }
}

extension SIMD4: PixelVector where Scalar == Float {
  @inline(__always)
  static func loadWords(_ pointer: UnsafePointer<UInt32>) -> SIMD4<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Float>.self)
  }
  @inline(__always) func storeWords(_ pointer: UnsafeMutablePointer<UInt32>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: SIMD4<Float>.self)
  }
  @inline(__always) static func broadcastWord(_ word: UInt32) -> SIMD4<Float> {
    unsafeBitCast(SIMD4<UInt32>(repeating: word), to: SIMD4<Float>.self)
  }
  @inline(__always) func bitAnd(_ other: SIMD4<Float>) -> SIMD4<Float> {
    unsafeBitCast(words & other.words, to: SIMD4<Float>.self)
  }
  @inline(__always) func bitOr(_ other: SIMD4<Float>) -> SIMD4<Float> {
    unsafeBitCast(words | other.words, to: SIMD4<Float>.self)
  }
  @inline(__always) func shiftedLeft(_ bitCount: UInt32) -> SIMD4<Float> {
    unsafeBitCast(words &<< SIMD4<UInt32>(repeating: bitCount), to: SIMD4<Float>.self)
  }
  @inline(__always) func shiftedRight(_ bitCount: UInt32) -> SIMD4<Float> {
    unsafeBitCast(words &>> SIMD4<UInt32>(repeating: bitCount), to: SIMD4<Float>.self)
  }
  @inline(__always) private var words: SIMD4<UInt32> {
    unsafeBitCast(self, to: SIMD4<UInt32>.self)
  }
}

extension Float: PixelVector {
  @inline(__always) static func loadWords(_ pointer: UnsafePointer<UInt32>) -> Float {
    Float(bitPattern: pointer.pointee)
  }
  @inline(__always) func storeWords(_ pointer: UnsafeMutablePointer<UInt32>) {
    pointer.pointee = bitPattern
  }
  @inline(__always) static func broadcastWord(_ word: UInt32) -> Float { Float(bitPattern: word) }
  @inline(__always) func bitAnd(_ other: Float) -> Float {
    Float(bitPattern: bitPattern & other.bitPattern)
  }
  @inline(__always) func bitOr(_ other: Float) -> Float {
    Float(bitPattern: bitPattern | other.bitPattern)
  }
  @inline(__always) func shiftedLeft(_ bitCount: UInt32) -> Float {
    Float(bitPattern: bitPattern &<< bitCount)
  }
  @inline(__always) func shiftedRight(_ bitCount: UInt32) -> Float {
    Float(bitPattern: bitPattern &>> bitCount)
  }
}
