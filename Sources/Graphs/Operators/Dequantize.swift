/// Conversion to 32-bit floats. TFLite `DEQUANTIZE` versions 1 to 6; here from `float16` (a plain
/// widening) and from quantised `int8` and `uint8`.
public struct Dequantize {
  /// The operator; it has no attributes.
  public init() {}
}

extension Dequantize: Operator {
  public static let name = "DEQUANTIZE"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    throw .attribute(name: "shape rule", expected: "one", found: "none")
  }
}
