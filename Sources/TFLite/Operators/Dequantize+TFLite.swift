import Graphs

/// `DEQUANTIZE`: one tensor, no options.
func importDequantize(_ source: NodeSource) throws(ModelError) -> Node {
  source.node(Dequantize(), inputs: try source.inputs(required: 1))
}
