import FlatBuffers
import Graphs

/// `IF`: a truth value and the inputs of two subgraphs, whose numbers options 0 and 1 are.
func importConditional(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: source.inputs.count, outputs: source.outputs.count)
  let (first, second) = try source.fields(92, "IfOptions") { (fields) throws(FlatBufferError) in
    (try fields.scalar(0, default: Int32(0)), try fields.scalar(1, default: Int32(0)))
  }
  let types = try source.types(from: 1)
  let conditional = Conditional(
    then: try source.table.subgraph(Int(first), types, source),
    otherwise: try source.table.subgraph(Int(second), types, source))
  return source.node(conditional, inputs: inputs)
}

/// `WHILE`: the inputs of two subgraphs, the condition and the body, whose numbers options 0 and 1 are.
func importLoop(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: source.inputs.count, outputs: source.outputs.count)
  let (condition, body) = try source.fields(93, "WhileOptions") {
    (fields) throws(FlatBufferError) in
    (try fields.scalar(0, default: Int32(0)), try fields.scalar(1, default: Int32(0)))
  }
  let types = try source.types(from: 0)
  let loop = Loop(
    condition: try source.table.subgraph(Int(condition), types, source),
    body: try source.table.subgraph(Int(body), types, source))
  return source.node(loop, inputs: inputs)
}

extension NodeSource {
  /// The types of the inputs from one on.
  fileprivate func types(from start: Int) throws(ModelError) -> [TensorType] {
    var types: [TensorType] = []
    for position in inputs.indices.dropFirst(start) {
      types.append(try descriptor(position).type)
    }
    return types
  }
}
