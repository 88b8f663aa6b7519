/// One activation applied to every element: TFLite's `RELU`, `RELU_N1_TO_1`, `RELU6`, `HARD_SWISH`
/// and `LOGISTIC`, floats.
public struct Activate {
  /// The function; not `none`.
  public var activation: Activation

  /// The operator with its attributes.
  public init(
    activation: Activation
  ) {
    self.activation = activation
  }
}

extension Activate: Operator {
  public static let name = "ACTIVATION"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    throw .attribute(name: "shape rule", expected: "one", found: "none")
  }
}
