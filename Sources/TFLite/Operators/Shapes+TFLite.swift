import FlatBuffers
import Graphs

/// `RESHAPE`: a tensor, and its new sizes as a constant input or as options; one of them may be -1. Where
/// they are computed, the output tensor's own.
func importReshape(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 1, optional: 1)
  let input = try source.descriptor(0).shape
  let stated = source.values[source.outputs[0].index].shape
  var sizes = stated.dimensions
  if source.has(1) {
    let isKnown = try source.descriptor(1).constant != nil
    if isKnown || source.table.isOpen[source.outputs[0].index] {
      sizes = try source.integers(1, "shape")
    }
  } else {
    let option = try source.fields(17, "ReshapeOptions") { (fields) throws(FlatBufferError) in
      try fields.table?.vector(0, of: Int32.self).map { $0.map(Int.init) }
    }
    // An old writer's way to say that there are no dimensions.
    if let option { sizes = option == [0] && input.elementCount == 1 ? [] : option }
  }
  if let open = sizes.firstIndex(of: -1) {
    var others = sizes
    others.remove(at: open)
    let product = try source.shape(others, "shape").elementCount
    sizes[open] = product == 0 ? 0 : input.elementCount / product
  }
  return source.node(Reshape(shape: try source.shape(sizes, "shape")), inputs: [inputs[0]])
}

/// `SQUEEZE`: all dimensions of size 1 go, or those that the options list.
func importSqueeze(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 1)
  let shape = try source.descriptor(0).shape
  let listed = try source.fields(30, "SqueezeOptions") { (fields) throws(FlatBufferError) in
    try fields.table?.vector(0, of: Int32.self).map { $0.map(Int.init) } ?? []
  }
  var dropped: Set<Int> = []
  for axis in listed.prefix(ModelLimits.rank) {
    dropped.insert(try source.axis(axis, rank: shape.rank))
  }
  if listed.isEmpty { dropped = Set(shape.dimensions.indices.filter { shape[$0] == 1 }) }
  for axis in dropped where shape[axis] != 1 {
    throw source.fail(expected: "a size of 1 along axis \(axis)", found: "\(shape[axis])")
  }
  let sizes = shape.dimensions.indices.filter { !dropped.contains($0) }.map { shape[$0] }
  return source.node(Reshape(shape: Shape(sizes)), inputs: inputs)
}

/// `EXPAND_DIMS`: a new dimension of size 1 at a constant place.
func importExpandDimensions(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let shape = try source.descriptor(0).shape
  var sizes = shape.dimensions
  sizes.insert(
    1, at: try source.axis(try source.integer(1, "axis"), rank: shape.rank + 1))
  return source.node(Reshape(shape: try source.shape(sizes, "shape")), inputs: [inputs[0]])
}

/// `SHAPE`: the sizes of a tensor, which are known.
func importShape(_ source: NodeSource) throws(ModelError) -> Imported {
  _ = try source.inputs(required: 1)
  let sizes = try source.descriptor(0).shape.dimensions
  return try constantIntegers(sizes, Shape([sizes.count]), source)
}

/// `RANK`: the number of dimensions.
func importRank(_ source: NodeSource) throws(ModelError) -> Imported {
  _ = try source.inputs(required: 1)
  return try constantIntegers([try source.descriptor(0).shape.rank], Shape([]), source)
}

/// Integers of the type that the output tensor has.
private func constantIntegers(
  _ integers: [Int], _ shape: Shape, _ source: NodeSource
) throws(ModelError) -> Imported {
  let type = source.values[source.outputs[0].index].elementType
  switch type {
  case .int32:
    return Imported(
      type, shape, Constant(int32s: integers.map { Int32(clamping: $0) }))
  case .int64:
    let bytes = integers.flatMap { integer in
      (0..<8).map { UInt8(truncatingIfNeeded: Int64(integer) >> (8 * Int64($0))) }
    }
    return Imported(type, shape, Constant(bytes: bytes, range: 0..<bytes.count))
  default:
    throw source.fail(expected: "an output of type int32 or int64", found: type.rawValue)
  }
}

/// `ZEROS_LIKE`: zeros in a tensor's shape.
func importZerosLike(_ source: NodeSource) throws(ModelError) -> Imported {
  _ = try source.inputs(required: 1)
  let value = try source.descriptor(0)
  let byteCount = value.byteCount
  guard byteCount <= ModelLimits.madeByteCount else {
    throw source.fail(
      expected: "a tensor of at most \(ModelLimits.madeByteCount) bytes", found: "\(byteCount)")
  }
  let bytes = [UInt8](repeating: 0, count: byteCount)
  return Imported(value.elementType, value.shape, Constant(bytes: bytes, range: 0..<byteCount))
}

/// `FILL`: one element in a constant shape.
func importFill(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let shape = try source.shape(try source.integers(0, "dimensions"), "dimensions")
  let value = try source.descriptor(1).shape
  let fill = try source.checked { () throws(OperatorError) in
    try Rearrange.broadcasting("FILL", value, to: shape)
  }
  return source.node(fill, inputs: [inputs[1]])
}

/// `BROADCAST_TO`: a tensor in a constant shape.
func importBroadcastTo(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let shape = try source.shape(try source.integers(1, "shape"), "shape")
  let input = try source.descriptor(0).shape
  let broadcast = try source.checked { () throws(OperatorError) in
    try Rearrange.broadcasting("BROADCAST_TO", input, to: shape)
  }
  return source.node(broadcast, inputs: [inputs[0]])
}

/// `DENSIFY`: a sparse constant, which got all its elements when it was read.
func importDensify(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 1)
  return source.node(Reshape(shape: try source.descriptor(0).shape), inputs: inputs)
}

/// `RANGE`: numbers from a start by steps up to a limit, all three constants.
func importRange(_ source: NodeSource) throws(ModelError) -> Imported {
  _ = try source.inputs(required: 3)
  let type = try source.descriptor(0).elementType
  func checked(_ count: Double, _ delta: Double) throws(ModelError) -> Int {
    guard delta != 0, count < Double(ModelLimits.madeByteCount / 8) else {
      throw source.fail(
        expected: "a step that is not 0, and at most \(ModelLimits.madeByteCount / 8) numbers",
        found: "a step of \(delta), \(count) numbers")
    }
    return Int(max(0, count))
  }
  guard type == .float32 else {
    let (start, limit, delta) = (
      try source.integer(0, "start"), try source.integer(1, "limit"), try source.integer(2, "step")
    )
    let count = try checked(
      ((Double(limit) - Double(start)) / Double(delta)).rounded(.up), Double(delta))
    return try constantIntegers(
      (0..<count).map { start &+ $0 &* delta }, Shape([count]), source)
  }
  var numbers: [Float] = []
  for position in 0..<3 {
    let value = try source.descriptor(position)
    guard let number = value.constant?.floats(as: value.elementType)?.first, number.isFinite else {
      throw source.fail(
        expected: "a finite constant as input \(position)",
        found: value.constant == nil ? "a tensor that is computed" : value.elementType.rawValue)
    }
    numbers.append(number)
  }
  let count = try checked(
    Double(((numbers[1] - numbers[0]) / numbers[2]).rounded(.up)), Double(numbers[2]))
  return Imported(
    type, Shape([count]),
    Constant(floats: (0..<count).map { numbers[0] + Float($0) * numbers[2] }))
}
