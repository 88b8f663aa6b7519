/// A byte string in the FlatBuffers wire format (little endian), read in place and without a
/// schema.
///
/// Any byte string is safe: each read checks its bounds and throws. Nothing is copied and nothing
/// is assumed about alignment. Reading is lazy and never recursive, so neither depth nor a part
/// that is reachable on many ways costs anything until somebody walks there.
/// Source: the FlatBuffers documentation, "FlatBuffer Internals".
public struct FlatBuffer: Sendable {
  @usableFromInline let bytes: [UInt8]

  /// A reader of `bytes`, whose storage it shares.
  @inlinable
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Bytes in the whole file.
  @inlinable
  public var byteCount: Int { bytes.count }

  /// The four bytes that follow the root offset; nil in a shorter file.
  public var fileIdentifier: ArraySlice<UInt8>? { bytes.count < 8 ? nil : bytes[4..<8] }

  /// The root table, which the file's first four bytes point to.
  public func root() throws(FlatBufferError) -> Table {
    try Table(self, at: follow(at: 0, .rootOffset))
  }

  /// The one place that touches memory: `Scalar`'s bits at a byte offset, after the bounds check.
  @inlinable
  func load<Scalar: FlatBufferScalar>(
    _: Scalar.Type = Scalar.self, at offset: Int, _ part: FlatBufferPart
  ) throws(FlatBufferError) -> Scalar {
    let byteCount = MemoryLayout<Scalar.Bits>.size
    try check(byteCount, at: offset, part)
    return unchecked(at: offset)
  }

  /// `load` without the check, for ranges that were checked before.
  @inlinable
  func unchecked<Scalar: FlatBufferScalar>(at offset: Int) -> Scalar {
    let bits = bytes.withUnsafeBytes {
      $0.loadUnaligned(fromByteOffset: offset, as: Scalar.Bits.self)
    }
    return Scalar(bitPattern: Scalar.Bits(littleEndian: bits))
  }

  /// Tells whether `byteCount` bytes (not negative) lie in the file at `offset`.
  @inlinable
  func check(
    _ byteCount: Int, at offset: Int, _ part: FlatBufferPart
  ) throws(FlatBufferError) {
    guard offset >= 0, offset <= bytes.count, byteCount <= bytes.count - offset else {
      throw .outOfBounds(
        part, offset: offset, expectedByteCount: byteCount, fileByteCount: bytes.count)
    }
  }

  /// Follows the unsigned 32-bit offset that is stored at `position`; always forwards.
  func follow(at position: Int, _ part: FlatBufferPart) throws(FlatBufferError) -> Int {
    let distance = Int(clamping: try load(UInt32.self, at: position, part))
    guard distance > 0 else { throw .pointsToItself(part, offset: position) }
    guard distance < bytes.count - position else {
      throw .pointsOutside(
        part, offset: position, distance: distance, fileByteCount: bytes.count)
    }
    return position + distance
  }

  /// The position of the first element and the number of elements of the vector at `position`.
  func vector(
    at position: Int, elementByteCount: Int, _ part: FlatBufferPart
  ) throws(FlatBufferError) -> (start: Int, count: Int) {
    let count = Int(clamping: try load(UInt32.self, at: position, part))
    let start = position + 4
    guard count <= (bytes.count - start) / elementByteCount else {
      throw .vectorTooLong(
        part, offset: position, count: count, elementByteCount: elementByteCount,
        fileByteCount: bytes.count)
    }
    return (start, count)
  }
}
