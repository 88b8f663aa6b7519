import FlatBuffers
import Graphs

extension ModelImporter {
  /// All tensors, each checked, and their sum against the memory limit.
  mutating func readTensors(buffers: [Range<Int>]) throws(ModelError) -> ImportedValues {
    let list = try list("tensors") { [subgraph] () throws(FlatBufferError) in
      try subgraph.tensors
    }
    guard let list, list.count > 0 else { throw .missing("tensors") }
    var values: [TensorDescriptor] = []
    var openAxes: [Set<Int>] = []
    var isHandle: [Bool] = []
    values.reserveCapacity(list.count)
    var byteCount = bytes.count
    for index in 0..<list.count {
      let (tensor, name) = try reading("tensor \(index)") { () throws(FlatBufferError) in
        let tensor = Schema.Tensor(table: try list.table(at: index))
        return (tensor, try tensor.name)
      }
      if try isHandleOfVariable(tensor, index) {
        values.append(
          TensorDescriptor(
            name: printableText(name ?? []), elementType: .int32, shape: Shape([])))
        openAxes.append([])
        isHandle.append(true)
        continue
      }
      let (value, openAxesOfValue) = try readTensor(
        tensor, index, name: printableText(name ?? []), buffers: buffers)
      if value.constant == nil {
        byteCount = saturatingSum(byteCount, value.byteCount)
        guard value.byteCount <= memoryLimitByteCount else {
          throw .memory(
            "tensor \(index) (\(value.name), \(value.shape))",
            limitByteCount: memoryLimitByteCount, foundByteCount: value.byteCount)
        }
      }
      values.append(value)
      openAxes.append(openAxesOfValue)
      isHandle.append(false)
    }
    guard byteCount <= memoryLimitByteCount else {
      throw .memory(
        "file and \(list.count) tensors", limitByteCount: memoryLimitByteCount,
        foundByteCount: byteCount)
    }
    return ImportedValues(values, openAxes: openAxes, isHandle: isHandle)
  }

  /// Tells whether a tensor is no array, but the handle of a variable.
  private func isHandleOfVariable(
    _ tensor: Schema.Tensor, _ index: Int
  ) throws(ModelError) -> Bool {
    try reading("tensor \(index)") { () throws(FlatBufferError) in
      try tensor.type == Schema.handleTensorType
    }
  }

  private mutating func readTensor(
    _ tensor: Schema.Tensor, _ index: Int, name: String, buffers: [Range<Int>]
  ) throws(ModelError) -> (TensorDescriptor, openAxes: Set<Int>) {
    func fail(expected: String, found: String) -> ModelError {
      .tensor(index, name: name, expected: expected, found: found)
    }
    let (type, buffer, isVariable, sparsity, externalBuffer) = try reading("tensor \(index)") {
      () throws(FlatBufferError) in
      (
        try tensor.type, Int(clamping: try tensor.buffer), try tensor.isVariable,
        try tensor.sparsity,
        try tensor.externalBuffer
      )
    }
    guard let elementType = ElementType(schemaCode: type) else {
      throw fail(
        expected: "an element type of numbers", found: schemaTypeName(type) ?? "type code \(type)")
    }
    guard externalBuffer == 0 else {
      throw fail(expected: "elements in this file", found: "a buffer in another file")
    }
    guard buffers.indices.contains(buffer) else {
      throw fail(expected: "a buffer index below \(buffers.count)", found: "\(buffer)")
    }
    let (shape, openAxes) = try readShape(tensor, index, fail: fail)
    let quantization = try readQuantization(
      tensor, index, elementType: elementType, shape: shape, fail: fail)
    let value = TensorDescriptor(
      name: name, elementType: elementType, shape: shape, quantization: quantization,
      isState: isVariable)
    let range = buffers[buffer]
    guard range.isEmpty || !isVariable else {
      throw fail(expected: "a variable tensor without elements", found: "\(range.count) bytes")
    }
    // A sparse tensor of zeros alone has no bytes.
    guard sparsity != nil || !range.isEmpty else { return (value, openAxes) }
    if let sparsity {
      let dense = try self.dense(
        sparsity, value, name: name, index: index, bytes: bytes[range], fail: fail)
      return (dense, openAxes)
    }
    guard range.count == value.byteCount else {
      throw fail(
        expected: "\(value.byteCount) bytes of elements (\(elementType.rawValue) \(shape))",
        found: "\(range.count)")
    }
    let constant = TensorDescriptor(
      name: name, elementType: elementType, shape: shape, quantization: quantization,
      constant: Constant(bytes: bytes, range: range))
    return (constant, openAxes)
  }

