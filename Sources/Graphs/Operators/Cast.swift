/// The elements as another type: fractions are cut off, truth is any number but 0, and what the type
/// does not hold becomes the nearest that it does. TFLite `CAST` versions 1 to 6.
public struct Cast {
  /// The new type.
  public var elementType: ElementType

  /// The operator with its attributes.
  public init(to elementType: ElementType) { self.elementType = elementType }
}

extension Cast: Operator {
  public static let name = "CAST"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let input = try OperatorInputs(inputs, count: 1...1).descriptor(0, "input")
    return [TensorType(elementType, input.shape)]
  }
}
