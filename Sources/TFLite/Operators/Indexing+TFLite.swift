import FlatBuffers
import Graphs

/// `GATHER`: a tensor and indices; options 0 and 1 are the axis and the dimensions that both share.
func importGather(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let shape = try source.descriptor(0).shape
  let indices = try source.descriptor(1)
  let (axisOption, batchOption) = try source.fields(23, "GatherOptions") {
    (fields) throws(FlatBufferError) in
    (try fields.scalar(0, default: Int32(0)), try fields.scalar(1, default: Int32(0)))
  }
  let axis = try source.axis(Int(axisOption), rank: shape.rank)
  let batch = Int(batchOption) < 0 ? Int(batchOption) + indices.shape.rank : Int(batchOption)
  let isConstant = indices.constant != nil && batch == 0
  guard isConstant, let places = indices.constant?.integers(as: indices.elementType) else {
    return source.node(Gather(axis: axis, batchDimensions: batch), inputs: inputs)
  }
  return try source.rearranged(inputs[0]) { () throws(OperatorError) in
    try .gathering(shape, axis: axis, indices: places, of: indices.shape)
  }
}

/// `GATHER_ND`: a tensor and coordinates.
func importGatherND(_ source: NodeSource) throws(ModelError) -> Node {
  source.node(GatherND(), inputs: try source.inputs(required: 2))
}

/// `SCATTER_ND`: coordinates, slices and a constant shape.
func importScatterND(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 3)
  let shape = try source.shape(try source.integers(2, "shape"), "shape")
  return source.node(ScatterND(shape: shape), inputs: [inputs[0], inputs[1]])
}

/// `ONE_HOT`: indices, a constant depth, on, off; option 0 is the new axis, -1 the last.
func importOneHot(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 4)
  let option = try source.fields(61, "OneHotOptions") { (fields) throws(FlatBufferError) in
    try fields.scalar(0, default: Int32(0))
  }
  let rank = try source.descriptor(0).shape.rank + 1
  let oneHot = OneHot(
    depth: try source.integer(1, "depth"), axis: try source.axis(Int(option), rank: rank))
  return source.node(oneHot, inputs: [inputs[0], inputs[2], inputs[3]])
}

/// Tells whether the bytes of a number are 0; of floats the sign does not count.
private func isZero(_ bytes: Slice<UnsafeRawBufferPointer>, _ type: ElementType) -> Bool {
  switch type {
  case .float16, .float32, .float64:
    bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last.map { $0 & 0x7f == 0 } ?? true
  default: bytes.allSatisfy { $0 == 0 }
  }
}

/// `WHERE`: the coordinates of what is true, of a constant: their number decides the shape.
func importWhere(_ source: NodeSource) throws(ModelError) -> Imported {
  _ = try source.inputs(required: 1)
  let condition = try source.descriptor(0)
  guard let constant = condition.constant else {
    throw source.fail(
      expected: "a constant condition (its trues decide a shape)", found: "one that is computed")
  }
  let size = condition.elementType.byteCount
  let shape = condition.shape
  var coordinates: [Int64] = []
  constant.withBytes { bytes in
    for index in 0..<shape.elementCount
    where !isZero(bytes[(index * size)..<((index + 1) * size)], condition.elementType) {
      var rest = index
      var place = shape.dimensions.map { _ in Int64(0) }
      for axis in shape.dimensions.indices.reversed() {
        place[axis] = Int64(rest % shape[axis])
        rest /= shape[axis]
      }
      coordinates += place
    }
  }
  let count = shape.rank == 0 ? coordinates.count : coordinates.count / shape.rank
  let bytes = coordinates.flatMap { place in
    (0..<8).map { UInt8(truncatingIfNeeded: place >> (8 * Int64($0))) }
  }
  return Imported(
    .int64, Shape([count, shape.rank]), Constant(bytes: bytes, range: 0..<bytes.count))
}
