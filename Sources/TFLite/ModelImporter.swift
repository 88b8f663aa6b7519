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
///   - bytes: the file. Schema version 3.
///   - inputShapes: shapes for the graph's inputs, in their order, instead of the file's; nil keeps one.
///   - choice: which of the file's graphs, and the size of its picture.
///   - memoryLimitByteCount: the most that the file and all tensors that it computes may take
///     together; each tensor is counted, as if none shared memory with another.
/// - Throws: `ModelError`, which says what was expected, what was found, and where.
/// - Complexity: linear in the number of tensors and nodes; constants are not read.
public func importModel(
  _ bytes: [UInt8], memoryLimitByteCount: Int = 1 << 30, inputShapes: [Shape?] = [],
  choice: GraphChoice = GraphChoice()
) throws(ModelError) -> Graph {
  try ModelImporter.parts(
    of: bytes, memoryLimitByteCount: memoryLimitByteCount, inputShapes: inputShapes, choice: choice
  ).graph()
}

/// Verifies a file and turns it into the parts of a graph, step by step; each step has a file.
struct ModelImporter {
  /// The file's bytes, shared with every constant.
  let bytes: [UInt8]
  let model: Schema.Model
  let subgraph: Schema.SubGraph
  let memoryLimitByteCount: Int
  let budget: ImportBudget
  private let subgraphs: FlatBuffer.TableVector
  /// Numbers of this subgraph and those around it, the outermost first.
  private let path: [Int]

  /// Parts of a graph; shapes are not yet checked against the operators' rules.
  struct Parts {
    var values: [TensorDescriptor]
    var nodes: [Node]
    var inputs: [ValueID]
    var outputs: [ValueID]
    /// State that stands for variables, by name.
    var variables: [String: ValueID] = [:]

    /// The graph that they make.
    func graph() throws(ModelError) -> Graph {
      do {
        return try Graph(values: values, nodes: nodes, inputs: inputs, outputs: outputs)
      } catch {
        throw .graph(error)
      }
    }
  }

  static func parts(
    of bytes: [UInt8], memoryLimitByteCount: Int, inputShapes: [Shape?] = [],
    choice: GraphChoice = GraphChoice()
  ) throws(ModelError) -> Parts {
    let model = try verifiedModel(bytes, memoryLimitByteCount: memoryLimitByteCount)
    let (subgraphs, signatures) = try reading("model table") { () throws(FlatBufferError) in
      (try model.subgraphs, try model.readSignatures())
    }
    guard let subgraphs, subgraphs.count >= 1 else {
      throw .subgraphCount(found: subgraphs?.count ?? 0)
    }
    let index = try choice.subgraphIndex(count: subgraphs.count, signatures: signatures)
    var importer = try ModelImporter(
      bytes, model, subgraphs, path: [index], memoryLimitByteCount: memoryLimitByteCount,
      ImportBudget(memoryLimitByteCount: memoryLimitByteCount))
    return try importer.parts(
      inputShapes: inputShapes, pictureSize: choice.pictureSize,
      signature: choice.signature(of: index, among: signatures))
  }

  private mutating func parts(
    inputShapes: [Shape?], pictureSize: Extent2D? = nil, signature: ModelSignature? = nil,
    needsOutputs: Bool = true
  ) throws(ModelError) -> Parts {
    let buffers = try readBuffers()
    let table = try readTensors(buffers: buffers)
    let tensorCount = table.descriptors.count
    let inputs = try readGraphList(
      "graph inputs", tensorCount: tensorCount
    ) { subgraph throws(FlatBufferError) in try subgraph.inputs }
    let outputs = try readGraphList(
      "graph outputs", tensorCount: tensorCount
    ) { subgraph throws(FlatBufferError) in try subgraph.outputs }
    guard !outputs.isEmpty || !needsOutputs else {
      throw .graphList("graph outputs", expected: "at least 1 tensor", found: "none")
    }
    try table.checkNoHandles(inputs + outputs)
    try table.resize(inputs, to: inputShapes)
    if let pictureSize {
      try table.resize(inputs, to: table.shapes(of: inputs, pictureSize: pictureSize))
    }
    if let signature { table.name(inputs, outputs, by: signature) }
    let sources = try readNodes(table)
    table.adoptEmptyConstants(inputs: inputs, nodes: sources)
    try Self.verifyDataFlow(
      values: table.descriptors, nodes: sources, inputs: inputs, outputs: outputs)
    let outer = self
    table.subgraph = { (index, types, source) throws(ModelError) in
      try outer.inner(index, source).graph(inputs: types)
    }
    table.initialize = { (index, source) throws(ModelError) in
      try outer.inner(index, source).initialize(source)
    }
    let nodes = try settle(sources, table)
    return Parts(
      values: table.descriptors, nodes: nodes, inputs: inputs, outputs: outputs,
      variables: table.variables)
  }

