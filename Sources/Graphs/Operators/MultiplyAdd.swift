/// Scaled sum: out = activation(x * scale + y). Inputs: x `[batch, height, width, channels]`, scale
/// `[batch, 1, 1, channels]`, y of x's shape. No file has this operator; `FuseMultiplyAdd` makes
/// it.
public struct MultiplyAdd {
  /// Applied to each sum.
  public var activation: Activation

  /// The operator with its attributes.
  public init(activation: Activation = .none) { self.activation = activation }
}

extension MultiplyAdd: Operator {
  public static let name = "MULTIPLY_ADD"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 3...3)
    let x = try inputs.picture(0, "x")
    try inputs.check(1, "scale", is: .output([x[0], 1, 1, x[3]]))
    try inputs.check(2, "y", is: x)
    return try inputs.output(x)
  }
}
