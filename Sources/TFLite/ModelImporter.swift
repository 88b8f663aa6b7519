import FlatBuffers
import Graphs

/// A graph from the bytes of a `.tflite` file.
///
/// Any byte string is safe: the file is verified while it is read, and nothing is allocated for a
/// tensor before the sizes of all are known to fit. The graph has the file's nodes and tensors
/// (weights in 16-bit floats still go through their `DEQUANTIZE`), except that inputs which
/// TFLite wants constant (axes, sizes, output shapes) have become attributes. Constants share the
/// storage of `bytes`.
///
/// Shapes are settled node by node by the operators' rules, and what follows from constants and shapes
/// alone becomes a constant. Where a file leaves sizes open (-1 in a shape signature), its own are taken.
///
/// - Parameters:
///   - bytes: the file. Schema version 3, one subgraph.
///   - inputShapes: shapes for the graph's inputs, in their order, instead of the file's; nil keeps one.
///   - memoryLimitByteCount: the most that the file and all tensors that it computes may take
///     together; each tensor is counted, as if none shared memory with another.
/// - Throws: `ModelError`, which says what was expected, what was found, and where.
/// - Complexity: linear in the number of tensors and nodes; constants are not read.
public func importModel(
  _ bytes: [UInt8], memoryLimitByteCount: Int = 1 << 30, inputShapes: [Shape?] = []
) throws(ModelError) -> Graph {
  let parts = try ModelImporter.parts(
    of: bytes, memoryLimitByteCount: memoryLimitByteCount, inputShapes: inputShapes)
  do {
    return try Graph(
      values: parts.values, nodes: parts.nodes, inputs: parts.inputs, outputs: parts.outputs)
  } catch {
    throw .graph(error)
  }
}

/// Verifies a file and turns it into the parts of a graph, step by step; each step has a file.
struct ModelImporter {
  /// The file's bytes, shared with every constant.
  let bytes: [UInt8]
  let model: Schema.Model
  let subgraph: Schema.SubGraph
  let memoryLimitByteCount: Int
  /// Number of numbers that may still be copied out of the file.
  var copiesLeft = ModelLimits.copiedCount
  /// Bytes that sparse constants may still take when they are dense.
  var denseBytesLeft: Int

  /// Parts of a graph; shapes are not yet checked against the operators' rules.
  struct Parts {
    var values: [TensorDescriptor]
    var nodes: [Node]
    var inputs: [ValueID]
    var outputs: [ValueID]
  }

  static func parts(
    of bytes: [UInt8], memoryLimitByteCount: Int, inputShapes: [Shape?] = []
  ) throws(ModelError) -> Parts {
    var importer = try ModelImporter(bytes, memoryLimitByteCount: memoryLimitByteCount)
    let buffers = try importer.readBuffers()
    let table = try importer.readTensors(buffers: buffers)
    let tensorCount = table.descriptors.count
    let inputs = try importer.readGraphList(
      "graph inputs", tensorCount: tensorCount
    ) { subgraph throws(FlatBufferError) in try subgraph.inputs }
    let outputs = try importer.readGraphList(
      "graph outputs", tensorCount: tensorCount
    ) { subgraph throws(FlatBufferError) in try subgraph.outputs }
    guard !outputs.isEmpty else {
      throw .graphList("graph outputs", expected: "at least 1 tensor", found: "none")
    }
    try table.resize(inputs, to: inputShapes)
    let sources = try importer.readNodes(table)
    table.adoptEmptyConstants(inputs: inputs, nodes: sources)
    try verifyDataFlow(
      values: table.descriptors, nodes: sources, inputs: inputs, outputs: outputs)
    let nodes = try importer.settle(sources, table)
    return Parts(values: table.descriptors, nodes: nodes, inputs: inputs, outputs: outputs)
  }

  /// Checks what holds for the file as a whole.
  init(_ bytes: [UInt8], memoryLimitByteCount: Int) throws(ModelError) {
    let file = FlatBuffer(bytes)
    guard let identifier = file.fileIdentifier else {
      throw .identifier(found: "a file of \(bytes.count) bytes")
    }
    guard identifier.elementsEqual("TFL3".utf8) else {
      throw .identifier(found: "\"\(printableText(identifier))\"")
    }
    guard bytes.count <= memoryLimitByteCount else {
      throw .memory(
        "model file", limitByteCount: memoryLimitByteCount, foundByteCount: bytes.count)
    }
    let (model, version, subgraphs) = try reading("model table") {
      () throws(FlatBufferError) in
      let model = try Schema.Model(file)
      return (model, try model.version, try model.subgraphs)
    }
    guard version == 3 else { throw .schemaVersion(found: Int(clamping: version)) }
    guard let subgraphs, subgraphs.count == 1 else {
      throw .subgraphCount(found: subgraphs?.count ?? 0)
    }
    self.bytes = bytes
    self.model = model
    self.subgraph = try reading("subgraph 0") { () throws(FlatBufferError) in
      Schema.SubGraph(table: try subgraphs.table(at: 0))
    }
    self.memoryLimitByteCount = memoryLimitByteCount
    denseBytesLeft = memoryLimitByteCount / 4
  }

  /// Notes that `count` numbers are copied out of the file.
  mutating func countCopies(_ count: Int) throws(ModelError) {
    guard count <= copiesLeft else {
      throw .tooMany(
        "dimensions, tensor indices and quantisation parameters",
        maximum: ModelLimits.copiedCount, found: ModelLimits.copiedCount - copiesLeft + count)
    }
    copiesLeft -= count
  }

  /// A list of tables that is no longer than any sane one; nil when it is absent.
  func list(
    _ name: String, _ read: () throws(FlatBufferError) -> FlatBuffer.TableVector?
  ) throws(ModelError) -> FlatBuffer.TableVector? {
    guard let list = try reading("list of \(name)", read) else { return nil }
    guard list.count <= ModelLimits.listCount else {
      throw .tooMany(name, maximum: ModelLimits.listCount, found: list.count)
    }
    return list
  }

  /// The subgraph's inputs or outputs: indices that exist, none twice.
  private mutating func readGraphList(
    _ name: String, tensorCount: Int,
    _ read: (Schema.SubGraph) throws(FlatBufferError) -> FlatBuffer.Vector<Int32>?
  ) throws(ModelError) -> [ValueID] {
    let subgraph = self.subgraph
    let list = try reading(name) { () throws(FlatBufferError) in try read(subgraph) }
    guard let list else { return [] }
    try countCopies(list.count)
    var ids: [ValueID] = []
    var seen: Set<Int> = []
    for index in list.lazy.map(Int.init) {
      guard index >= 0, index < tensorCount else {
        throw .graphList(
          name, expected: "tensor indices from 0 to \(tensorCount - 1)", found: "\(index)")
      }
      guard seen.insert(index).inserted else {
        throw .graphList(name, expected: "each tensor once", found: "tensor \(index) twice")
      }
      ids.append(ValueID(index))
    }
    return ids
  }
}
