/// The inputs of one operator, with the checks that the shape rules share.
struct OperatorInputs {
  /// The types that there are kernels for. Others flow through operators that only move elements.
  static let computedTypes: [ElementType] = [.float32]

  /// The types of numbers that elementwise operators, reductions and comparisons take: integers are
  /// sizes, indices and labels there, never quantized reals.
  static let numberTypes: [ElementType] = [.float32, .int32, .int64]

  /// The types of indices.
  static let indexTypes: [ElementType] = [.int32, .int64]

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

  /// Tells whether an optional input is there.
  func has(_ index: Int) -> Bool { index < descriptors.count && descriptors[index] != nil }

  /// A required input, of any type.
  func descriptor(_ index: Int, _ name: String) throws(OperatorError) -> TensorDescriptor {
    guard index < descriptors.count, let descriptor = descriptors[index] else {
      throw .inputCount(
        expected: "\(name) (number \(index)) among the", found: descriptors.compactMap { $0 }.count)
    }
    return descriptor
  }

  /// The shape of a required input that is computed with: of a type that kernels know, the first
  /// input's.
  func operand(_ index: Int, _ name: String) throws(OperatorError) -> Shape {
    let descriptor = try self.descriptor(index, name)
    let types = index == 0 ? Self.computedTypes : [try self.descriptor(0, "first").elementType]
    guard types.contains(descriptor.elementType) else {
      throw .elementType(
        input: name, expected: types.map { $0.rawValue }.joined(separator: " or "),
        found: descriptor.elementType)
    }
    return descriptor.shape
  }

  /// The shape of a required input of one of some types.
  func operand(
    _ index: Int, _ name: String, of types: [ElementType]
  ) throws(OperatorError) -> Shape {
    let descriptor = try self.descriptor(index, name)
    guard types.contains(descriptor.elementType) else {
      throw .elementType(
        input: name, expected: types.map { $0.rawValue }.joined(separator: " or "),
        found: descriptor.elementType)
    }
    return descriptor.shape
  }

  /// The shape of a required input whose elements are of the first one's type.
  func sibling(_ index: Int, _ name: String) throws(OperatorError) -> Shape {
    try operand(index, name, of: [try descriptor(0, "first").elementType])
  }

  /// The types of an operator's one output: elements like the first input's, in a shape.
  func output(_ shape: Shape) throws(OperatorError) -> [TensorType] {
    [TensorType(try descriptor(0, "first").elementType, shape)]
  }

  /// The shape of a required operand of four dimensions, none of them 0 but perhaps the first input's batch.
  func picture(
    _ index: Int, _ name: String, _ layout: String = "[batch, height, width, channels]"
  ) throws(OperatorError) -> Shape {
    let shape = try operand(index, name)
    guard shape.rank == 4, !shape.dimensions.dropFirst().contains(0), index == 0 || shape[0] > 0
    else {
      throw .shape(input: name, expected: "\(layout), none 0", found: shape)
    }
    return shape
  }

  /// The shape that two required operands broadcast to.
  func broadcast(_ name: String) throws(OperatorError) -> Shape {
    let first = try operand(0, "first \(name)")
    let second = try operand(1, "second \(name)")
    guard let shape = first.broadcast(with: second) else {
      throw .shape(
        input: "second \(name)", expected: "one that broadcasts with \(first)", found: second)
    }
    return shape
  }

  /// Checks an optional bias: one element a channel (of any rank, as in TFLite).
  func checkBias(_ index: Int, channels: Int) throws(OperatorError) {
    guard index < descriptors.count, descriptors[index] != nil else { return }
    let shape = try operand(index, "bias")
    guard shape.elementCount == channels else {
      throw .shape(input: "bias", expected: "\(channels) elements", found: shape)
    }
  }

  /// Checks a required operand of a known shape.
  func check(_ index: Int, _ name: String, is expected: Shape) throws(OperatorError) {
    let shape = try operand(index, name)
    guard shape == expected else {
      throw .shape(input: name, expected: "\(expected)", found: shape)
    }
  }
}
