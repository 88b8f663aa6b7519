/// Elements that become comparable along the last axis.
public enum Normalization: Hashable, Sendable {
  /// e to the power of beta x, over the sum of these. TFLite `SOFTMAX` versions 1 to 3.
  case softmax(beta: Float)
  /// The logarithm of the softmax. TFLite `LOG_SOFTMAX` versions 1 and 2.
  case logSoftmax
  /// x over the root of the sum of squares, but at least 1e-6. TFLite `L2_NORMALIZATION` versions 1 and 2.
  case euclidean
  /// x / (bias + alpha * sum of squares of the neighbors from -radius to below radius)^beta. TFLite
  /// `LOCAL_RESPONSE_NORMALIZATION` version 1.
  case localResponse(radius: Int, bias: Float, alpha: Float, beta: Float)
}

/// One normalization of each row of the last axis; floats.
public struct Normalize {
  /// The quantity that is computed.
  public var normalization: Normalization

  /// The operator with its attributes.
  public init(_ normalization: Normalization) { self.normalization = normalization }
}

extension Normalize: Operator {
  public static let name = "NORMALIZE"

  public var label: String {
    switch normalization {
    case .softmax: "SOFTMAX"
    case .logSoftmax: "LOG_SOFTMAX"
    case .euclidean: "L2_NORMALIZATION"
    case .localResponse: "LOCAL_RESPONSE_NORMALIZATION"
    }
  }

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 1...1)
    let input = try inputs.operand(0, "input")
    guard input.rank >= 1 else {
      throw .shape(input: "input", expected: "1 dimension at least", found: input)
    }
    return try inputs.output(input)
  }
}