  /// A sparse constant, with all elements.
  private func dense(
    _ sparsity: Schema.SparsityParameters, _ value: TensorDescriptor, name: String, index: Int,
    bytes: ArraySlice<UInt8>, fail: (_ expected: String, _ found: String) -> ModelError
  ) throws(ModelError) -> TensorDescriptor {
    guard value.byteCount <= budget.denseBytesLeft else {
      throw .memory(
        "tensor \(index) (\(name), sparse)", limitByteCount: memoryLimitByteCount,
        foundByteCount: value.byteCount)
    }
    budget.denseBytesLeft -= value.byteCount
    let elements = try reading("sparsity of tensor \(index)") { () throws(FlatBufferError) in
      try SparseElements.dense(
        sparsity, shape: value.shape, elementByteCount: value.elementType.byteCount, bytes: bytes)
    }
    guard let elements else {
      throw fail("sparse elements with places within \(value.shape)", "others")
    }
    var dense = value
    dense.constant = Constant(bytes: elements, range: 0..<elements.count)
    return dense
  }

  /// The sizes, and which of them may change: such a graph runs at the sizes that the file gives, or at those
  /// that follow from its inputs' (a file's own may be placeholders).
  private mutating func readShape(
    _ tensor: Schema.Tensor, _ index: Int, fail: (_ expected: String, _ found: String) -> ModelError
  ) throws(ModelError) -> (Shape, openAxes: Set<Int>) {
    let (dimensions, signature) = try reading("shape of tensor \(index)") {
      () throws(FlatBufferError) in (try tensor.shape, try tensor.shapeSignature)
    }
    let rank = dimensions?.count ?? 0
    guard rank <= ModelLimits.rank else {
      throw fail("at most \(ModelLimits.rank) dimensions", "\(rank)")
    }
    try countCopies(rank)
    let sizes = dimensions?.map(Int.init) ?? []
    for (axis, size) in sizes.enumerated() where size < 0 {
      throw fail("dimension \(axis) of at least 0", "\(size)")
    }
    var openAxes: Set<Int> = []
    if let signature, !signature.isEmpty {
      guard signature.count == rank else {
        throw fail("a shape signature of rank \(rank)", "rank \(signature.count)")
      }
      for (axis, size) in signature.lazy.map(Int.init).enumerated() where size != sizes[axis] {
        guard size == -1 else {
          throw fail(
            "-1 or \(sizes[axis]) for dimension \(axis)", "\(size) in the shape signature")
        }
        openAxes.insert(axis)
      }
    }
    do {
      return (try Shape(validating: sizes), openAxes)
    } catch {
      throw fail("an element count that fits \(Int.bitWidth - 1) bits", "dimensions \(sizes)")
    }
  }

  /// The affine scheme of an integer tensor; nil for floats and for integers that carry none.
  private mutating func readQuantization(
    _ tensor: Schema.Tensor, _ index: Int, elementType: ElementType, shape: Shape,
    fail: (_ expected: String, _ found: String) -> ModelError
  ) throws(ModelError) -> Quantization? {
    switch elementType {
    case .float16, .float32, .float64: return nil
    default: break
    }
    let parameters = try reading("quantisation of tensor \(index)") {
      () throws(FlatBufferError) in
      try tensor.quantization.map { (parameters) throws(FlatBufferError) in
        (
          scales: try parameters.scales, zeroPoints: try parameters.zeroPoints,
          detailsType: try parameters.detailsType, axis: Int(try parameters.dimension)
        )
      }
    }
    guard let parameters else { return nil }
    guard parameters.detailsType == 0 else {
      throw fail("affine quantisation", "scheme \(parameters.detailsType)")
    }
    guard let scales = parameters.scales, !scales.isEmpty else { return nil }
    let count = scales.count
    if count > 1 {
      guard parameters.axis >= 0, parameters.axis < shape.rank, shape[parameters.axis] == count
      else {
        throw fail(
          "one scale, or one a slice along a dimension of \(shape)",
          "\(count) scales along dimension \(parameters.axis)")
      }
    }
    let zeroPoints = parameters.zeroPoints
    guard zeroPoints == nil || zeroPoints?.count == count else {
      throw fail("\(count) zero points", "\(zeroPoints?.count ?? 0)")
    }
    try countCopies(2 * count)
    for scale in scales where !(scale.isFinite && scale > 0) {
      throw fail("quantisation scales that are positive and finite", "\(scale)")
    }
    let offsets = zeroPoints.map(Array.init) ?? Array(repeating: 0, count: count)
    for offset in offsets where Int32(exactly: offset) == nil {
      throw fail("zero points of 32 bits", "\(offset)")
    }
    return Quantization(
      scales: Array(scales), zeroPoints: offsets.map(Int.init),
      axis: count > 1 ? parameters.axis : 0)
  }
}
