// The same witnesses for each width, in full: only concrete types reach the concrete overloads.
// Without FMA, `addingProduct` would call the C library for every lane. WebAssembly's relaxed SIMD has the fused
// form for four lanes alone.

#if RELAXED_SIMD
  import CRelaxedSIMD
#endif

extension SIMD16: FloatVector where Scalar == Float {
  @inline(__always) static var lanes: Int { 16 }
  @inline(__always) static func broadcast(_ value: Float) -> SIMD16<Float> {
    SIMD16<Float>(repeating: value)
  }
  @inline(__always) static func load(_ pointer: UnsafePointer<Float>) -> SIMD16<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<Float>.self)
  }
  @inline(__always) func store(_ pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: SIMD16<Float>.self)
  }
  @inline(__always)
  func storeHalves(_ lower: UnsafeMutablePointer<Float>, _ upper: UnsafeMutablePointer<Float>) {
    lowHalf.store(lower)
    highHalf.store(upper)
  }
  @inline(__always)
  static func loadHalves(_ lower: UnsafePointer<Float>, _ upper: UnsafePointer<Float>) -> SIMD16<
    Float
  > {
    SIMD16<Float>(lowHalf: .load(lower), highHalf: .load(upper))
  }
  @inline(__always) func multiplyAdd(_ a: SIMD16<Float>, _ b: SIMD16<Float>) -> SIMD16<Float> {
    #if RELAXED_SIMD
      SIMD16(
        lowHalf: lowHalf.multiplyAdd(a.lowHalf, b.lowHalf),
        highHalf: highHalf.multiplyAdd(a.highHalf, b.highHalf))
    #elseif LEVEL_BASELINE && !arch(arm64)
      self + a * b
    #else
      addingProduct(a, b)
    #endif
  }
  @inline(__always) func maximum(_ other: SIMD16<Float>) -> SIMD16<Float> {
    replacing(with: other, where: self .< other)
  }
  @inline(__always) func minimum(_ other: SIMD16<Float>) -> SIMD16<Float> {
    replacing(with: other, where: self .> other)
  }
  @inline(__always) var shiftedToExponent: SIMD16<Float> {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD16<UInt32>.self) &<< SIMD16<UInt32>(repeating: 23),
      to: SIMD16<Float>.self)
  }
  @inline(__always) func addingBits(_ other: SIMD16<Float>) -> SIMD16<Float> {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD16<UInt32>.self) &+ unsafeBitCast(other, to: SIMD16<UInt32>.self),
      to: SIMD16<Float>.self)
  }
  @inline(__always) var laneSum: Float { (lowHalf + highHalf).laneSum }
}

extension SIMD8: FloatVector where Scalar == Float {
  @inline(__always) static var lanes: Int { 8 }
  @inline(__always) static func broadcast(_ value: Float) -> SIMD8<Float> {
    SIMD8<Float>(repeating: value)
  }
  @inline(__always) static func load(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
  }
  @inline(__always) func store(_ pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: SIMD8<Float>.self)
  }
  @inline(__always)
  func storeHalves(_ lower: UnsafeMutablePointer<Float>, _ upper: UnsafeMutablePointer<Float>) {
    lowHalf.store(lower)
    highHalf.store(upper)
  }
  @inline(__always)
  static func loadHalves(_ lower: UnsafePointer<Float>, _ upper: UnsafePointer<Float>) -> SIMD8<
    Float
  > {
    SIMD8<Float>(lowHalf: .load(lower), highHalf: .load(upper))
  }
  @inline(__always) func multiplyAdd(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    #if RELAXED_SIMD
      SIMD8(
        lowHalf: lowHalf.multiplyAdd(a.lowHalf, b.lowHalf),
        highHalf: highHalf.multiplyAdd(a.highHalf, b.highHalf))
    #elseif LEVEL_BASELINE && !arch(arm64)
      self + a * b
    #else
      addingProduct(a, b)
    #endif
  }
  @inline(__always) func maximum(_ other: SIMD8<Float>) -> SIMD8<Float> {
    replacing(with: other, where: self .< other)
  }
  @inline(__always) func minimum(_ other: SIMD8<Float>) -> SIMD8<Float> {
    replacing(with: other, where: self .> other)
  }
  @inline(__always) var shiftedToExponent: SIMD8<Float> {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD8<UInt32>.self) &<< SIMD8<UInt32>(repeating: 23),
      to: SIMD8<Float>.self)
  }
  @inline(__always) func addingBits(_ other: SIMD8<Float>) -> SIMD8<Float> {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD8<UInt32>.self) &+ unsafeBitCast(other, to: SIMD8<UInt32>.self),
      to: SIMD8<Float>.self)
  }
  @inline(__always) var laneSum: Float { (lowHalf + highHalf).laneSum }
}

