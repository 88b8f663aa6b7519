import Graphs
import Runtime
import Segmentation
import TFLite

/// Record that `vbg inspect` shows of a model; as JSON in these names.
struct InspectionRecord: Encodable {
  struct Tensor: Encodable {
    let name: String
    let elementType: String
    let shape: [Int]
  }

  struct Node: Encodable {
    let `operator`: String
    let inputShapes: [[Int]]
    let outputShapes: [[Int]]
    let multiplyAddCount: Int
    /// Elements of the constants that it reads.
    let parameterCount: Int
  }

  struct OperatorSum: Encodable {
    let `operator`: String
    var nodeCount = 0
    var multiplyAddCount = 0
    var parameterCount = 0
  }

  struct Reading: Encodable {
    let inputRange: String
    let inputRangeFrom: String
    let decoding: String
    let decodingFrom: String
  }

  /// Of a session, beside the plan's packed weights.
  struct Memory: Encodable {
    let arenaByteCount: Int
    let lowerBoundByteCount: Int
    let stepCount: Int
  }

  let path: String
  let byteCount: Int
  let sha256: String
  let catalogueName: String?
  /// Range of its input and decoding of its output, with their sources; nil for a model that finds
  /// no person.
  let reading: Reading?
  let isOptimized: Bool
  let inputs: [Tensor]
  let outputs: [Tensor]
  let nodes: [Node]
  let operators: [OperatorSum]
  let multiplyAddCount: Int
  let parameterCount: Int
  let memory: Memory

  /// Imports, optimizes and plans a model.
  init(_ model: LocatedModel, isOptimized: Bool) throws {
    let imported = try importModel(model.bytes)
    let optimized = try imported.optimized()
    let plan = try ExecutionPlan(optimized)
    let graph = isOptimized ? optimized : imported
    let digest = SHA256Digest(of: model.bytes)
    path = model.path
    byteCount = model.bytes.count
    sha256 = digest.hexadecimal
    catalogueName = Catalogue.entry(digest: digest)?.name
    reading = try? Reading(Segmenter(model: model.bytes).metadata)
    self.isOptimized = isOptimized
    inputs = graph.inputs.map { Tensor(graph[$0]) }
    outputs = graph.outputs.map { Tensor(graph[$0]) }
    nodes = graph.nodes.map { Node($0, of: graph) }
    var sums: [OperatorSum] = []
    for node in nodes {
      let index = sums.firstIndex { $0.operator == node.operator } ?? sums.count
      if index == sums.count { sums.append(OperatorSum(operator: node.operator)) }
      sums[index].nodeCount += 1
      sums[index].multiplyAddCount = saturatingSum(
        sums[index].multiplyAddCount, node.multiplyAddCount)
      sums[index].parameterCount = saturatingSum(sums[index].parameterCount, node.parameterCount)
    }
    operators = sums.sorted { $0.multiplyAddCount > $1.multiplyAddCount }
    multiplyAddCount = sums.reduce(0) { saturatingSum($0, $1.multiplyAddCount) }
    let parameters = Set(graph.nodes.flatMap { $0.inputs.compactMap { $0 } })
      .filter { graph[$0].constant != nil }
    parameterCount = parameters.reduce(0) { saturatingSum($0, graph[$1].shape.elementCount) }
    memory = Memory(
      arenaByteCount: plan.arenaByteCount, lowerBoundByteCount: plan.arenaLowerBoundByteCount,
      stepCount: plan.stepDescriptions.count)
  }

  /// Everything as text for a terminal.
  var tables: String {
    [
      """
      \(printable(path)), \(byteCount) bytes, \(shortName ?? "not in the catalogue")
      sha256   \(sha256)
      \((inputs.map { "input    \($0.text)" } + outputs.map { "output   \($0.text)" })
        .joined(separator: "\n"))
      read as  \(reading?.text ?? "no model that finds people: see --decode of vbg infer")
      """,
      nodeTable.text, operatorTable.text,
      """
      total    \(millions(multiplyAddCount)) MMAC, \(parameterCount) parameters
      memory   \(memory.arenaByteCount) bytes for tensors in \(memory.stepCount) steps, \
      at least \(memory.lowerBoundByteCount) are needed
      """,
    ].joined(separator: "\n\n")
  }

  private var shortName: String? {
    catalogueName.flatMap { Catalogue.entry(named: $0)?.shortName }
  }

  private var nodeTable: AlignedTable {
    var table = AlignedTable([
      .init(title: "#"), .init(title: "OPERATOR", isNumeric: false),
      .init(title: "INPUTS", isNumeric: false, widthLimit: 48),
      .init(title: "OUTPUTS", isNumeric: false, widthLimit: 20), .init(title: "MMAC"),
      .init(title: "PARAMETERS"),
    ])
    table.rows = nodes.enumerated().map { index, node in
      [
        "\(index)", printable(node.operator), text(of: node.inputShapes),
        text(of: node.outputShapes), millions(node.multiplyAddCount), "\(node.parameterCount)",
      ]
    }
    return table
  }

  private var operatorTable: AlignedTable {
    var table = AlignedTable([
      .init(title: "OPERATOR", isNumeric: false), .init(title: "NODES"), .init(title: "MMAC"),
      .init(title: "PARAMETERS"),
    ])
    table.rows = operators.map { sum in
      [
        printable(sum.operator), "\(sum.nodeCount)", millions(sum.multiplyAddCount),
        "\(sum.parameterCount)",
      ]
    }
    return table
  }

  private func text(of shapes: [[Int]]) -> String {
    shapes.map { $0.isEmpty ? "scalar" : $0.map(String.init).joined(separator: "x") }
      .joined(separator: " ")
  }

  private func millions(_ count: Int) -> String { fixedPoint(Double(count) / 1e6, decimals: 3) }
}

extension InspectionRecord.Tensor {
  fileprivate init(_ descriptor: TensorDescriptor) {
    name = descriptor.name
    elementType = descriptor.elementType.rawValue
    shape = descriptor.shape.dimensions
  }

  fileprivate var text: String {
    "\(printable(name)) \(elementType) \(shape.map(String.init).joined(separator: "x"))"
  }
}

extension InspectionRecord.Reading {
  fileprivate init(_ metadata: ModelMetadata) {
    inputRange = metadata.inputRange.rawValue
    inputRangeFrom = metadata.inputRangeSource.rawValue
    decoding = metadata.decoding.rawValue
    decodingFrom = metadata.decodingSource.rawValue
  }

  fileprivate var text: String {
    func source(_ authority: String) -> String { authority == "graph" ? "a guess" : authority }
    return "--input-range \(inputRange) (\(source(inputRangeFrom))), "
      + "--decode \(decoding) (\(source(decodingFrom)))"
  }
}

extension InspectionRecord.Node {
  fileprivate init(_ node: Graphs.Node, of graph: Graph) {
    let inputs = node.inputs.compactMap { id in id.map { graph[$0] } }
    let outputs = graph.outputDescriptors(of: node)
    self.operator = node.operation.name
    inputShapes = inputs.map(\.shape.dimensions)
    outputShapes = outputs.map(\.shape.dimensions)
    multiplyAddCount = node.operation.multiplyAccumulates(
      inputs: graph.inputDescriptors(of: node), outputs: outputs)
    parameterCount = inputs.reduce(0) { sum, input in
      input.constant == nil ? sum : saturatingSum(sum, input.shape.elementCount)
    }
  }
}

/// A sum of counts that stays at the largest Int.
private func saturatingSum(_ a: Int, _ b: Int) -> Int {
  let (sum, overflow) = a.addingReportingOverflow(b)
  return overflow ? .max : sum
}
