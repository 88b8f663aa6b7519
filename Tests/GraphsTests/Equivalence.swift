import Graphs
import TestSupport
import Testing

/// Runs two graphs on the same random inputs and expects the same outputs, up to the rounding of
/// constants to `Float`.
func expectSameFunction(
  _ before: Graph, _ after: Graph, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try #require(before.inputs.count == after.inputs.count, sourceLocation: sourceLocation)
  for seed: UInt64 in 1...3 {
    let inputs = before.randomInputs(seed: seed)
    let expected = try Interpreter.run(before, inputs: inputs)
    let found = try Interpreter.run(after, inputs: inputs)
    try #require(expected.count == found.count, sourceLocation: sourceLocation)
    for (expected, found) in zip(expected, found) {
      #expect(expected.shape == found.shape, sourceLocation: sourceLocation)
      let worst = zip(expected.elements, found.elements).map { abs($0 - $1) / (1 + abs($0)) }.max()
      #expect(worst ?? 0 < 1e-5, sourceLocation: sourceLocation)
    }
  }
}

/// Runs a pass, checks that it keeps the function, and gives the result without dead nodes.
func rewrite(
  _ graph: Graph, _ pass: any GraphPass, sourceLocation: SourceLocation = #_sourceLocation
) throws -> Graph {
  let rewritten = try RemoveDeadNodes().run(pass.run(graph))
  try expectSameFunction(graph, rewritten, sourceLocation: sourceLocation)
  return rewritten
}
