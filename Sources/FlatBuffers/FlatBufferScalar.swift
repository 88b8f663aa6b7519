/// A number that the wire format stores in place.
public protocol FlatBufferScalar: BitwiseCopyable, Sendable {
  /// An integer of the same size, by which the byte order is set right.
  associatedtype Bits: FixedWidthInteger & BitwiseCopyable

  /// The number with these bits.
  init(bitPattern: Bits)
}

extension Int8: FlatBufferScalar {
  public typealias Bits = UInt8
}
extension UInt8: FlatBufferScalar {
  public typealias Bits = Int8
}
extension Int16: FlatBufferScalar {
  public typealias Bits = UInt16
}
extension UInt16: FlatBufferScalar {
  public typealias Bits = Int16
}
extension Int32: FlatBufferScalar {
  public typealias Bits = UInt32
}
extension UInt32: FlatBufferScalar {
  public typealias Bits = Int32
}
extension Int64: FlatBufferScalar {
  public typealias Bits = UInt64
}
extension UInt64: FlatBufferScalar {
  public typealias Bits = Int64
}
extension Float: FlatBufferScalar {
  public typealias Bits = UInt32
}
extension Double: FlatBufferScalar {
  public typealias Bits = UInt64
}
