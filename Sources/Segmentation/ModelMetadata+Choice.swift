import Graphs
import ModelCatalogue

extension ModelMetadata {
  /// Reads options, catalogue and graph, in this order of authority.
  ///
  /// - Throws: `SegmentationError` when input or output is of no known form.
  init(
    of graph: Graph, digest: SHA256Digest, options: SegmenterOptions
  ) throws(SegmentationError) {
    try checkInput(of: graph)
    self.digest = digest
    entry = Catalogue.entry(digest: digest)

    if let range = options.inputRange {
      (inputRange, inputRangeSource) = (range, .option)
    } else if let entry {
      (inputRange, inputRangeSource) = (entry.inputRange, .catalogue)
    } else {
      (inputRange, inputRangeSource) = (.zeroToOne, .graph)
    }

    let channelCount = try outputChannelCount(of: graph)
    if let decoding = options.decoding {
      (self.decoding, decodingSource) = (decoding, .option)
    } else if let entry {
      (decoding, decodingSource) = (entry.decoding, .catalogue)
    } else if let decoding = guessedDecoding(of: graph, channelCount: channelCount) {
      (self.decoding, decodingSource) = (decoding, .graph)
    } else {
      throw unknownOutput(of: graph)
    }
    guard decoding.channelCount == channelCount else {
      let output = graph[graph.outputs[0]]
      throw .decoding(decoding, output: output.name, found: "\(output.shape)")
    }
  }
}

private func checkInput(of graph: Graph) throws(SegmentationError) {
  guard graph.inputs.count == 1 else { throw .inputCount(found: graph.inputs.count) }
  let input = graph[graph.inputs[0]]
  let shape = input.shape
  guard
    input.elementType == .float32, shape.rank == 4, shape[0] == 1, shape[3] == 3,
    shape.elementCount > 0
  else {
    throw .notAnImage(input: input.name, found: "\(TensorType(input.elementType, shape))")
  }
}

/// Channels of the first output, once it is known to be a picture of them.
private func outputChannelCount(of graph: Graph) throws(SegmentationError) -> Int {
  guard let id = graph.outputs.first else { throw unknownOutput(of: graph) }
  let output = graph[id]
  guard
    output.elementType == .float32, output.shape.rank == 4, output.shape[0] == 1,
    output.shape.elementCount > 0
  else { throw unknownOutput(of: graph) }
  return output.shape[3]
}

private func unknownOutput(of graph: Graph) -> SegmentationError {
  guard let output = graph.outputs.first.map({ graph[$0] }) else {
    return .unknownOutput(output: "0", found: "no output")
  }
  return .unknownOutput(
    output: output.name, found: "\(TensorType(output.elementType, output.shape))")
}

private func guessedDecoding(of graph: Graph, channelCount: Int) -> OutputDecoding? {
  switch channelCount {
  case 1: endsInLogistic(graph) ? .identity : .sigmoid
  case 2: .softmax2
  case 21: .softmax21
  default: nil
  }
}

/// Tells whether the operator that writes the first output is a logistic function.
private func endsInLogistic(_ graph: Graph) -> Bool {
  let producer = graph.nodes.last { $0.outputs.contains(graph.outputs[0]) }
  return producer?.operation(as: Activate.self)?.activation == .logistic
}
