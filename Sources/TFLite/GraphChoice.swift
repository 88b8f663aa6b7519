public import Graphs

/// The graph of a file that is imported, and the size of the picture that it reads.
public struct GraphChoice: Hashable, Sendable {
  /// One of a file's graphs.
  public enum Entry: Hashable, Sendable {
    /// The first one, which runs unless something else is asked for.
    case first
    /// The one that a signature names.
    case signature(String)
    /// The one of this number, from 0.
    case subgraph(Int)
  }

  /// The graph.
  public var entry: Entry
  /// Height and width of the inputs that are pictures, instead of the file's; nil keeps those.
  public var pictureSize: Extent2D?

  /// A choice; by default what the file says.
  public init(entry: Entry = .first, pictureSize: Extent2D? = nil) {
    self.entry = entry
    self.pictureSize = pictureSize
  }
}

extension GraphChoice {
  /// The number of the graph.
  ///
  /// - Throws: `ModelError` for a graph that the file does not have.
  func subgraphIndex(
    count: Int, signatures: [ModelSignature]
  ) throws(ModelError) -> Int {
    let index: Int
    switch entry {
    case .first: index = 0
    case .subgraph(let number): index = number
    case .signature(let key):
      guard let signature = signatures.first(where: { $0.key == key }) else {
        let keys = signatures.prefix(8).map { "'\($0.key)'" }.joined(separator: ", ")
        throw .graphList(
          "signature", expected: signatures.isEmpty ? "none, as the file has none" : keys,
          found: "'\(printableText(Array(key.utf8)[...]))'")
      }
      index = signature.subgraph
    }
    guard (0..<count).contains(index) else {
      throw .graphList("subgraph", expected: "one from 0 to \(count - 1)", found: "\(index)")
    }
    return index
  }

  /// The signature by whose names inputs and outputs are known: the chosen one, or the first of the graph.
  func signature(
    of subgraph: Int, among signatures: [ModelSignature]
  ) -> ModelSignature? {
    if case .signature(let key) = entry { return signatures.first { $0.key == key } }
    return signatures.first { $0.subgraph == subgraph }
  }
}

extension ImportedValues {
  /// Gives tensors the names that a signature has for them.
  func name(_ inputs: [ValueID], _ outputs: [ValueID], by signature: ModelSignature) {
    for tensor in signature.inputs where inputs.contains(ValueID(tensor.index)) {
      descriptors[tensor.index].signatureNames.input = tensor.name
    }
    for tensor in signature.outputs where outputs.contains(ValueID(tensor.index)) {
      descriptors[tensor.index].signatureNames.output = tensor.name
    }
  }

  /// The shapes of inputs where pictures have another size: the first of three channels, or else the first, and those
  /// of the same size as that; nil for those that stay. An only input of four dimensions counts as one, however many
  /// channels it has.
  ///
  /// - Throws: `ModelError` where no input is a picture.
  func shapes(of inputs: [ValueID], pictureSize size: Extent2D) throws(ModelError) -> [Shape?] {
    let shapes = inputs.map { descriptors[$0.index].shape }
    var pictures = inputs.map { id in
      descriptors[id.index].shape.picture(openAxes: openAxes[id.index])
    }
    if pictures.allSatisfy({ $0 == nil }) {
      let candidates = shapes.indices.filter { shapes[$0].rank == 4 }
      if candidates.count == 1 {
        let shape = shapes[candidates[0]]
        pictures[candidates[0]] = PictureShape(
          height: shape[1], width: shape[2], channels: shape[3], isPlanar: false)
      }
    }
    let present = pictures.compactMap { $0 }
    guard let first = present.first(where: { $0.channels == 3 }) ?? present.first else {
      let types = inputs.prefix(4).map { "\(descriptors[$0.index].type)" }
      throw .graphList(
        "graph inputs", expected: "a picture of 4 dimensions to resize",
        found: types.isEmpty ? "none" : types.joined(separator: ", "))
    }
    var resized: [Shape?] = []
    for (picture, shape) in zip(pictures, shapes) {
      guard let picture, picture.height == first.height, picture.width == first.width else {
        resized.append(nil)
        continue
      }
      let sizes =
        picture.isPlanar
        ? [shape[0], shape[1], size.height, size.width]
        : [shape[0], size.height, size.width, shape[3]]
      do {
        resized.append(try Shape(validating: sizes))
      } catch {
        throw .graphList(
          "graph inputs", expected: "an element count that fits \(Int.bitWidth - 1) bits",
          found: "sizes \(sizes)")
      }
    }
    return resized
  }
}
