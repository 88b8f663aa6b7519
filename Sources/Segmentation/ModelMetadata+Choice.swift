import Graphs
import ModelCatalogue
import TFLite

extension ModelMetadata {
  /// Reads options, catalogue, the file's metadata and graph, in this order of authority.
  ///
  /// - Throws: `SegmentationError` when input or output is of no known form.
  init(
    of graph: Graph, digest: SHA256Digest, options: SegmenterOptions,
    annotations: ModelAnnotations = ModelAnnotations()
  ) throws(SegmentationError) {
    (inputIndex, picture) = try pictureInput(of: graph, allowsOthers: options.allowsOtherInputs)
    self.digest = digest
    entry = Catalogue.entry(digest: digest)

    let stated =
      annotations.inputs.indices.contains(inputIndex)
      ? annotations.inputs[inputIndex].normalization : nil
    var normalization: InputNormalization?
    if let range = options.inputRange {
      (inputRange, inputRangeSource) = (range, .option)
    } else if let entry {
      (inputRange, inputRangeSource) = (entry.inputRange, .catalogue)
    } else if let stated, stated.means.count == 1 || stated.means.count == min(3, picture.channels)
    {
      let range = InputRange(stated)
      if range == nil { normalization = stated }
      (inputRange, inputRangeSource) = (range ?? .zeroToOne, .file)
    } else {
      (inputRange, inputRangeSource) = (.zeroToOne, .graph)
    }
    self.normalization = normalization

    var choice = OutputChoice(
      index: options.outputIndex, channel: options.channel, classes: options.classes,
      decoding: options.decoding)
    // What the catalogue says is of the output that it means.
    let isAsKnown = choice.index == nil && choice.channel == nil
    let known = isAsKnown ? entry?.decoding : nil
    if choice.index == nil, entry != nil { choice.index = 0 }
    output = try chosenOutput(of: graph, choice, known, annotations, picture)
    labels = annotations.labels(ofOutput: output.index)
    decodingSource = options.decoding != nil ? .option : known != nil ? .catalogue : .graph
    classesSource =
      options.classes != nil || options.channel != nil
      ? .option : known != nil ? .catalogue : labels.isEmpty ? .graph : .file
  }
}

extension InputRange {
  /// The range that a normalization gives; nil for one that has no name.
  init?(_ normalization: InputNormalization) {
    func isAll(_ numbers: [Float], _ wanted: Float) -> Bool { numbers.allSatisfy { $0 == wanted } }
    if isAll(normalization.means, 127.5), isAll(normalization.deviations, 127.5) {
      self = .minusOneToOne
    } else if isAll(normalization.means, 0), isAll(normalization.deviations, 255) {
      self = .zeroToOne
    } else if isAll(normalization.means, 0), isAll(normalization.deviations, 1) {
      self = .zeroTo255
    } else {
      return nil
    }
  }
}

/// The place of the input that is a picture, and its shape: the only one, or with others the first of three channels,
/// else the first.
private func pictureInput(
  of graph: Graph, allowsOthers: Bool
) throws(SegmentationError) -> (index: Int, PictureShape) {
  guard graph.inputs.count == 1 || (allowsOthers && !graph.inputs.isEmpty) else {
    throw .inputCount(found: graph.inputs.count)
  }
  let pictures = graph.inputs.map { id -> PictureShape? in
    let input = graph[id]
    guard input.elementType == .float32, let picture = input.shape.picture, input.shape[0] == 1
    else { return nil }
    return picture
  }
  let colored = pictures.firstIndex { $0?.channels == 3 }
  guard let index = colored ?? pictures.firstIndex(where: { $0 != nil }),
    let picture = pictures[index]
  else {
    let input = graph[graph.inputs[0]]
    throw .notAnImage(input: input.name, found: "\(input.type)")
  }
  return (index, picture)
}

/// The output that was asked for, else the first that is a mask.
private func chosenOutput(
  of graph: Graph, _ choice: OutputChoice, _ known: OutputDecoding?,
  _ annotations: ModelAnnotations,
  _ picture: PictureShape
) throws(SegmentationError) -> OutputReading {
  guard !graph.outputs.isEmpty else {
    throw .unknownOutput(output: "0", found: "no output")
  }
  let analysis = ValueAnalysis(graph)
  func reading(_ index: Int) throws(SegmentationError) -> OutputReading {
    try OutputReading(
      of: graph, choice, known: known, labels: annotations.labels(ofOutput: index),
      analysis: analysis, inputHeight: picture.height, inputWidth: picture.width, index: index)
  }
  if let index = choice.index {
    guard graph.outputs.indices.contains(index) else {
      throw .outputIndex(index, count: graph.outputs.count)
    }
    return try reading(index)
  }
  var first: SegmentationError?
  for index in graph.outputs.indices {
    do throws(SegmentationError) {
      return try reading(index)
    } catch {
      first = first ?? error
    }
  }
  throw first ?? .unknownOutput(output: "0", found: "no output")
}
