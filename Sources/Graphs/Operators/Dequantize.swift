/// Conversion to 32-bit floats. TFLite `DEQUANTIZE` versions 1 to 6; here from `float16` (a plain
/// widening) and from quantized `int8`, `uint8` and `int16`.
public struct Dequantize {
  /// The operator; it has no attributes.
  public init() {}
}

extension Dequantize: Operator {
  public static let name = "DEQUANTIZE"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let input = try OperatorInputs(inputs, count: 1...1).descriptor(0, "input")
    switch input.elementType {
    case .float16:
      break
    case .int8, .uint8, .int16:
      guard let quantization = input.quantization, !quantization.scales.isEmpty else {
        throw .attribute(name: "quantisation", expected: "a scale at least", found: "none")
      }
      guard quantization.scales.count > 1 else { break }
      let axis = quantization.axis
      guard input.shape.dimensions.indices.contains(axis),
        input.shape[axis] == quantization.scales.count
      else {
        throw .attribute(
          name: "quantisation", expected: "1 scale, or 1 a slice of \(input.shape)",
          found: "\(quantization.scales.count) along axis \(axis)")
      }
    default:
      throw .elementType(
        input: "input", expected: "float16, int8, uint8 or int16", found: input.elementType)
    }
    return [TensorType(.float32, input.shape)]
  }
}
