/// The vector vocabulary of the kernels: what a body may do with a few floats at once.
///
/// A protocol of our own: generic code over the standard library's `SIMD` never reaches the overloads
/// of the concrete types and runs more than ten times slower. Every witness must inline.
protocol FloatVector: SendableMetatype {
  /// Floats a vector.
  static var lanes: Int { get }
  static func broadcast(_ value: Float) -> Self
  /// Reads `lanes` floats; no alignment needed.
  static func load(_ pointer: UnsafePointer<Float>) -> Self
  /// Writes `lanes` floats; no alignment needed.
  func store(_ pointer: UnsafeMutablePointer<Float>)
  /// Writes the lower half of the lanes to one place, the upper half to another.
  func storeHalves(_ lower: UnsafeMutablePointer<Float>, _ upper: UnsafeMutablePointer<Float>)
  /// Reads what `storeHalves` wrote.
  static func loadHalves(_ lower: UnsafePointer<Float>, _ upper: UnsafePointer<Float>) -> Self
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  /// self + a * b, fused where the level has the instruction.
  func multiplyAdd(_ a: Self, _ b: Self) -> Self
  /// The larger of the two; self where either is NaN.
  func maximum(_ other: Self) -> Self
  /// The smaller of the two; self where either is NaN.
  func minimum(_ other: Self) -> Self
  /// The bit pattern shifted left by 23, as a float: moves a small integer, which stands in the low
  /// bits of self, to the exponent.
  var shiftedToExponent: Self { get }
  /// Sum of the bit patterns, as a float: adds to the exponent.
  func addingBits(_ other: Self) -> Self
  /// Sum of all lanes, by halves.
  var laneSum: Float { get }
}

/// The level's own vector: as wide as its registers. `RestVector` is for the ends of short rows.
#if LEVEL_AVX512
  typealias NativeVector = SIMD16<Float>
  typealias RestVector = SIMD8<Float>
#elseif LEVEL_AVX2
  typealias NativeVector = SIMD8<Float>
  typealias RestVector = NativeVector
#else
  typealias NativeVector = SIMD4<Float>
  typealias RestVector = NativeVector
#endif
