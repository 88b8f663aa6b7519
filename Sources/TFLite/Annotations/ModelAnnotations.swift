import FlatBuffers

/// A model file's words on its tensors beside the graph: how an input's numbers are made of bytes, and the
/// names of classes.
public struct ModelAnnotations: Sendable {
  /// Of one tensor.
  public struct Tensor: Sendable {
    /// The way an input is made of bytes; nil where the file says nothing.
    public var normalization: InputNormalization?
    /// Names of classes, in their order; empty where the file has none.
    public var labels: [String] = []
  }

  /// In the order of the graph's inputs.
  public var inputs: [Tensor] = []
  /// In the order of the graph's outputs.
  public var outputs: [Tensor] = []

  /// Of a file that says nothing.
  public init() {}

  /// The names of classes of an output; those of the only output that has any, where it has none.
  public func labels(ofOutput index: Int) -> [String] {
    if outputs.indices.contains(index), !outputs[index].labels.isEmpty {
      return outputs[index].labels
    }
    let named = outputs.filter { !$0.labels.isEmpty }
    return named.count == 1 ? named[0].labels : []
  }
}

/// A byte b becomes (b - mean) / deviation: numbers for all channels, or one for each.
public struct InputNormalization: Hashable, Sendable {
  /// The numbers that are subtracted, one or one a channel.
  public let means: [Float]
  /// The numbers that are divided by, as many; positive.
  public let deviations: [Float]

  /// A normalization; nil where the numbers make no sense.
  public init?(means: [Float], deviations: [Float]) {
    guard !means.isEmpty, means.count == deviations.count, means.count <= 4,
      means.allSatisfy({ $0.isFinite }), deviations.allSatisfy({ $0.isFinite && $0 > 1e-6 })
    else { return nil }
    self.means = means
    self.deviations = deviations
  }
}

/// Reads what a file says of its tensors. Metadata is an addition that a model runs without: what is broken in it
/// counts as absent.
///
/// - Parameter bytes: a `.tflite` file; nothing about them is trusted.
public func readAnnotations(of bytes: [UInt8]) -> ModelAnnotations {
  var annotations = ModelAnnotations()
  guard let subgraph = try? metadataOfFirstSubgraph(bytes) else { return annotations }
  let files = StoredFiles(bytes)
  annotations.inputs = tensors(2, of: subgraph, files)
  annotations.outputs = tensors(3, of: subgraph, files)
  return annotations
}

/// The most tensors that are looked at.
private let tensorLimit = 64

private func metadataOfFirstSubgraph(
  _ bytes: [UInt8]
) throws(FlatBufferError) -> FlatBuffer.Table? {
  let model = try Schema.Model(FlatBuffer(bytes))
  guard let entries = try model.metadata, let buffers = try model.buffers else { return nil }
  for index in 0..<min(entries.count, tensorLimit) {
    let entry = Schema.Metadata(table: try entries.table(at: index))
    guard let name = try entry.name, name.elementsEqual("TFLITE_METADATA".utf8) else { continue }
    let buffer = Int(clamping: try entry.buffer)
    guard buffer < buffers.count,
      let data = try Schema.Buffer(table: try buffers.table(at: buffer)).data
    else { return nil }
    let file = FlatBuffer(Array(bytes[data.byteRange]))
    guard let identifier = file.fileIdentifier, identifier.elementsEqual("M001".utf8) else {
      return nil
    }
    guard let subgraphs = try Schema.MetadataRoot(file).subgraphs, subgraphs.count > 0 else {
      return nil
    }
    return try subgraphs.table(at: 0)
  }
  return nil
}

private func tensors(
  _ field: Int, of subgraph: FlatBuffer.Table, _ files: StoredFiles
) -> [ModelAnnotations.Tensor] {
  guard let list = (try? subgraph.tables(field)) ?? nil else { return [] }
  return (0..<min(list.count, tensorLimit)).map { index in
    var tensor = ModelAnnotations.Tensor()
    guard let table = try? list.table(at: index) else { return tensor }
    let metadata = Schema.TensorMetadata(table: table)
    tensor.normalization = (try? normalization(of: metadata)) ?? nil
    tensor.labels = ((try? labelFile(of: metadata)) ?? nil).flatMap(files.lines(of:)) ?? []
    return tensor
  }
}

private func normalization(
  of tensor: Schema.TensorMetadata
) throws(FlatBufferError) -> InputNormalization? {
  guard let units = try tensor.processUnits else { return nil }
  for index in 0..<min(units.count, tensorLimit) {
    let (type, table) = try units.table(at: index).union(typeField: 0, valueField: 1)
    guard type == Schema.normalizationUnionType, let table else { continue }
    let means = try table.vector(0, of: Float.self)
    let deviations = try table.vector(1, of: Float.self)
    return InputNormalization(
      means: means.map { Array($0.prefix(8)) } ?? [],
      deviations: deviations.map { Array($0.prefix(8)) } ?? [])
  }
  return nil
}

/// The name of the first file of labels in the language of the file itself.
private func labelFile(
  of tensor: Schema.TensorMetadata
) throws(FlatBufferError) -> ArraySlice<UInt8>? {
  guard let files = try tensor.associatedFiles else { return nil }
  for index in 0..<min(files.count, tensorLimit) {
    let file = try files.table(at: index)
    let type = try file.scalar(2, default: Int8(0))
    guard Schema.labelFileTypes.contains(type), let name = try file.string(0) else { continue }
    return name
  }
  return nil
}
