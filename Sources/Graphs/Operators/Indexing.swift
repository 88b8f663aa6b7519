/// Slices of a tensor by indices that are computed. Inputs: the tensor, of any type, and indices; one
/// outside gives zeros. TFLite `GATHER` versions 1 to 7.
public struct Gather {
  /// The axis of the tensor that indices count along.
  public var axis: Int
  /// Axes in front that tensor and indices share.
  public var batchDimensions: Int

  /// The operator with its attributes.
  public init(axis: Int, batchDimensions: Int = 0) {
    (self.axis, self.batchDimensions) = (axis, batchDimensions)
  }
}

extension Gather: Operator {
  public static let name = "GATHER"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 2...2)
    let input = try inputs.descriptor(0, "input").shape
    let indices = try inputs.operand(1, "indices", of: OperatorInputs.indexTypes)
    guard input.dimensions.indices.contains(axis), (0...axis).contains(batchDimensions),
      batchDimensions <= indices.rank,
      input.dimensions[..<batchDimensions] == indices.dimensions[..<batchDimensions]
    else {
      throw .attribute(
        name: "axis and batch dimensions", expected: "ones of \(input) and \(indices)",
        found: "\(axis) and \(batchDimensions)")
    }
    var sizes = Array(input.dimensions[..<axis])
    sizes += indices.dimensions[batchDimensions...]
    sizes += input.dimensions[(axis + 1)...]
    return try inputs.output(.output(sizes))
  }
}

/// Slices of a tensor by coordinates along its first axes. Inputs: the tensor, of any type, and
/// coordinates `[..., axes]`; one outside gives zeros. TFLite `GATHER_ND` versions 1 to 5.
public struct GatherND {
  /// The operator; it has no attributes.
  public init() {}
}

extension GatherND: Operator {
  public static let name = "GATHER_ND"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 2...2)
    let input = try inputs.descriptor(0, "input").shape
    let indices = try inputs.operand(1, "indices", of: OperatorInputs.indexTypes)
    guard let count = indices.dimensions.last, count <= input.rank else {
      throw .shape(
        input: "indices", expected: "[..., at most \(input.rank) coordinates]", found: indices)
    }
    var sizes = Array(indices.dimensions.dropLast())
    sizes += input.dimensions[count...]
    return try inputs.output(.output(sizes))
  }
}

/// Slices put into a tensor of zeros by coordinates along its first axes; those at one place are added up,
/// those outside dropped. Inputs: coordinates `[..., axes]`, and slices. TFLite `SCATTER_ND` version 1.
public struct ScatterND {
  /// The output's shape. TFLite gives it as an input.
  public var shape: Shape

  /// The operator with its attributes.
  public init(shape: Shape) { self.shape = shape }
}

extension ScatterND: Operator {
  public static let name = "SCATTER_ND"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 2...2)
    let indices = try inputs.operand(0, "indices", of: OperatorInputs.indexTypes)
    let updates = try inputs.operand(
      1, "updates", of: OperatorInputs.numberTypes + [.int8, .uint8, .bool])
    guard let count = indices.dimensions.last, count <= shape.rank,
      updates.dimensions.elementsEqual(
        Array(indices.dimensions.dropLast()) + Array(shape.dimensions[count...]))
    else {
      throw .shape(
        input: "updates", expected: "the slices of \(shape) that indices \(indices) name",
        found: updates)
    }
    return [TensorType(try inputs.descriptor(1, "updates").elementType, shape)]
  }
}

/// A new axis on which one place is `on`, by index, and all others `off`. Inputs: indices, on, off (of one
/// element each, of one type). TFLite `ONE_HOT` version 1.
public struct OneHot {
  /// The new axis' size. TFLite gives it as an input.
  public var depth: Int
  /// The new axis of the output; not negative.
  public var axis: Int

  /// The operator with its attributes.
  public init(depth: Int, axis: Int) { (self.depth, self.axis) = (depth, axis) }
}

extension OneHot: Operator {
  public static let name = "ONE_HOT"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 3...3)
    let indices = try inputs.operand(0, "indices", of: OperatorInputs.indexTypes)
    let on = try inputs.descriptor(1, "on")
    let off = try inputs.operand(2, "off", of: [on.elementType])
    guard on.shape.elementCount == 1, off.elementCount == 1 else {
      throw .shape(input: "on and off", expected: "1 element each", found: off)
    }
    guard depth >= 0, (0...indices.rank).contains(axis) else {
      throw .attribute(
        name: "depth and axis", expected: "0 or more, and up to \(indices.rank)",
        found: "\(depth) and \(axis)")
    }
    var sizes = indices.dimensions
    sizes.insert(depth, at: axis)
    return [TensorType(on.elementType, try .output(sizes))]
  }
}
