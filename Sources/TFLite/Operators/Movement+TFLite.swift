import FlatBuffers
import Graphs

/// `TRANSPOSE`: a constant permutation of the axes.
func importTranspose(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let shape = try source.descriptor(0).shape
  var permutation: [Int] = []
  for axis in try source.integers(1, "permutation") {
    permutation.append(try source.axis(axis, rank: shape.rank))
  }
  return try source.rearranged(inputs[0]) { () throws(OperatorError) in
    try .transposing(shape, permutation)
  }
}

/// `PAD` and `PADV2`: constant paddings; the latter has the value as an input.
func importPad(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2, optional: 1)
  let paddings = try source.pairs(1, "paddings")
  let pad = Pad(before: paddings.map { $0.before }, after: paddings.map { $0.after })
  return source.node(pad, inputs: inputs[2] == nil ? [inputs[0]] : [inputs[0], inputs[2]])
}

/// `MIRROR_PAD`: constant paddings; option 0 is the mode, REFLECT (0) or SYMMETRIC (1).
func importMirrorPad(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let shape = try source.descriptor(0).shape
  let paddings = try source.pairs(1, "paddings")
  guard paddings.count == shape.rank else {
    throw source.fail(expected: "\(shape.rank) pairs of paddings", found: "\(paddings.count)")
  }
  let mode = try source.fields(77, "MirrorPadOptions") { (fields) throws(FlatBufferError) in
    try fields.scalar(0, default: Int8(0))
  }
  return try source.rearranged(inputs[0]) { () throws(OperatorError) in
    try .mirroring(shape, paddings: paddings, isSymmetric: mode == 1)
  }
}

/// `TILE`: constant multiples.
func importTile(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let shape = try source.descriptor(0).shape
  let multiples = try source.integers(1, "multiples")
  return try source.rearranged(inputs[0]) { () throws(OperatorError) in
    try .tiling(shape, multiples)
  }
}

/// `REVERSE_V2`: constant axes.
func importReverse(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let shape = try source.descriptor(0).shape
  let axes = try source.axes(1, rank: shape.rank)
  return try source.rearranged(inputs[0]) { () throws(OperatorError) in
    .reversing(shape, axes: Set(axes))
  }
}

/// `DEPTH_TO_SPACE`: option 0 is the block's size.
func importDepthToSpace(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 1)
  let shape = try source.descriptor(0).shape
  let block = try source.fields(94, "DepthToSpaceOptions") { (fields) throws(FlatBufferError) in
    try fields.scalar(0, default: Int32(0))
  }
  return try source.rearranged(inputs[0]) { () throws(OperatorError) in
    try .depthToSpace(shape, block: Int(block))
  }
}

/// `SPACE_TO_DEPTH`: option 0 is the block's size.
func importSpaceToDepth(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 1)
  let shape = try source.descriptor(0).shape
  let block = try source.fields(19, "SpaceToDepthOptions") { (fields) throws(FlatBufferError) in
    try fields.scalar(0, default: Int32(0))
  }
  return try source.rearranged(inputs[0]) { () throws(OperatorError) in
    try .spaceToDepth(shape, block: Int(block))
  }
}

/// `BATCH_TO_SPACE_ND`: constant block sizes and crops.
func importBatchToSpace(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 3)
  let shape = try source.descriptor(0).shape
  let blocks = try source.integers(1, "block sizes")
  let crops = try source.pairs(2, "crops")
  return try source.rearranged(inputs[0]) { () throws(OperatorError) in
    try .batchToSpace(shape, blocks: blocks, crops: crops)
  }
}

/// `SPACE_TO_BATCH_ND`: constant block sizes and paddings with zeros, which are a node of their own.
func importSpaceToBatch(_ source: NodeSource) throws(ModelError) -> Imported {
  let inputs = try source.inputs(required: 3)
  let input = try source.descriptor(0)
  let blocks = try source.integers(1, "block sizes")
  let paddings = try source.pairs(2, "paddings")
  let rank = input.shape.rank
  guard paddings.count == blocks.count, rank > blocks.count else {
    throw source.fail(
      expected: "fewer blocks and paddings than \(rank) dimensions",
      found: "\(blocks.count) and \(paddings.count)")
  }
  let rest = [Int](repeating: 0, count: rank - blocks.count - 1)
  let pad = Pad(
    before: [0] + paddings.map { $0.before } + rest, after: [0] + paddings.map { $0.after } + rest)
  let padded = try source.checked { () throws(OperatorError) in try pad.outputTypes(for: [input]) }
  let id = ValueID(source.values.count)
  let move = try source.rearranged(id) { () throws(OperatorError) in
    try .spaceToBatch(padded[0].shape, blocks: blocks)
  }
  let between = TensorDescriptor(
    name: "\(input.name), padded", elementType: input.elementType, shape: padded[0].shape)
  return Imported(
    [Node(pad, inputs: [inputs[0]], outputs: [id]), move], intermediates: [between])
}

/// `RESIZE_NEAREST_NEIGHBOR`: a constant size; options 0 and 1 are aligned corners and half-pixel centers.
func importResizeNearest(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let shape = try source.descriptor(0).shape
  let size = try source.integers(1, "size")
  let (alignsCorners, hasHalfPixelCenters) = try source.fields(
    74, "ResizeNearestNeighborOptions"
  ) { (fields) throws(FlatBufferError) in (try fields.boolean(0), try fields.boolean(1)) }
  guard size.count == 2, size.allSatisfy({ (1...ModelLimits.extent).contains($0) }) else {
    throw source.fail(
      expected: "a size of 2 numbers from 1 to \(ModelLimits.extent)", found: "\(size)")
  }
  return try source.rearranged(inputs[0]) { () throws(OperatorError) in
    try .resizing(
      shape, to: Extent2D(height: size[0], width: size[1]), alignsCorners: alignsCorners,
      hasHalfPixelCenters: hasHalfPixelCenters)
  }
}

extension NodeSource {
  /// A node that moves elements.
  func rearranged(
    _ input: ValueID?, _ form: () throws(OperatorError) -> Rearrange
  ) throws(ModelError) -> Node {
    node(try checked(form), inputs: [input])
  }

  /// Constant axes; negative ones count from the end, repeated ones count once.
  func axes(_ position: Int, rank: Int) throws(ModelError) -> [Int] {
    var axes: Set<Int> = []
    for axis in try integers(position, "axes") { axes.insert(try self.axis(axis, rank: rank)) }
    return axes.sorted()
  }
}
