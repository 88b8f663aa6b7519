import FlatBuffers
import Graphs

/// `SLICE`: constant begins and sizes; a size of -1 goes to the end.
func importSlice(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 3)
  let shape = try source.descriptor(0).shape
  let begin = try source.integers(1, "begin")
  var sizes = try source.integers(2, "size")
  guard begin.count == shape.rank, sizes.count == shape.rank else {
    throw source.fail(
      expected: "\(shape.rank) begins and sizes", found: "\(begin.count) and \(sizes.count)")
  }
  for axis in sizes.indices where sizes[axis] == -1 {
    let (size, overflow) = shape[axis].subtractingReportingOverflow(begin[axis])
    guard !overflow else {
      throw source.fail(expected: "a begin within \(shape)", found: "\(begin)")
    }
    sizes[axis] = size
  }
  return try source.rearranged(inputs[0]) { () throws(OperatorError) in
    try .slicing("SLICE", begin: begin, sizes: sizes, output: sizes)
  }
}

/// `SPLIT`: a constant axis, then the tensor; as many equal parts as there are outputs.
func importSplit(_ source: NodeSource) throws(ModelError) -> Imported {
  let count = source.outputs.count
  let inputs = try source.inputs(required: 2, outputs: count)
  let shape = try source.descriptor(1).shape
  let axis = try source.axis(try source.integer(0, "axis"), rank: shape.rank)
  guard count > 0, shape[axis] % count == 0 else {
    throw source.fail(
      expected: "as many outputs as divide \(shape[axis])", found: "\(count)")
  }
  return try parts(
    "SPLIT", of: inputs[1], shape, axis: axis,
    sizes: [Int](repeating: shape[axis] / count, count: count), source)
}

/// `SPLIT_V`: a tensor, constant sizes of the parts (one may be -1) and a constant axis.
func importSplitV(_ source: NodeSource) throws(ModelError) -> Imported {
  let inputs = try source.inputs(required: 3, outputs: source.outputs.count)
  let shape = try source.descriptor(0).shape
  let axis = try source.axis(try source.integer(2, "axis"), rank: shape.rank)
  var sizes = try source.elements(1, "sizes")
  guard sizes.count == source.outputs.count else {
    throw source.fail(expected: "\(source.outputs.count) sizes", found: "\(sizes.count)")
  }
  var sum = 0
  for size in sizes where size != -1 {
    guard size >= 0, size <= shape[axis] - sum else {
      throw source.fail(expected: "sizes that add up to \(shape[axis])", found: "\(sizes)")
    }
    sum += size
  }
  if let open = sizes.firstIndex(of: -1) { sizes[open] = shape[axis] - sum }
  guard !sizes.contains(-1), sizes.reduce(0, +) == shape[axis] else {
    throw source.fail(expected: "sizes that add up to \(shape[axis])", found: "\(sizes)")
  }
  return try parts("SPLIT_V", of: inputs[0], shape, axis: axis, sizes: sizes, source)
}

/// `UNPACK`: one output for each place along an axis (option 1), which is dropped.
func importUnpack(_ source: NodeSource) throws(ModelError) -> Imported {
  let count = source.outputs.count
  let inputs = try source.inputs(required: 1, outputs: count)
  let shape = try source.descriptor(0).shape
  let option = try source.fields(64, "UnpackOptions") { (fields) throws(FlatBufferError) in
    try fields.scalar(1, default: Int32(0))
  }
  let axis = try source.axis(Int(option), rank: shape.rank)
  guard shape[axis] == count else {
    throw source.fail(expected: "\(shape[axis]) outputs", found: "\(count)")
  }
  return try parts(
    "UNPACK", of: inputs[0], shape, axis: axis, sizes: [Int](repeating: 1, count: count), source,
    dropsAxis: true)
}

/// One node an output, each for the next part along an axis.
private func parts(
  _ label: String, of input: ValueID?, _ shape: Shape, axis: Int, sizes: [Int],
  _ source: NodeSource, dropsAxis: Bool = false
) throws(ModelError) -> Imported {
  var nodes: [Node] = []
  var begin = shape.dimensions.map { _ in 0 }
  for (output, size) in zip(source.outputs, sizes) {
    var partSizes = shape.dimensions
    partSizes[axis] = size
    var outputSizes = partSizes
    if dropsAxis { outputSizes.remove(at: axis) }
    let slice = try source.checked { () throws(OperatorError) in
      try Rearrange.slicing(label, begin: begin, sizes: partSizes, output: outputSizes)
    }
    nodes.append(Node(slice, inputs: [input], outputs: [output]))
    begin[axis] += size
  }
  return Imported(nodes)
}

