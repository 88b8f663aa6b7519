/// Element-wise product of two tensors with broadcasting. TFLite `MUL` versions 1 to 7, floats.
public struct Multiply {
  /// Applied to each product.
  public var activation: Activation

  /// The operator with its attributes.
  public init(activation: Activation = .none) { self.activation = activation }
}

extension Multiply: Operator {
  public static let name = "MUL"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 2...2)
    return try inputs.output(inputs.broadcast("factor"))
  }
}
