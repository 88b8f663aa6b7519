import FlatBuffers
import Graphs

/// Contents of a model's file, whether vbg runs it or not: read leniently, as far as tables and lists can be followed.
public struct ModelSurvey: Sendable {
  /// One tensor.
  public struct Tensor: Sendable {
    /// The name in the file.
    public var name: String
    /// TFLite's name of the element type: those that vbg has no numbers for, too.
    public var elementType: String
    /// The sizes, -1 for one that is open.
    public var shape: [Int]
    /// Bytes that the file has of its elements; 0 for one that is computed.
    public var constantByteCount: Int
    /// Whether it keeps its elements between runs.
    public var isVariable: Bool
    /// Whether only elements that are not zero are stored.
    public var isSparse: Bool
    /// Whether stored integers stand for reals.
    public var isQuantized: Bool

    /// Elements; saturates. An open size counts as 1.
    public var elementCount: Int {
      shape.reduce(1) { saturatingProduct($0, max($1, $1 < 0 ? 1 : 0)) }
    }
  }

  /// One operator.
  public struct Node: Sendable {
    /// TFLite's name, or that of a custom operator.
    public var name: String
    /// The version of its definition.
    public var version: Int
    /// Indices of tensors; nil for an absent one.
    public var inputs: [Int?]
    /// Indices of tensors.
    public var outputs: [Int]
    /// Reason why no model with it runs; nil for an operator that vbg has in this version.
    public var obstacle: String?
  }

  /// A graph of the file; the first one runs unless another is asked for.
  public struct Subgraph: Sendable {
    /// The name in the file.
    public var name: String
    public var tensors: [Tensor] = []
    public var nodes: [Node] = []
    /// Indices of tensors that the caller supplies.
    public var inputs: [Int] = []
    /// Indices of tensors that the caller gets.
    public var outputs: [Int] = []
  }

  /// The file's words about itself.
  public var description: String
  /// The schema's version.
  public var version: Int
  public var subgraphs: [Subgraph] = []
  /// Entry points with names of their own.
  public var signatures: [ModelSignature] = []
  /// Names of what lies beside the graph, such as `TFLITE_METADATA`.
  public var metadata: [String] = []
}

/// Reads what is in a file.
///
/// - Parameter bytes: the file; nothing about them is trusted.
/// - Throws: `ModelError` for bytes that are no TFLite file, or whose lists can't be followed.
public func surveyModel(_ bytes: [UInt8]) throws(ModelError) -> ModelSurvey {
  let file = FlatBuffer(bytes)
  guard let identifier = file.fileIdentifier else {
    throw .identifier(found: "a file of \(bytes.count) bytes")
  }
  guard identifier.elementsEqual("TFL3".utf8) else {
    throw .identifier(found: "\"\(printableText(identifier))\"")
  }
  return try reading("model") { () throws(FlatBufferError) in
    var reader = try SurveyReader(file)
    return try reader.survey()
  }
}

/// Reader of a file's tables.
private struct SurveyReader {
  let model: Schema.Model
  /// Names and versions of operators, with what stands in the way of each.
  var codes: [(name: String, version: Int, obstacle: String?)] = []
  /// Bytes of buffers.
  var bufferByteCounts: [Int] = []
  /// Numbers that may still be copied out of the file.
  var copiesLeft = ModelLimits.copiedCount

  init(_ file: FlatBuffer) throws(FlatBufferError) { model = try Schema.Model(file) }

  mutating func survey() throws(FlatBufferError) -> ModelSurvey {
    try readCodes()
    try readBuffers()
    var survey = ModelSurvey(
      description: printableText(try model.description ?? []),
      version: Int(clamping: try model.version))
    if let list = try model.subgraphs {
      for index in 0..<min(list.count, 64) {
        survey.subgraphs.append(try subgraph(Schema.SubGraph(table: try list.table(at: index))))
      }
    }
    survey.signatures = try model.readSignatures()
    if let list = try model.metadata {
      for index in 0..<min(list.count, 64) {
        let name = try Schema.Metadata(table: try list.table(at: index)).name
        survey.metadata.append(printableText(name ?? []))
      }
    }
    return survey
  }

