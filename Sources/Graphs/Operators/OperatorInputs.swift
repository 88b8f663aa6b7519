/// The inputs of one operator, with the checks that the shape rules share.
struct OperatorInputs {
  private let descriptors: [TensorDescriptor?]

  /// - Throws: `OperatorError.inputCount` unless the number of inputs is in `range`.
  init(_ descriptors: [TensorDescriptor?], count range: ClosedRange<Int>) throws(OperatorError) {
    guard range.contains(descriptors.count) else {
      let expected =
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      throw .inputCount(expected: expected, found: descriptors.count)
    }
    self.descriptors = descriptors
  }

  /// A required input, of any type.
  func descriptor(_ index: Int, _ name: String) throws(OperatorError) -> TensorDescriptor {
    guard index < descriptors.count, let descriptor = descriptors[index] else {
      throw .inputCount(
        expected: "\(name) (number \(index)) among the", found: descriptors.compactMap { $0 }.count)
    }
    return descriptor
  }

  /// The shape of a required `float32` input.
  func float(_ index: Int, _ name: String) throws(OperatorError) -> Shape {
    let descriptor = try self.descriptor(index, name)
    guard descriptor.elementType == .float32 else {
      throw .elementType(input: name, expected: "float32", found: descriptor.elementType)
    }
    return descriptor.shape
  }

  /// The shape of a required `float32` input of four dimensions, none of them 0.
  func picture(
    _ index: Int, _ name: String, _ layout: String = "[batch, height, width, channels]"
  ) throws(OperatorError) -> Shape {
    let shape = try float(index, name)
    guard shape.rank == 4 && shape.elementCount > 0 else {
      throw .shape(input: name, expected: "\(layout), none 0", found: shape)
    }
    return shape
  }

  /// The shape that two required `float32` inputs broadcast to.
  func broadcast(_ name: String) throws(OperatorError) -> Shape {
    let first = try float(0, "first \(name)")
    let second = try float(1, "second \(name)")
    guard let shape = first.broadcast(with: second) else {
      throw .shape(
        input: "second \(name)", expected: "one that broadcasts with \(first)", found: second)
    }
    return shape
  }

  /// Checks an optional bias: `float32`, one element a channel (of any rank, as in TFLite).
  func checkBias(_ index: Int, channels: Int) throws(OperatorError) {
    guard index < descriptors.count, descriptors[index] != nil else { return }
    let shape = try float(index, "bias")
    guard shape.elementCount == channels else {
      throw .shape(input: "bias", expected: "\(channels) elements", found: shape)
    }
  }

  /// Checks a required `float32` input of a known shape.
  func check(_ index: Int, _ name: String, is expected: Shape) throws(OperatorError) {
    let shape = try float(index, name)
    guard shape == expected else {
      throw .shape(input: name, expected: "\(expected)", found: shape)
    }
  }
}
