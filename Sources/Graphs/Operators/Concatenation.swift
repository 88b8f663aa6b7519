/// Tensors joined along one axis. TFLite `CONCATENATION` versions 1 to 4, floats.
public struct Concatenation {
  /// The axis; not negative.
  public var axis: Int
  /// Applied to each element.
  public var activation: Activation

  /// The operator with its attributes.
  public init(
    axis: Int, activation: Activation = .none
  ) {
    self.axis = axis
    self.activation = activation
  }
}

extension Concatenation: Operator {
  public static let name = "CONCATENATION"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    throw .attribute(name: "shape rule", expected: "one", found: "none")
  }
}
