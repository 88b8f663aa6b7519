/// Element-wise sum of two tensors with broadcasting. TFLite `ADD` versions 1 to 5, floats.
public struct Add {
  /// Applied to each sum.
  public var activation: Activation

  /// The operator with its attributes.
  public init(activation: Activation = .none) { self.activation = activation }
}

extension Add: Operator {
  public static let name = "ADD"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 2...2)
    return try inputs.output(inputs.broadcast("addend"))
  }
}
