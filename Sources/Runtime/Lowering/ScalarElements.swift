import Memory

/// Elements of any type, one at a time: what operators that few models have are computed with. Floats are
/// computed in Double and rounded once, integers and truth values in 64 bits.
struct ScalarElements {
  let elementType: ElementType
  private let base: UnsafeMutableRawPointer

  init(_ view: TensorView, offset: Int, _ memory: StepMemory) {
    elementType = view.elementType
    base = memory.buffers[view.buffer] + offset * view.elementType.byteCount
  }

  /// All elements of a view from its first one.
  init(_ view: TensorView, _ memory: StepMemory) {
    self.init(view, offset: view.offset, memory)
  }

  var isReal: Bool { elementType.isReal }

  /// Bytes of an element.
  func place(_ index: Int) -> UnsafeMutableRawPointer { base + index * elementType.byteCount }

  private func at<Element>(_ index: Int, _: Element.Type) -> UnsafeMutablePointer<Element> {
    base.assumingMemoryBound(to: Element.self) + index
  }

  /// An element as a real number.
  func real(_ index: Int) -> Double {
    switch elementType {
    case .float32: Double(at(index, Float.self).pointee)
    case .float64: at(index, Double.self).pointee
    case .float16: Double(floatOfHalf(at(index, UInt16.self).pointee))
    case .uint64: Double(at(index, UInt64.self).pointee)
    default: Double(integer(index))
    }
  }

  /// An element as an integer: fractions are cut off, numbers beyond 64 bits become the nearest.
  func integer(_ index: Int) -> Int64 {
    switch elementType {
    case .int32: Int64(at(index, Int32.self).pointee)
    case .int64: at(index, Int64.self).pointee
    case .int8: Int64(at(index, Int8.self).pointee)
    case .uint8: Int64(at(index, UInt8.self).pointee)
    case .int16: Int64(at(index, Int16.self).pointee)
    case .uint16: Int64(at(index, UInt16.self).pointee)
    case .uint32: Int64(at(index, UInt32.self).pointee)
    case .uint64: Int64(truncatingIfNeeded: at(index, UInt64.self).pointee)
    case .bool: at(index, UInt8.self).pointee == 0 ? 0 : 1
    case .float16, .float32, .float64: nearestInteger(real(index))
    }
  }

  /// Writes a real number: to integers cut off, to truth values whether it is not 0.
  func store(_ value: Double, at index: Int) {
    switch elementType {
    case .float32: at(index, Float.self).pointee = Float(value)
    case .float64: at(index, Double.self).pointee = value
    case .float16: at(index, UInt16.self).pointee = halfOfFloat(Float(value))
    case .bool: at(index, UInt8.self).pointee = value == 0 ? 0 : 1
    case .int8: at(index, Int8.self).pointee = Int8(clamping: nearestInteger(value))
    case .uint8: at(index, UInt8.self).pointee = UInt8(clamping: nearestInteger(value))
    case .int16: at(index, Int16.self).pointee = Int16(clamping: nearestInteger(value))
    case .uint16: at(index, UInt16.self).pointee = UInt16(clamping: nearestInteger(value))
    case .int32: at(index, Int32.self).pointee = Int32(clamping: nearestInteger(value))
    case .uint32: at(index, UInt32.self).pointee = UInt32(clamping: nearestInteger(value))
    case .int64: at(index, Int64.self).pointee = nearestInteger(value)
    case .uint64:
      at(index, UInt64.self).pointee =
        value >= 0x1p64 ? .max : value > 0 ? UInt64(value) : 0
    }
  }

  /// Writes an integer, its low bits where the type is smaller.
  func store(_ value: Int64, at index: Int) {
    switch elementType {
    case .float32: at(index, Float.self).pointee = Float(value)
    case .float64: at(index, Double.self).pointee = Double(value)
    case .float16: at(index, UInt16.self).pointee = halfOfFloat(Float(value))
    case .bool: at(index, UInt8.self).pointee = value == 0 ? 0 : 1
    case .int8, .uint8: at(index, UInt8.self).pointee = UInt8(truncatingIfNeeded: value)
    case .int16, .uint16: at(index, UInt16.self).pointee = UInt16(truncatingIfNeeded: value)
    case .int32, .uint32: at(index, UInt32.self).pointee = UInt32(truncatingIfNeeded: value)
    case .int64, .uint64: at(index, UInt64.self).pointee = UInt64(truncatingIfNeeded: value)
    }
  }

  /// Copies an element of another tensor of the same type.
  func copy(_ source: ScalarElements, from other: Int, to index: Int) {
    place(index).copyMemory(from: source.place(other), byteCount: elementType.byteCount)
  }
}

extension ElementType {
  /// Whether elements are floats.
  var isReal: Bool {
    switch self {
    case .float16, .float32, .float64: true
    default: false
    }
  }
}

/// The number without its fraction, or the nearest of 64 bits; 0 for NaN.
private func nearestInteger(_ value: Double) -> Int64 {
  guard value == value else { return 0 }
  return value >= 0x1p63 ? .max : value <= -0x1p63 ? .min : Int64(value)
}

/// IEEE 754 binary16 as a float, exact.
private func floatOfHalf(_ half: UInt16) -> Float {
  let sign = UInt32(half & 0x8000) << 16
  let magnitude = UInt32(half & 0x7fff)
  if magnitude >= 0x7c00 {
    return Float(bitPattern: sign | 0x7f80_0000 | (magnitude & 0x3ff) << 13)
  }
  // The exponents' biases differ by 112; subnormals come right by the same product.
  let scaled = Float(bitPattern: magnitude << 13) * 0x1p112
  return Float(bitPattern: scaled.bitPattern | sign)
}

/// The nearest binary16, of two equally near the even one.
private func halfOfFloat(_ value: Float) -> UInt16 {
  let sign = UInt16(truncatingIfNeeded: value.bitPattern >> 16) & 0x8000
  let magnitude = Float(bitPattern: value.bitPattern & 0x7fff_ffff)
  if value != value { return sign | 0x7e00 }
  if magnitude >= 65520 { return sign | 0x7c00 }
  if magnitude < 0x1p-14 {
    // Adding this rounds to a multiple of the least subnormal, whose count stays in the low bits.
    return sign | UInt16(truncatingIfNeeded: (magnitude + 0.5).bitPattern &- Float(0.5).bitPattern)
  }
  let bits = magnitude.bitPattern
  let rounded = bits &+ 0xfff &+ ((bits >> 13) & 1)
  return sign | UInt16(truncatingIfNeeded: (rounded &- 0x3800_0000) >> 13)
}
