/// One activation applied to every element: TFLite's `RELU`, `RELU_N1_TO_1`, `RELU6`, `HARD_SWISH`
/// and `LOGISTIC`, floats.
public struct Activate {
  /// The function; not `none`.
  public var activation: Activation

  /// The operator with its attributes.
  public init(activation: Activation) { self.activation = activation }
}

extension Activate: Operator {
  public static let name = "ACTIVATION"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 1...1)
    guard activation != .none else {
      throw .attribute(name: "activation", expected: "other than none", found: "none")
    }
    return try inputs.output(inputs.operand(0, "input"))
  }
}