  private mutating func readCodes() throws(FlatBufferError) {
    guard let list = try model.operatorCodes else { return }
    for index in 0..<min(list.count, ModelLimits.listCount) {
      let code = Schema.OperatorCode(table: try list.table(at: index))
      let (builtin, version) = (try code.builtinCode, Int(try code.version))
      let isCustom = builtin == 32
      let custom = printableText(try code.customCode ?? [])
      let name = isCustom ? custom : builtinOperatorName(builtin) ?? "operator code \(builtin)"
      let entry = operatorEntries[isCustom ? .custom(custom) : .builtin(builtin)]
      let obstacle: String? =
        if let entry {
          entry.versions.contains(version)
            ? nil
            : "version \(version), where vbg has \(entry.versions.lowerBound) to "
              + "\(entry.versions.upperBound)"
        } else {
          isCustom
            ? "a custom operator that vbg does not have" : "an operator that vbg does not have"
        }
      codes.append((name, version, obstacle))
    }
  }

  private mutating func readBuffers() throws(FlatBufferError) {
    guard let list = try model.buffers else { return }
    for index in 0..<min(list.count, ModelLimits.listCount) {
      let buffer = Schema.Buffer(table: try list.table(at: index))
      let inPlace = try buffer.data?.count ?? 0
      bufferByteCounts.append(
        try buffer.offset > 1 ? Int(clamping: try buffer.size) : inPlace)
    }
  }

  private mutating func subgraph(
    _ source: Schema.SubGraph
  ) throws(FlatBufferError) -> ModelSurvey.Subgraph {
    var result = ModelSurvey.Subgraph(name: printableText(try source.name ?? []))
    if let list = try source.tensors {
      for index in 0..<min(list.count, ModelLimits.listCount) {
        result.tensors.append(try tensor(Schema.Tensor(table: try list.table(at: index))))
      }
    }
    func known(_ index: Int) -> Bool { result.tensors.indices.contains(index) }
    result.inputs = numbers(try source.inputs).filter(known)
    result.outputs = numbers(try source.outputs).filter(known)
    if let list = try source.operators {
      for index in 0..<min(list.count, ModelLimits.listCount) {
        let node = Schema.Operator(table: try list.table(at: index))
        let code = Int(clamping: try node.codeIndex)
        let isCoded = codes.indices.contains(code)
        result.nodes.append(
          ModelSurvey.Node(
            name: isCoded ? codes[code].name : "?", version: isCoded ? codes[code].version : 0,
            inputs: numbers(try node.inputs).map { known($0) ? $0 : nil },
            outputs: numbers(try node.outputs).filter(known),
            obstacle: isCoded ? codes[code].obstacle : "operator code \(code), which is not listed")
        )
      }
    }
    return result
  }

  private mutating func tensor(
    _ source: Schema.Tensor
  ) throws(FlatBufferError) -> ModelSurvey.Tensor {
    let type = try source.type
    var shape = numbers(try source.shape)
    let signature = numbers(try source.shapeSignature)
    if signature.count == shape.count {
      for axis in shape.indices where signature[axis] < 0 { shape[axis] = -1 }
    }
    let buffer = Int(clamping: try source.buffer)
    return ModelSurvey.Tensor(
      name: printableText(try source.name ?? []),
      elementType: ElementType(schemaCode: type)?.rawValue ?? schemaTypeName(type)
        ?? "type code \(type)",
      shape: shape,
      constantByteCount: bufferByteCounts.indices.contains(buffer) ? bufferByteCounts[buffer] : 0,
      isVariable: try source.isVariable, isSparse: try source.sparsity != nil,
      isQuantized: (try source.quantization?.scales?.isEmpty ?? true) == false)
  }

  /// The numbers of a list, as long as there are not too many in all.
  private mutating func numbers(_ list: FlatBuffer.Vector<Int32>?) -> [Int] {
    guard let list, list.count <= copiesLeft else { return [] }
    copiesLeft -= list.count
    return list.map(Int.init)
  }
}

extension ModelSurvey {
  /// The number of the graph that a choice means.
  ///
  /// - Throws: `ModelError` for one that the file does not have.
  public func subgraphIndex(of choice: GraphChoice) throws(ModelError) -> Int {
    guard !subgraphs.isEmpty else { throw .missing("subgraphs") }
    return try choice.subgraphIndex(count: subgraphs.count, signatures: signatures)
  }

  /// The signature by whose names the inputs and outputs of a graph are known.
  public func signature(of subgraph: Int, _ choice: GraphChoice) -> ModelSignature? {
    choice.signature(of: subgraph, among: signatures)
  }
}
