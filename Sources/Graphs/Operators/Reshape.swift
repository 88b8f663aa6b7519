/// The same elements, of any type, in another shape. TFLite `RESHAPE` version 1, `SQUEEZE` versions 1 and 2,
/// `EXPAND_DIMS` version 1: the shape is settled when the node is made.
public struct Reshape {
  /// The new shape, of as many elements as the input.
  public var shape: Shape

  /// The operator with its attributes.
  public init(shape: Shape) { self.shape = shape }
}

extension Reshape: Operator {
  public static let name = "RESHAPE"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let input = try OperatorInputs(inputs, count: 1...1).descriptor(0, "input")
    guard input.shape.elementCount == shape.elementCount else {
      throw .shape(
        input: "input", expected: "\(shape.elementCount) elements", found: input.shape)
    }
    return [TensorType(input.elementType, shape)]
  }
}
