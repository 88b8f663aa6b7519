import Graphs
import Runtime
import Segmentation
import TFLite

/// Record that `vbg inspect` shows of a model; as JSON in these names.
struct InspectionRecord: Encodable {
  struct Node: Encodable {
    let `operator`: String
    /// Of the operator's definition; nil in an optimized graph, which is none of the file's.
    let version: Int?
    let inputShapes: [[Int]]
    let outputShapes: [[Int]]
    let elementTypes: [String]
    let multiplyAddCount: Int
    /// Elements of the constants that it reads.
    let parameterCount: Int
    /// Reason why no model with it runs; nil where nothing stands in its way.
    var missing: String?
    /// Tensors, for drawing.
    let inputs: [Int]
    let outputs: [Int]
  }

  struct OperatorSum: Encodable {
    let `operator`: String
    var nodeCount = 0
    var versions: [Int] = []
    var elementTypes: [String] = []
    var multiplyAddCount = 0
    var parameterCount = 0
    var missing: String?
  }

  struct Reading: Encodable {
    let inputRange: String
    let inputRangeFrom: String
    let decoding: String
    let decodingFrom: String
    let outputIndex: Int
    let classes: String?
  }

  /// An entry of the file: a graph, and names of its inputs and outputs.
  struct Signature: Encodable {
    let name: String
    let subgraph: Int
    let inputs: [TensorRecord]
    let outputs: [TensorRecord]
  }

  /// A graph of the file.
  struct Subgraph: Encodable {
    let name: String
    let nodeCount: Int
    let inputCount: Int
    let outputCount: Int
  }

  /// Elements that the file carries.
  struct Constants: Encodable {
    var count = 0
    var byteCount = 0
    var byteCountByElementType: [String: Int] = [:]
  }

  /// Result of a pass of the optimizer.
  struct Pass: Encodable {
    let name: String
    let nodeCountBefore: Int
    let nodeCountAfter: Int
    let removed: [String: Int]
    let added: [String: Int]
  }

  /// Of a session, beside the plan's packed weights.
  struct Memory: Encodable {
    let arenaByteCount: Int
    let lowerBoundByteCount: Int
    let stepCount: Int
  }

  /// A tensor's place in the arena.
  struct Buffer: Encodable {
    let byteOffset: Int
    let byteCount: Int
    let firstStep: Int
    let lastStep: Int
    /// Operator of the step that first writes it.
    let writer: String
  }

  let path: String
  let byteCount: Int
  let sha256: String
  let catalogueName: String?
  /// The file's words about itself.
  let description: String
  /// All graphs of the file.
  let subgraphs: [Subgraph]
  /// The number of the graph that is shown.
  let subgraph: Int
  let signatures: [Signature]
  /// Names of what lies beside the graphs.
  let metadata: [String]
  let labels: [String]
  /// Whether vbg runs it, and the first thing that stands in the way.
  let runs: Bool
  let reason: String?
  /// Range of its input and decoding of its output, with their sources; nil for a model that finds
  /// no person.
  let reading: Reading?
  let isOptimized: Bool
  let inputs: [TensorRecord]
  let outputs: [TensorRecord]
  let nodes: [Node]
  let operators: [OperatorSum]
  let multiplyAddCount: Int
  let parameterCount: Int
  let constants: Constants
  /// nil for a model that does not run, as the next two.
  let passes: [Pass]?
  let memory: Memory?
  let memoryPlan: [Buffer]?

