/// Tensors of one shape and any type along a new axis. TFLite `PACK` versions 1 to 4.
public struct Pack {
  /// The new axis of the output; not negative.
  public var axis: Int

  /// The operator with its attributes.
  public init(axis: Int) { self.axis = axis }
}

extension Pack: Operator {
  public static let name = "PACK"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let parts = try OperatorInputs(inputs, count: 1...max(1, inputs.count))
    let shape = try parts.descriptor(0, "input 0").shape
    guard (0...shape.rank).contains(axis) else {
      throw .attribute(name: "axis", expected: "from 0 to \(shape.rank)", found: "\(axis)")
    }
    for index in inputs.indices.dropFirst() {
      let part = try parts.sibling(index, "input \(index)")
      guard part == shape else {
        throw .shape(input: "input \(index)", expected: "\(shape)", found: part)
      }
    }
    var sizes = shape.dimensions
    sizes.insert(inputs.count, at: axis)
    return try parts.output(.output(sizes))
  }
}
