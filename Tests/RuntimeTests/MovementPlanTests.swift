import Foundation
import Graphs
import TestSupport
import Testing

@testable import Runtime

/// Plans of operators that move elements: what takes no step, and that nothing is read from a wrong place.
struct MovementPlanTests {
  private func run(_ graph: Graph, _ values: [[Float]], threadCount: Int = 1) throws -> [[Float]] {
    let session = try Session(ExecutionPlan(graph), threadCount: threadCount)
    for (index, input) in values.enumerated() {
      session.setInput(index, to: input.map { _ in Float.nan })
    }
    session.run()
    for (index, input) in values.enumerated() { session.setInput(index, to: input) }
    session.run()
    return graph.outputs.indices.map { session.output($0) }
  }

  private func numbers(_ count: Int) -> [Float] { (0..<count).map { Float($0 % 251) - 125 } }

  /// Parts of channels and rows are read where they are, by operators with and without margins.
  @Test func partsAreViews() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 6, 5, 12)
    let shape = Shape([1, 6, 5, 12])
    let swished = try builder.node(Activate(activation: .relu), input)
    let channels = try builder.node(
      Rearrange.slicing("SPLIT", begin: [0, 0, 0, 4], sizes: [1, 6, 5, 4], output: [1, 6, 5, 4]),
      swished)
    let rows = try builder.node(
      Rearrange.slicing(
        "SPLIT", begin: [0, 2, 0, 0], sizes: [1, 3, 5, 12], output: [1, 3, 5, 12]),
      swished)
    let weights = builder.weights(3, 1, 1, 4)
    let first = try builder.node(Convolution2D(padding: .valid), channels, weights)
    let second = try builder.node(Activate(activation: .logistic), rows)
    let graph = try builder.graph(first, second, channels)
    let plan = try ExecutionPlan(graph)
    // The last output's pixels have gaps as a view: callers get rows without any, so it is a copy.
    #expect(
      plan.steps.map(\.operation) == ["ACTIVATION", "SPLIT", "CONV_2D", "ACTIVATION"])
    let values = numbers(shape.elementCount)
    let found = try run(graph, [values])
    let kernel = try #require(graph[weights].constant?.floats(as: .float32))
    for pixel in 0..<30 {
      let part = values[(pixel * 12 + 4)..<(pixel * 12 + 8)].map { max($0, 0) }
      #expect(Array(found[2][pixel * 4..<pixel * 4 + 4]) == part)
      for channel in 0..<3 {
        let sum = zip(part, kernel[(channel * 4)...]).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(found[0][pixel * 3 + channel] - sum) <= 1e-3)
      }
    }
    for (index, value) in values[120..<300].enumerated() {
      let expected = 1 / (1 + exp(-max(0, Double(value))))
      #expect(abs(Double(found[1][index]) - expected) <= 1e-6)
    }
  }

  /// Zeros around a picture are the margins of whoever made it, once around those that a filter needs.
  @Test(arguments: [1, 2]) func paddingIsAMargin(threadCount: Int) throws {
    var builder = GraphBuilder()
    let input = builder.input(2, 5, 6, 3)
    let activated = try builder.node(Activate(activation: .relu), input)
    let padded = try builder.node(
      Pad(before: [0, 1, 2, 0], after: [0, 3, 0, 0]), activated)
    let pooled = try builder.node(
      Pool2D(.maximum, padding: .valid, window: .one), padded)
    let filtered = try builder.node(
      DepthwiseConvolution2D(), padded, builder.constant([1, 3, 3, 3], ones(27)))
    let graph = try builder.graph(pooled, filtered)
    let plan = try ExecutionPlan(graph)
    #expect(!plan.steps.map(\.operation).contains("PAD"))
    let values = numbers(180)
    let found = try run(graph, [values], threadCount: threadCount)
    func pixel(_ image: Int, _ y: Int, _ x: Int, _ channel: Int) -> Float {
      let (row, column) = (y - 1, x - 2)
      guard (0..<5).contains(row), (0..<6).contains(column) else { return 0 }
      return max(0, values[((image * 5 + row) * 6 + column) * 3 + channel])
    }
    var index = 0
    for image in 0..<2 {
      for y in 0..<9 {
        for x in 0..<8 {
          for channel in 0..<3 {
            #expect(found[0][index] == pixel(image, y, x, channel))
            var sum: Float = 0
            for i in -1...1 {
              for j in -1...1 where (0..<9).contains(y + i) && (0..<8).contains(x + j) {
                sum += pixel(image, y + i, x + j, channel)
              }
            }
            #expect(found[1][index] == sum)
            index += 1
          }
        }
      }
    }
  }

  private func ones(_ count: Int) -> [Float] { [Float](repeating: 1, count: count) }

  /// Any other padding is written, also around channels and with a value that is computed.
  @Test func paddingWithValues() throws {
    var builder = GraphBuilder()
    let input = builder.input(2, 3)
    let value = builder.input(1)
    let padded = try builder.node(Pad(before: [1, 0], after: [0, 2]), input, value)
    #expect(
      try run(builder.graph(padded), [[1, 2, 3, 4, 5, 6], [9]])
        == [[9, 9, 9, 9, 9, 1, 2, 3, 9, 9, 4, 5, 6, 9, 9]])
  }

  /// Channels that a padding adds, behind and in front, with zeros and another value, between the margins that a
  /// filter needs, and of parts of pixels.
  @Test(arguments: [1, 3, 4, 5, 24]) func paddingOfChannels(channels: Int) throws {
    for (before, after) in [(0, 4), (3, 0), (2, 7)] {
      var builder = GraphBuilder()
      let input = builder.input(2, 3, 6, channels)
      let wide = try builder.node(Concatenation(axis: 3), input, input)
      let part = try builder.node(
        Rearrange.slicing(
          "SLICE", begin: [0, 0, 0, 1], sizes: [2, 3, 6, channels], output: [2, 3, 6, channels]),
        wide)
      let count = channels + before + after
      let pad = Pad(before: [0, 0, 0, before], after: [0, 0, 0, after])
      let zeros = try builder.node(pad, part)
      let nines = try builder.node(pad, input, builder.constant([1], [9]))
      let filtered = try builder.node(
        DepthwiseConvolution2D(), zeros, builder.weights(1, 3, 3, count))
      let graph = try builder.graph(filtered, nines)
      try PlanCheck.expect(graph)
      #expect(try ExecutionPlan(graph).steps.count { $0.operation == "PAD" } == 2)
    }
  }

  /// A channel of several is an output without gaps, by one step.
  @Test func channelAsAnOutput() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 31, 43, 2)
    let changed = try builder.node(Normalize(.softmax(beta: 1)), input)
    let channel = try builder.node(
      Rearrange.slicing(
        "SLICE", begin: [0, 0, 0, 1], sizes: [1, 31, 43, 1], output: [1, 31, 43, 1]),
      changed)
    let graph = try builder.graph(channel)
    try PlanCheck.expect(graph)
    #expect(try ExecutionPlan(graph).steps.count == 2)
  }

  /// Runs of every small number of elements, of each size, as DEPTH_TO_SPACE and TRANSPOSE make them.
  @Test func shortRuns() throws {
    for channels in 1...17 {
      var builder = GraphBuilder()
      let input = builder.input(1, 3, 5, 4 * channels)
      let shape = Shape([1, 3, 5, 4 * channels])
      let blocks = try builder.node(Rearrange.depthToSpace(shape, block: 2), input)
      let turned = try builder.node(
        Rearrange.transposing(Shape([1, 6, 10, channels]), [0, 2, 1, 3]), blocks)
      try PlanCheck.expect(builder.graph(blocks, turned))
    }
  }

  /// Indices outside give zeros, and never a byte of somebody else's memory.
  @Test func indicesOutside() throws {
    var builder = GraphBuilder()
    let input = builder.input(3, 2)
    let indices = builder.input(4, of: .int32)
    let gathered = try builder.node(Gather(axis: 0), input, indices)
    let graph = try builder.graph(gathered)
    let session = try Session(ExecutionPlan(graph), threadCount: 1)
    session.setInput(0, to: [1, 2, 3, 4, 5, 6] as [Float])
    session.setInput(1, to: [2, -1, 3, .max] as [Int32])
    session.run()
    #expect(session.output(0) == [5, 6, 0, 0, 0, 0, 0, 0])
  }
}
