/// Lets the global mean of a bilinearly upsampled picture read the picture before the upsampling,
/// for half-pixel centers and whole factors (output = factor * input, one factor for rows and one
/// for columns). Exact but for rounding.
///
/// Both means are the same because every input weighs the same in the sum of the outputs. Weights
/// are products of those along rows and columns, so that one dimension of n inputs shows it. There,
/// output o lies at p(o) = (o + 1/2) / f - 1/2, and input i has the weight h(p(o) - i) in it, where
/// h(x) = max(0, 1 - |x|). Positions are clamped to 0...n - 1, which does the same as going on with
/// copies of the first and the last input on both sides.
///
/// - If o took all integers, every input and every copy would get f: distances x = p(o) - i are
///   1 / f apart, f of them lie in 0..<1, x - 1 is a distance too, and h(x) + h(x - 1) = 1.
/// - Since only o >= 0 exist, input 0 lacks what o < 0 would give it, but has what its copy at -1
///   gets from o >= 0 (the copies beyond get nothing: p(0) > -1). Reflection at -1/2 turns one into
///   the other, as p(-1 - o) = -1 - p(o): both are equal, and input 0 has f. So has the last.
///
/// With aligned corners, the outer inputs weigh less than others; with neither, the first weighs
/// less than the last. The pass leaves both alone.
public final class HoistPoolBeforeUpsampling: GraphPass {
  /// The pass.
  public init() {}

  public func run(_ graph: Graph) throws(GraphError) -> Graph {
    var editor = GraphEditor(graph)
    // The picture before one or several upsamplings in a row, by the picture after them.
    var sources: [ValueID: ValueID] = [:]
    for index in editor.nodeIndices {
      guard let node = editor.node(at: index) else { continue }
      if let source = uniformlyUpsampled(node, in: editor) {
        sources[node.outputs[0]] = sources[source] ?? source
      } else if let large = node.globallyAveraged(in: editor), let small = sources[large] {
        editor.replace(
          index,
          with: Node(
            mean(node, of: editor[small].shape), inputs: [small], outputs: node.outputs))
      }
    }
    return try editor.graph()
  }

  /// The input of an upsampling that weighs all of its elements equally; nil for any other node.
  private func uniformlyUpsampled(_ node: Node, in editor: GraphEditor) -> ValueID? {
    guard let resize = node.operation(as: ResizeBilinear.self), resize.hasHalfPixelCenters,
      let source = node.inputs[0]
    else { return nil }
    let shape = editor[source].shape
    return resize.size.height % shape[1] == 0 && resize.size.width % shape[2] == 0 ? source : nil
  }

  /// A global mean of the same kind for a picture of another size.
  private func mean(_ node: Node, of shape: Shape) -> any AnyOperator {
    guard let pool = node.operation(as: AveragePool2D.self) else { return node.operation }
    return OperatorBox(
      AveragePool2D(
        padding: .valid, window: Extent2D(height: shape[1], width: shape[2]),
        activation: pool.activation))
  }
}
