/// One rewrite idea.
///
/// A pass looks at structure, shapes and constants, never at names. It keeps what the graph's
/// outputs are (up to rounding where its documentation says so), the graph's inputs and the types
/// of both, and its result passes the invariants of `Graph`. Passes are linear in nodes and values.
///
/// A class, as Embedded Swift holds no other values of protocol type.
public protocol GraphPass: AnyObject, Sendable {
  /// The graph after the rewrite; the same graph where nothing matches.
  ///
  /// - Throws: `GraphError` if the rewritten graph breaks an invariant.
  func run(_ graph: Graph) throws(GraphError) -> Graph
}

extension Graph {
  /// The passes of `optimized()`, in their order.
  ///
  /// Constants come first because the others look for them; an activation that is written out as
  /// several nodes must be one node before it can be fused; a bias must be in its place before a
  /// convolution changes places; a global mean may pass the upsampling that a convolution has just
  /// passed; and a residual comes after the activation that precedes it.
  public static let standardPasses: [any GraphPass] = [
    FoldConstants(), RemoveNoOps(), RecognizeHardSwish(), FuseBias(),
    HoistPointwiseBeforeUpsampling(), SplitPoolOfConcatenation(), SplitPoolOfSum(),
    HoistPoolBeforeUpsampling(),
    FuseActivation(), SplitBroadcastBranch(), FuseResidual(), FuseMultiplyAdd(),
    SplitUpsampledSum(), FuseInputScale(), RemoveDeadNodes(),
  ]

  /// The graph after the standard passes: the same function with less work. Names and ids of values
  /// may change; inputs and outputs keep their order and types.
  ///
  /// - Throws: `GraphError` if a pass breaks an invariant.
  public func optimized() throws(GraphError) -> Graph {
    try optimized(by: Graph.standardPasses)
  }

  /// The graph after the given passes, run once each, in order.
  ///
  /// - Throws: `GraphError` if a pass breaks an invariant.
  public func optimized(by passes: [any GraphPass]) throws(GraphError) -> Graph {
    var graph = self
    for pass in passes { graph = try pass.run(graph) }
    return graph
  }
}