extension SIMD4: FloatVector where Scalar == Float {
  @inline(__always) static var lanes: Int { 4 }
  @inline(__always) static func broadcast(_ value: Float) -> SIMD4<Float> {
    SIMD4<Float>(repeating: value)
  }
  @inline(__always) static func load(_ pointer: UnsafePointer<Float>) -> SIMD4<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Float>.self)
  }
  @inline(__always) func store(_ pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: SIMD4<Float>.self)
  }
  @inline(__always)
  func storeHalves(_ lower: UnsafeMutablePointer<Float>, _ upper: UnsafeMutablePointer<Float>) {
    lowHalf.store(lower)
    highHalf.store(upper)
  }
  @inline(__always)
  static func loadHalves(_ lower: UnsafePointer<Float>, _ upper: UnsafePointer<Float>) -> SIMD4<
    Float
  > {
    SIMD4<Float>(lowHalf: .load(lower), highHalf: .load(upper))
  }
  @inline(__always) func multiplyAdd(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
    #if RELAXED_SIMD
      vbg_multiply_add(a, b, self)
    #elseif LEVEL_BASELINE && !arch(arm64)
      self + a * b
    #else
      addingProduct(a, b)
    #endif
  }
  @inline(__always) func maximum(_ other: SIMD4<Float>) -> SIMD4<Float> {
    replacing(with: other, where: self .< other)
  }
  @inline(__always) func minimum(_ other: SIMD4<Float>) -> SIMD4<Float> {
    replacing(with: other, where: self .> other)
  }
  @inline(__always) var shiftedToExponent: SIMD4<Float> {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD4<UInt32>.self) &<< SIMD4<UInt32>(repeating: 23),
      to: SIMD4<Float>.self)
  }
  @inline(__always) func addingBits(_ other: SIMD4<Float>) -> SIMD4<Float> {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD4<UInt32>.self) &+ unsafeBitCast(other, to: SIMD4<UInt32>.self),
      to: SIMD4<Float>.self)
  }
  @inline(__always) var laneSum: Float { (lowHalf + highHalf).laneSum }
}

extension SIMD2: FloatVector where Scalar == Float {
  @inline(__always) static var lanes: Int { 2 }
  @inline(__always) static func broadcast(_ value: Float) -> SIMD2<Float> {
    SIMD2<Float>(repeating: value)
  }
  @inline(__always) static func load(_ pointer: UnsafePointer<Float>) -> SIMD2<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD2<Float>.self)
  }
  @inline(__always) func store(_ pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: SIMD2<Float>.self)
  }
  @inline(__always)
  func storeHalves(_ lower: UnsafeMutablePointer<Float>, _ upper: UnsafeMutablePointer<Float>) {
    lower.pointee = x
    upper.pointee = y
  }
  @inline(__always)
  static func loadHalves(_ lower: UnsafePointer<Float>, _ upper: UnsafePointer<Float>) -> SIMD2<
    Float
  > {
    SIMD2<Float>(lower.pointee, upper.pointee)
  }
  @inline(__always) func multiplyAdd(_ a: SIMD2<Float>, _ b: SIMD2<Float>) -> SIMD2<Float> {
    #if RELAXED_SIMD
      SIMD4(lowHalf: self, highHalf: self).multiplyAdd(
        SIMD4(lowHalf: a, highHalf: a), SIMD4(lowHalf: b, highHalf: b)
      ).lowHalf
    #elseif LEVEL_BASELINE && !arch(arm64)
      self + a * b
    #else
      addingProduct(a, b)
    #endif
  }
  @inline(__always) func maximum(_ other: SIMD2<Float>) -> SIMD2<Float> {
    replacing(with: other, where: self .< other)
  }
  @inline(__always) func minimum(_ other: SIMD2<Float>) -> SIMD2<Float> {
    replacing(with: other, where: self .> other)
  }
  @inline(__always) var shiftedToExponent: SIMD2<Float> {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD2<UInt32>.self) &<< SIMD2<UInt32>(repeating: 23),
      to: SIMD2<Float>.self)
  }
  @inline(__always) func addingBits(_ other: SIMD2<Float>) -> SIMD2<Float> {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD2<UInt32>.self) &+ unsafeBitCast(other, to: SIMD2<UInt32>.self),
      to: SIMD2<Float>.self)
  }
  @inline(__always) var laneSum: Float { x + y }
}

/// One float, for the channels that no vector covers.
extension Float: FloatVector {
  @inline(__always) static var lanes: Int { 1 }
  @inline(__always) static func broadcast(_ value: Float) -> Float { value }
  @inline(__always) static func load(_ pointer: UnsafePointer<Float>) -> Float { pointer.pointee }
  @inline(__always) func store(_ pointer: UnsafeMutablePointer<Float>) { pointer.pointee = self }
  @inline(__always)
  func storeHalves(_ lower: UnsafeMutablePointer<Float>, _ upper: UnsafeMutablePointer<Float>) {
    lower.pointee = self
  }
  @inline(__always)
  static func loadHalves(_ lower: UnsafePointer<Float>, _ upper: UnsafePointer<Float>) -> Float {
    lower.pointee
  }
  @inline(__always) func multiplyAdd(_ a: Float, _ b: Float) -> Float {
    #if RELAXED_SIMD
      SIMD4(repeating: self).multiplyAdd(SIMD4(repeating: a), SIMD4(repeating: b)).x
    #elseif LEVEL_BASELINE && !arch(arm64)
      self + a * b
    #else
      addingProduct(a, b)
    #endif
  }
  @inline(__always) func maximum(_ other: Float) -> Float { self < other ? other : self }
  @inline(__always) func minimum(_ other: Float) -> Float { self > other ? other : self }
  @inline(__always) var shiftedToExponent: Float { Float(bitPattern: bitPattern &<< 23) }
  @inline(__always) func addingBits(_ other: Float) -> Float {
    Float(bitPattern: bitPattern &+ other.bitPattern)
  }
  @inline(__always) var laneSum: Float { self }
}
