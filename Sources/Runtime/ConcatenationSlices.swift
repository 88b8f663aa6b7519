import Graphs

/// Values that are produced straight into their part of a concatenation along the channels, which
/// then costs nothing.
struct ConcatenationSlices {
  /// A part of a concatenated value.
  struct Slice {
    let whole: ValueID
    /// The first channel.
    let channel: Int
  }

  private var slices: [Slice?]

  /// A value becomes a slice when a node of the graph produces it, nobody needs zero margins around
  /// it or the whole, it is no slice yet and no graph output, and the join does nothing but join.
  init(_ graph: Graph, margins: [Margins]) {
    slices = Array(repeating: nil, count: graph.values.count)
    var produced = [Bool](repeating: false, count: graph.values.count)
    for node in graph.nodes where node.operation(as: Dequantize.self) == nil {
      for output in node.outputs { produced[output.index] = true }
    }
    for id in graph.outputs { produced[id.index] = false }
    for node in graph.nodes {
      guard let join = node.operation(as: Concatenation.self), let whole = node.outputs.first,
        join.activation == .none, join.axis == graph[whole].shape.rank - 1, join.axis > 0,
        graph[whole].shape.rank <= 4,
        margins[whole.index].isEmpty
      else { continue }
      var channel = 0
      for case let input? in node.inputs {
        if produced[input.index], margins[input.index].isEmpty {
          slices[input.index] = Slice(whole: whole, channel: channel)
          produced[input.index] = false
        }
        channel += graph[input].shape.dimensions.last ?? 1
      }
    }
  }

  /// The slice that a value is; nil for one of its own.
  func slice(of id: ValueID) -> Slice? { slices[id.index] }
}
