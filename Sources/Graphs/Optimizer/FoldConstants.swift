/// Computes `Dequantize` of constants: from `float16` (exact) and from quantized `int8` and `uint8`
/// (rounded once).
///
/// No other operator is folded: converters fold the rest themselves, and a `Dequantize` costs one
/// pass over its input, whereas a constant subgraph of convolutions could cost any amount.
public final class FoldConstants: GraphPass {
  /// Bytes that folding may allocate in one graph; nodes beyond it are left as they are. A small
  /// file may widen one buffer through many nodes.
  public let byteCountLimit: Int

  /// The pass.
  public init(byteCountLimit: Int = 1 << 30) { self.byteCountLimit = byteCountLimit }

  public func run(_ graph: Graph) throws(GraphError) -> Graph {
    var editor = GraphEditor(graph)
    var remaining = byteCountLimit
    for index in editor.nodeIndices {
      guard let node = editor.node(at: index), node.operation(as: Dequantize.self) != nil,
        let input = node.inputs[0], let output = node.outputs.first, !editor.isOutput(output)
      else { continue }
      let byteCount = editor[output].byteCount
      guard editor[input].constant != nil, byteCount <= remaining,
        let floats = editor[input].widenedFloats
      else { continue }
      remaining -= byteCount
      editor.remove(index)
      editor.setConstant(Constant(floats: floats), of: output)
    }
    return try editor.graph()
  }
}
