/// The type of one element, as TFLite's schema names it.
public enum ElementType: String, Hashable, Sendable, CaseIterable {
  case float32, float16, float64, int8, int16, int32, int64, uint8, uint16, uint32, uint64, bool

  /// Bytes one element takes.
  public var byteCount: Int {
    switch self {
    case .int8, .uint8, .bool: 1
    case .float16, .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64: 8
    }
  }
}

/// A type of Swift that a tensor's elements can be.
public protocol TensorElement: BitwiseCopyable, Sendable {
  /// The type of these elements in a tensor.
  static var elementType: ElementType { get }
}

extension Float: TensorElement { public static var elementType: ElementType { .float32 } }
extension Int8: TensorElement { public static var elementType: ElementType { .int8 } }
extension Int16: TensorElement { public static var elementType: ElementType { .int16 } }
extension Int32: TensorElement { public static var elementType: ElementType { .int32 } }
extension Int64: TensorElement { public static var elementType: ElementType { .int64 } }
extension UInt8: TensorElement { public static var elementType: ElementType { .uint8 } }