  /// The importer of another subgraph, which a node of this one runs.
  private func inner(_ index: Int, _ source: NodeSource) throws(ModelError) -> ModelImporter {
    budget.subgraphCount += 1
    guard budget.subgraphCount <= ModelLimits.subgraphCount else {
      throw source.fail(
        expected: "at most \(ModelLimits.subgraphCount) subgraphs that run within others",
        found: "more")
    }
    guard index >= 0, index < subgraphs.count else {
      throw source.fail(
        expected: "a subgraph from 0 to \(subgraphs.count - 1)", found: "\(index)")
    }
    guard !path.contains(index) else {
      throw source.fail(
        expected: "a subgraph that the node does not lie within", found: "subgraph \(index)")
    }
    guard path.count < ModelLimits.subgraphDepth else {
      throw source.fail(
        expected: "at most \(ModelLimits.subgraphDepth) subgraphs within one another",
        found: "more")
    }
    return try ModelImporter(
      bytes, model, subgraphs, path: path + [index], memoryLimitByteCount: memoryLimitByteCount,
      budget)
  }

  /// The subgraph as a graph with inputs of some types.
  private func graph(inputs: [TensorType]) throws(ModelError) -> Graph {
    var importer = self
    do {
      return try importer.parts(inputShapes: inputs.map { $0.shape }).graph()
    } catch {
      throw .subgraph(path[path.count - 1], error)
    }
  }

  /// Runs the subgraph as one that gives variables the elements that they have at first.
  private func initialize(_ source: NodeSource) throws(ModelError) {
    var importer = self
    let parts: Parts
    do {
      parts = try importer.parts(inputShapes: [], needsOutputs: false)
    } catch {
      throw .subgraph(path[path.count - 1], error)
    }
    for node in parts.nodes {
      guard node.operation(as: WriteState.self) != nil, let state = node.inputs[0],
        let value = node.inputs[1], let elements = parts.values[value.index].constant,
        let name = parts.variables.first(where: { $0.value == state })?.key
      else {
        throw source.fail(
          expected: "a subgraph that assigns constants to variables",
          found: "one that runs \(node.operation.label)")
      }
      budget.initialStates[name] = (parts.values[value.index].type, elements)
    }
  }

  private init(
    _ bytes: [UInt8], _ model: Schema.Model, _ subgraphs: FlatBuffer.TableVector, path: [Int],
    memoryLimitByteCount: Int, _ budget: ImportBudget
  ) throws(ModelError) {
    self.bytes = bytes
    self.model = model
    self.subgraphs = subgraphs
    self.path = path
    self.memoryLimitByteCount = memoryLimitByteCount
    self.budget = budget
    let index = path[path.count - 1]
    subgraph = try reading("subgraph \(index)") { () throws(FlatBufferError) in
      Schema.SubGraph(table: try subgraphs.table(at: index))
    }
  }

  /// Checks what holds for the file as a whole.
  private static func verifiedModel(
    _ bytes: [UInt8], memoryLimitByteCount: Int
  ) throws(ModelError) -> Schema.Model {
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
    let (model, version) = try reading("model table") { () throws(FlatBufferError) in
      let model = try Schema.Model(file)
      return (model, try model.version)
    }
    guard version == 3 else { throw .schemaVersion(found: Int(clamping: version)) }
    return model
  }

  /// Notes that `count` numbers are copied out of the file.
  func countCopies(_ count: Int) throws(ModelError) {
    guard count <= budget.copiesLeft else {
      throw .tooMany(
        "dimensions, tensor indices and quantisation parameters",
        maximum: ModelLimits.copiedCount, found: ModelLimits.copiedCount - budget.copiesLeft + count
      )
    }
    budget.copiesLeft -= count
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
