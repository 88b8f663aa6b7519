/// Immutable little-endian elements, usually a slice of the model file's bytes that is shared, not
/// copied.
public struct Constant: Sendable {
  private let bytes: [UInt8]
  private let start: Int

  /// Bytes of all elements.
  public let byteCount: Int

  /// A slice of `bytes` (shared with the caller's array).
  ///
  /// - Precondition: the range lies within `bytes`.
  public init(bytes: [UInt8], range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
    self.bytes = bytes
    self.start = range.lowerBound
    self.byteCount = range.count
  }

  /// A constant of 32-bit floats.
  public init(floats: [Float]) {
    self.init(bytes: floats.withUnsafeBytes(Array.init), range: 0..<(floats.count * 4))
  }

  /// A constant of 32-bit integers.
  public init(int32s: [Int32]) {
    self.init(bytes: int32s.withUnsafeBytes(Array.init), range: 0..<(int32s.count * 4))
  }

  /// Lends the bytes for the length of `body`. They may be unaligned.
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    bytes.withUnsafeBytes { all in
      body(UnsafeRawBufferPointer(rebasing: all[start..<(start + byteCount)]))
    }
  }

  /// The elements as 32-bit floats, converted from `elementType`; nil when it is no float type of
  /// at most 32 bits. Allocates the result.
  public func floats(as elementType: ElementType) -> [Float]? {
    switch elementType {
    case .float32:
      return withBytes { bytes in
        [Float](unsafeUninitializedCapacity: byteCount / 4) { buffer, count in
          UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes.prefix(byteCount / 4 * 4))
          count = byteCount / 4
        }
      }
    case .float16:
      return withBytes { bytes in
        [Float](unsafeUninitializedCapacity: byteCount / 2) { buffer, count in
          count = byteCount / 2
          for index in 0..<count {
            buffer[index] = halfToFloat(
              bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
          }
        }
      }
    default:
      return nil
    }
  }

  /// The elements as integers, from 32- or 64-bit ones; nil for other types. On 32-bit platforms
  /// what does not fit an `Int` becomes the nearest that does. Allocates the result.
  public func integers(as elementType: ElementType) -> [Int]? {
    withBytes { bytes in
      switch elementType {
      case .int32:
        (0..<(byteCount / 4)).map {
          Int(bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Int32.self))
        }
      case .int64:
        (0..<(byteCount / 8)).map {
          Int(clamping: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self))
        }
      default: nil
      }
    }
  }
}

/// IEEE 754 binary16 to binary32, exact for every bit pattern (subnormals, infinities and NaN
/// payloads included); in integer arithmetic, so that it needs no F16C and no runtime call.
@inline(__always)
func halfToFloat(_ half: UInt16) -> Float {
  let sign = UInt32(half & 0x8000) << 16
  let magnitude = UInt32(half & 0x7fff)
  if magnitude >= 0x7c00 {
    return Float(bitPattern: sign | 0x7f80_0000 | (magnitude & 0x3ff) << 13)
  }
  if magnitude >= 0x0400 {
    return Float(bitPattern: sign | (magnitude << 13) &+ 0x3800_0000)
  }
  let subnormal = Float(magnitude) * 0x1p-24
  return Float(bitPattern: sign | subnormal.bitPattern)
}
