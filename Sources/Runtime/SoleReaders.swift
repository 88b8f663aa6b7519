import Graphs

/// The nodes that alone read a value which no caller gets.
struct SoleReaders {
  private let nodes: [Int?]

  /// Finds them in a graph.
  init(_ graph: Graph) {
    var counts = [Int](repeating: 0, count: graph.values.count)
    var readers = [Int?](repeating: nil, count: graph.values.count)
    for id in graph.outputs { counts[id.index] += 1 }
    for (index, node) in graph.nodes.enumerated() {
      for case let input? in node.inputs {
        counts[input.index] += 1
        readers[input.index] = index
      }
    }
    nodes = zip(counts, readers).map { $0 == 1 ? $1 : nil }
  }

  /// The index of the node that reads a value; nil where there is none such.
  subscript(_ id: ValueID) -> Int? { nodes[id.index] }
}