  /// Reads a model, and imports, optimizes and plans it as far as it goes.
  init(
    _ model: LocatedModel, _ choice: GraphChoice = GraphChoice(), isOptimized: Bool
  ) throws {
    let survey = try surveyModel(model.bytes)
    subgraph = try survey.subgraphIndex(of: choice)
    let main = survey.subgraphs[subgraph]
    let outcome = Result { try RunnableModel(model.bytes, choice) }
    let runnable = try? outcome.get()
    if isOptimized, case .failure(let error) = outcome { throw error }
    let digest = SHA256Digest(of: model.bytes)
    path = model.path
    byteCount = model.bytes.count
    sha256 = digest.hexadecimal
    catalogueName = Catalogue.entry(digest: digest)?.name
    description = survey.description
    subgraphs = survey.subgraphs.map {
      Subgraph(
        name: $0.name, nodeCount: $0.nodes.count, inputCount: $0.inputs.count,
        outputCount: $0.outputs.count)
    }
    signatures = survey.signatures.map { Signature($0, of: survey) }
    metadata = survey.metadata
    labels = readAnnotations(of: model.bytes).labels(ofOutput: 0)
    runs = runnable != nil
    if case .failure(let error) = outcome { reason = "\(error)" } else { reason = nil }
    var options = SegmenterOptions()
    options.graph = choice
    reading = try? Reading(Segmenter(model: model.bytes, options: options).metadata)
    self.isOptimized = isOptimized
    let names = survey.signature(of: subgraph, choice)
    // Sizes that were asked for are what is shown.
    let resized = choice.pictureSize == nil ? nil : runnable?.imported
    inputs = main.inputs.enumerated().map { place, index in
      TensorRecord(
        main.tensors[index], index, among: names?.inputs,
        sizes: resized.map { $0[$0.inputs[place]].shape.dimensions })
    }
    outputs = main.outputs.enumerated().map { place, index in
      TensorRecord(
        main.tensors[index], index, among: names?.outputs,
        sizes: resized.map { $0[$0.outputs[place]].shape.dimensions })
    }
    if let graph = isOptimized ? runnable?.optimized : resized {
      nodes = graph.nodes.map { Node($0, of: graph) }
      parameterCount = Self.parameterCount(of: graph)
    } else {
      let doesRun = runs
      nodes = main.nodes.map { Node($0, of: main, explainsTypes: !doesRun) }
      parameterCount = Self.parameterCount(of: main)
    }
    operators = Self.sums(nodes)
    multiplyAddCount = operators.reduce(0) { saturatingSum($0, $1.multiplyAddCount) }
    constants = Constants(main)
    passes = runnable?.passes
    memory = runnable.map { Memory($0.plan) }
    memoryPlan = runnable.map { Buffer.all(of: $0.plan) }
  }

  private static func sums(_ nodes: [Node]) -> [OperatorSum] {
    var sums: [OperatorSum] = []
    for node in nodes {
      let index = sums.firstIndex { $0.operator == node.operator } ?? sums.count
      if index == sums.count { sums.append(OperatorSum(operator: node.operator)) }
      sums[index].nodeCount += 1
      sums[index].multiplyAddCount = saturatingSum(
        sums[index].multiplyAddCount, node.multiplyAddCount)
      sums[index].parameterCount = saturatingSum(sums[index].parameterCount, node.parameterCount)
      if let version = node.version, !sums[index].versions.contains(version) {
        sums[index].versions.append(version)
      }
      for type in node.elementTypes where !sums[index].elementTypes.contains(type) {
        sums[index].elementTypes.append(type)
      }
      if let missing = node.missing, sums[index].missing == nil { sums[index].missing = missing }
    }
    return sums.sorted { $0.multiplyAddCount > $1.multiplyAddCount }
  }

  private static func parameterCount(of graph: Graph) -> Int {
    let parameters = Set(graph.nodes.flatMap { $0.inputs.compactMap { $0 } })
      .filter { graph[$0].constant != nil }
    return parameters.reduce(0) { saturatingSum($0, graph[$1].shape.elementCount) }
  }

  private static func parameterCount(of graph: ModelSurvey.Subgraph) -> Int {
    let parameters = Set(graph.nodes.flatMap { $0.inputs.compactMap { $0 } })
      .filter { graph.tensors[$0].constantByteCount > 0 }
    return parameters.reduce(0) { saturatingSum($0, graph.tensors[$1].elementCount) }
  }
}

/// A sum of counts that stays at the largest Int.
func saturatingSum(_ a: Int, _ b: Int) -> Int {
  let (sum, overflow) = a.addingReportingOverflow(b)
  return overflow ? .max : sum
}
