/// Turns the global mean of pictures joined along their channels into the global means of the
/// pictures, joined: the joined picture, which nothing else may read, is then never written. Exact.
public final class SplitPoolOfConcatenation: GraphPass {
  /// The pass.
  public init() {}

  public func run(_ graph: Graph) throws(GraphError) -> Graph {
    var editor = GraphEditor(graph)
    for index in editor.nodeIndices {
      guard let node = editor.node(at: index),
        let joined = node.globallyAveraged(in: editor), editor.hasSingleUse(joined),
        let concatenation = editor.producer(of: joined),
        let parts = concatenation.node.joinedPictures(in: editor)
      else { continue }
      let output = editor[node.outputs[0]].shape
      var means: [ValueID?] = []
      for part in parts {
        let mean = editor.add(
          like: node.outputs[0],
          Shape(output.dimensions.dropLast() + [editor[part].shape[3]]))
        let pool = Node(node.operation, inputs: [part], outputs: [mean])
        if means.isEmpty {
          editor.replace(concatenation.index, with: pool)
        } else {
          editor.insert(pool, after: concatenation.index)
        }
        means.append(mean)
      }
      editor.replace(
        index,
        with: Node(
          Concatenation(axis: output.rank - 1), inputs: means, outputs: node.outputs))
    }
    return try editor.graph()
  }
}

extension Node {
  /// The inputs of a `Concatenation` of pictures along their channels without activation, none of
  /// them empty; nil for any other node.
  func joinedPictures(in editor: GraphEditor) -> [ValueID]? {
    guard let concatenation = operation(as: Concatenation.self), concatenation.axis == 3,
      concatenation.activation == .none
    else { return nil }
    let parts = inputs.compactMap { $0 }
    let arePictures = parts.allSatisfy {
      editor[$0].shape.rank == 4 && editor[$0].shape.elementCount > 0
    }
    return arePictures ? parts : nil
  }
}
