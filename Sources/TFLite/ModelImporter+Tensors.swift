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
    var isOpen: [Bool] = []
    values.reserveCapacity(list.count)
    var byteCount = bytes.count
    for index in 0..<list.count {
      let (tensor, name) = try reading("tensor \(index)") { () throws(FlatBufferError) in
        let tensor = Schema.Tensor(table: try list.table(at: index))
        return (tensor, try tensor.name)
      }
      let (value, isOpenValue) = try readTensor(
        tensor, index, name: printableText(name ?? []), buffers: buffers)
      if value.constant == nil {
        byteCount = byteCount.addingSaturating(value.byteCount)
        guard value.byteCount <= memoryLimitByteCount else {
          throw .memory(
            "tensor \(index) (\(value.name), \(value.shape))",
            limitByteCount: memoryLimitByteCount, foundByteCount: value.byteCount)
        }
      }
      values.append(value)
      isOpen.append(isOpenValue)
    }
    guard byteCount <= memoryLimitByteCount else {
      throw .memory(
        "file and \(list.count) tensors", limitByteCount: memoryLimitByteCount,
        foundByteCount: byteCount)
    }
    return ImportedValues(values, isOpen: isOpen)
  }

  private mutating func readTensor(
    _ tensor: Schema.Tensor, _ index: Int, name: String, buffers: [Range<Int>]
  ) throws(ModelError) -> (TensorDescriptor, isOpen: Bool) {
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
    guard !isVariable else { throw fail(expected: "no state", found: "a variable tensor") }
    guard externalBuffer == 0 else {
      throw fail(expected: "elements in this file", found: "a buffer in another file")
    }
    guard buffers.indices.contains(buffer) else {
      throw fail(expected: "a buffer index below \(buffers.count)", found: "\(buffer)")
    }
    let (shape, isOpen) = try readShape(tensor, index, fail: fail)
    let quantization = try readQuantization(
      tensor, index, elementType: elementType, shape: shape, fail: fail)
    let value = TensorDescriptor(
      name: name, elementType: elementType, shape: shape, quantization: quantization)
    let range = buffers[buffer]
    guard !range.isEmpty else {
      guard sparsity == nil else {
        throw fail(expected: "elements of a sparse tensor in the file", found: "none")
      }
      return (value, isOpen)
    }
    if let sparsity {
      let dense = try self.dense(
        sparsity, value, name: name, index: index, bytes: bytes[range], fail: fail)
      return (dense, isOpen)
    }
    guard range.count == value.byteCount else {
      throw fail(
        expected: "\(value.byteCount) bytes of elements (\(elementType.rawValue) \(shape))",
        found: "\(range.count)")
    }
    let constant = TensorDescriptor(
      name: name, elementType: elementType, shape: shape, quantization: quantization,
      constant: Constant(bytes: bytes, range: range))
    return (constant, isOpen)
  }

  /// A sparse constant, with all elements.
  private mutating func dense(
    _ sparsity: Schema.SparsityParameters, _ value: TensorDescriptor, name: String, index: Int,
    bytes: ArraySlice<UInt8>, fail: (_ expected: String, _ found: String) -> ModelError
  ) throws(ModelError) -> TensorDescriptor {
    guard value.byteCount <= denseBytesLeft else {
      throw .memory(
        "tensor \(index) (\(name), sparse)", limitByteCount: memoryLimitByteCount,
        foundByteCount: value.byteCount)
    }
    denseBytesLeft -= value.byteCount
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

  /// The sizes, and whether some may change: such a graph runs at the sizes that the file gives, or at those
  /// that follow from its inputs' (a file's own may be placeholders).
  private mutating func readShape(
    _ tensor: Schema.Tensor, _ index: Int, fail: (_ expected: String, _ found: String) -> ModelError
  ) throws(ModelError) -> (Shape, isOpen: Bool) {
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
    var isOpen = false
    if let signature, !signature.isEmpty {
      guard signature.count == rank else {
        throw fail("a shape signature of rank \(rank)", "rank \(signature.count)")
      }
      for (axis, size) in signature.lazy.map(Int.init).enumerated() where size != sizes[axis] {
        guard size == -1 else {
          throw fail(
            "-1 or \(sizes[axis]) for dimension \(axis)", "\(size) in the shape signature")
        }
        isOpen = true
      }
    }
    do {
      return (try Shape(validating: sizes), isOpen)
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

extension Int {
  /// The sum, or `Int.max` where it would overflow; for counts.
  fileprivate func addingSaturating(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