/// `PACK`: tensors along a new axis (option 1).
func importPack(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.anyInputs()
  let option = try source.fields(59, "PackOptions") { (fields) throws(FlatBufferError) in
    try fields.scalar(1, default: Int32(0))
  }
  let rank = try source.descriptor(0).shape.rank + 1
  return source.node(Pack(axis: try source.axis(Int(option), rank: rank)), inputs: inputs)
}

/// `STRIDED_SLICE`: constant begins, ends and strides, and masks (options 0 to 4) of the places in these
/// lists where begin or end do not count, where all axes that are left stand, where a new axis comes, and
/// where only one element is taken and the axis dropped. With option 5, ends count from begins.
func importStridedSlice(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 4)
  let shape = try source.descriptor(0).shape
  let begin = try source.integers(1, "begin")
  let end = try source.integers(2, "end")
  let strides = try source.integers(3, "strides")
  let masks = try source.fields(32, "StridedSliceOptions") { (fields) throws(FlatBufferError) in
    SliceMasks(
      begin: try fields.scalar(0, default: Int32(0)), end: try fields.scalar(1, default: Int32(0)),
      ellipsis: try fields.scalar(2, default: Int32(0)),
      newAxis: try fields.scalar(3, default: Int32(0)),
      shrink: try fields.scalar(4, default: Int32(0)), isOffset: try fields.boolean(5))
  }
  guard begin.count == end.count, begin.count == strides.count else {
    throw source.fail(
      expected: "as many begins as ends and strides",
      found: "\(begin.count), \(end.count) and \(strides.count)")
  }
  let consumed = begin.indices.filter { !masks.isNewAxis($0) && !masks.isEllipsis($0) }.count
  guard consumed <= shape.rank else {
    throw source.fail(expected: "at most \(shape.rank) slices", found: "\(consumed)")
  }
  var part = SlicedAxes()
  var hasEllipsis = false
  for index in begin.indices {
    if masks.isEllipsis(index) {
      guard !hasEllipsis else { throw source.fail(expected: "one ellipsis", found: "two") }
      hasEllipsis = true
      for _ in 0..<(shape.rank - consumed) { part.appendWhole(shape[part.begins.count]) }
    } else if masks.isNewAxis(index) {
      part.output.append(1)
    } else {
      guard strides[index] != 0 else {
        throw source.fail(expected: "strides other than 0", found: "0")
      }
      part.append(
        size: shape[part.begins.count], begin: begin[index], end: end[index],
        stride: strides[index], masks, index)
    }
  }
  while part.begins.count < shape.rank { part.appendWhole(shape[part.begins.count]) }
  let axes = part
  return try source.rearranged(inputs[0]) { () throws(OperatorError) in
    try .slicing(
      "STRIDED_SLICE", begin: axes.begins, sizes: axes.sizes, strides: axes.strides,
      output: axes.output)
  }
}

/// The masks of a strided slice: bit i is for place i of begins, ends and strides.
private struct SliceMasks {
  let begin, end, ellipsis, newAxis, shrink: Int32
  let isOffset: Bool

  func has(_ mask: Int32, _ index: Int) -> Bool { mask & (1 << Int32(index)) != 0 }
  func isEllipsis(_ index: Int) -> Bool { has(ellipsis, index) }
  func isNewAxis(_ index: Int) -> Bool { has(newAxis, index) && !isEllipsis(index) }
}

/// The axes of a strided slice, in the order of the input's.
private struct SlicedAxes {
  var begins: [Int] = []
  var sizes: [Int] = []
  var strides: [Int] = []
  var output: [Int] = []

  mutating func appendWhole(_ size: Int) {
    begins.append(0)
    sizes.append(size)
    strides.append(1)
    output.append(size)
  }

  /// Source: TFLite's `StridedSliceStartForAxis` and `StridedSliceEndForAxis`.
  mutating func append(
    size: Int, begin: Int, end: Int, stride: Int, _ masks: SliceMasks, _ index: Int
  ) {
    let (least, most) = stride > 0 ? (0, size) : (-1, size - 1)
    func clamped(_ place: Int) -> Int {
      min(max(place < 0 ? place.addingReportingOverflow(size).partialValue : place, least), most)
    }
    let first =
      masks.has(masks.begin, index) ? (stride > 0 ? 0 : size - 1) : clamped(begin)
    begins.append(first)
    if masks.has(masks.shrink, index) {
      sizes.append(1)
      strides.append(1)
      return
    }
    let stated = masks.isOffset ? end.addingReportingOverflow(first).partialValue : end
    let last = masks.has(masks.end, index) ? (stride > 0 ? size : -1) : clamped(stated)
    let distance = stride > 0 ? last - first : first - last
    let step = Int(clamping: stride.magnitude)
    let count = distance <= 0 ? 0 : (distance - 1) / step + 1
    sizes.append(count)
    strides.append(count > 1 ? stride : 1)
    output.append(count)
  }
}
