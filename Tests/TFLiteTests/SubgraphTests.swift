import Graphs
import TestSupport
import Testing

@testable import TFLite

/// Files with several graphs: which one runs, under which names, and those that operators run.
struct SubgraphTests {
  /// A model of one RELU (0 in the list of codes); 1 is WHILE, 2 IF.
  private var relu: TestModel {
    var model = TestModel()
    model.codes = [19, 119, 118].map { .init(deprecatedCode: $0) }
    return model
  }

  private func loop(condition: Int32, body: Int32) -> TestModel.Node {
    .init(code: 1, options: (93, [0: .number(condition), 1: .number(body)]))
  }

  /// A subgraph that runs two others by IF, whatever the condition's type is.
  private func branch(_ then: Int32, _ otherwise: Int32) -> TestModel {
    var model = relu
    model.tensors.append(.init(name: "flag", shape: [], type: 6))
    model.inputs = [0, 2]
    model.nodes = [
      .init(code: 2, inputs: [2, 0, 2], options: (92, [0: .number(then), 1: .number(otherwise)]))
    ]
    return model
  }

  @Test func subgraphsWithinThemselves() {
    var model = relu
    model.subgraphCount = 3
    model.nodes = [loop(condition: 1, body: 2)]
    expectRefusal(
      model,
      "subgraph 1: node 0 (WHILE): expected a subgraph that the node does not lie within, "
        + "found subgraph 1")
    model.nodes = [loop(condition: 0, body: 0)]
    expectRefusal(
      model,
      "node 0 (WHILE): expected a subgraph that the node does not lie within, found subgraph 0")
  }

  @Test(arguments: [3, -1, Int32.max, Int32.min]) func subgraphsThatAreNotThere(_ index: Int32) {
    var model = relu
    model.subgraphCount = 3
    model.nodes = [loop(condition: index, body: 0)]
    expectRefusal(model, "node 0 (WHILE): expected a subgraph from 0 to 2, found \(index)")
  }

  @Test func subgraphsWithinOthers() {
    var model = branch(1, 1)
    model.furtherSubgraphs = (2...12).map { branch(Int32($0), Int32($0)).subgraph }
    let path = (1...7).map { "subgraph \($0): " }.joined()
    expectRefusal(
      model, path + "node 0 (IF): expected at most 8 subgraphs within one another, found more")
  }

  /// Each subgraph runs the next one twice, so that the last would be imported 2 to the power of 7 times.
  @Test func subgraphsThatRunOthersOftenAreCounted() {
    var model = branch(1, 1)
    model.furtherSubgraphs = (2...7).map { branch(Int32($0), Int32($0)).subgraph }
    var leaf = relu
    leaf.tensors.append(.init(name: "flag", shape: [], type: 6))
    leaf.inputs = [0, 2]
    model.furtherSubgraphs.append(leaf.subgraph)
    let error = #expect(throws: ModelError.self) { try importModel(model.bytes) }
    #expect(
      error?.description.hasSuffix(
        "node 0 (IF): expected at most 64 subgraphs that run within others, found more") == true)
  }

  /// Sizes of inputs flow into the subgraphs, whatever those say themselves.
  @Test func inputsGiveASubgraphItsSizes() throws {
    var model = relu
    model.tensors.append(.init(name: "flag", shape: [], type: 6))
    model.inputs = [0, 2]
    model.nodes = [
      .init(code: 2, inputs: [2, 0], options: (92, [0: .number(Int32(1)), 1: .number(Int32(2))]))
    ]
    var inner = relu
    inner.tensors[0].shape = [1, 2, 2, 2]
    model.furtherSubgraphs = [inner.subgraph, inner.subgraph]
    let graph = try importModel(model.bytes)
    let conditional = try #require(graph.nodes[0].operation(as: Conditional.self))
    #expect(conditional.then[conditional.then.outputs[0]].shape == Shape([1, 4, 4, 2]))
    // One with more inputs, or others, is none that the node can run.
    var other = relu
    other.tensors[0].type = TensorTypeCode.int32
    model.furtherSubgraphs = [inner.subgraph, other.subgraph]
    #expect(throws: ModelError.self) { try importModel(model.bytes) }
  }

  // MARK: - The choice

  private func map(_ name: String, _ tensor: UInt32) -> FlatBufferValue {
    .table([0: .text(name), 1: .number(tensor)])
  }

  /// A RELU, and an ABS in another subgraph; a signature for each, and one of a subgraph that is not there.
  private var signed: TestModel {
    var model = relu
    model.codes.append(.init(deprecatedCode: 101))
    var other = model
    other.nodes = [.init(code: 3)]
    model.furtherSubgraphs = [other.subgraph]
    func signature(_ key: String, _ subgraph: UInt32, _ tensor: UInt32) -> FlatBufferValue {
      .table([
        0: .tables([map("x", 0)]), 1: .tables([map("y", tensor)]), 2: .text(key),
        4: .number(subgraph),
      ])
    }
    model.modelFields[7] = .tables([
      signature("first", 0, 1), signature("second", 1, 1), signature("lost", 9, 1),
      signature("astray", 0, 99),
    ])
    return model
  }

  @Test func signaturesNameGraphsAndTensors() throws {
    let bytes = signed.bytes
    var graph = try importModel(bytes)
    #expect(graph.nodes[0].operation.label == "ACTIVATION")
    #expect(graph[graph.inputs[0]].signatureNames.input == "x")
    #expect(graph[graph.outputs[0]].signatureNames.output == "y")
    #expect(graph[graph.outputs[0]].signatureNames.input == nil)
    graph = try importModel(bytes, choice: GraphChoice(entry: .signature("second")))
    #expect(graph.nodes[0].operation.label == "ABS")
    // Names outlive the optimizer.
    let optimized = try graph.optimized()
    #expect(optimized[optimized.outputs[0]].signatureNames.output == "y")
    #expect(
      try importModel(bytes, choice: GraphChoice(entry: .subgraph(1))).nodes[0].operation.label
        == "ABS")
    // A tensor that the graph does not have gets no name.
    graph = try importModel(bytes, choice: GraphChoice(entry: .signature("astray")))
    #expect(graph[graph.outputs[0]].signatureNames.output == nil)
    let survey = try surveyModel(bytes)
    #expect(survey.signatures.map(\.key) == ["first", "second", "lost", "astray"])
    #expect(survey.signatures[1].inputs.map(\.name) == ["x"])
  }

  @Test func graphsThatAreNotThere() throws {
    for (entry, text) in [
      (
        .signature("third"),
        "signature: expected 'first', 'second', 'lost', 'astray', found 'third'"
      ),
      (.signature("lost"), "subgraph: expected one from 0 to 1, found 9"),
      (.subgraph(2), "subgraph: expected one from 0 to 1, found 2"),
      (.subgraph(-1), "subgraph: expected one from 0 to 1, found -1"),
    ] as [(GraphChoice.Entry, String)] {
      let error = #expect(throws: ModelError.self) {
        try importModel(signed.bytes, choice: GraphChoice(entry: entry))
      }
      #expect(error?.description == text)
    }
    let error = #expect(throws: ModelError.self) {
      try importModel(TestModel().bytes, choice: GraphChoice(entry: .signature("a\nb")))
    }
    #expect(
      error?.description
        == "signature: expected none, as the file has none, found 'a\\u{a}b'")
  }

  // MARK: - Sizes

  private func resized(_ model: TestModel, _ height: Int, _ width: Int) throws -> Graph {
    try importModel(
      model.bytes, choice: GraphChoice(pictureSize: Extent2D(height: height, width: width)))
  }

  @Test func picturesTakeAnotherSize() throws {
    for (shape, signature, expected) in [
      ([1, 4, 6, 3], nil, [1, 9, 5, 3]), ([1, 3, 4, 6], nil, [1, 3, 9, 5]),
      ([2, 4, 6, 1], [-1, 4, 6, 1], [2, 9, 5, 1]), ([1, 1, 1, 3], [-1, -1, -1, 3], [1, 9, 5, 3]),
      // Its own sizes are placeholders: only what is not open can be the channels.
      ([1, 3, 1, 1], [-1, 3, -1, -1], [1, 3, 9, 5]), ([1, 5, 6, 16], nil, [1, 9, 5, 16]),
    ] as [([Int32], [Int32]?, [Int])] {
      var model = TestModel()
      for index in 0...1 {
        model.tensors[index].shape = shape
        model.tensors[index].extra[7] = signature.map { .numbers($0) }
      }
      let graph = try resized(model, 9, 5)
      #expect(graph[graph.inputs[0]].shape.dimensions == expected)
      #expect(graph[graph.outputs[0]].shape.dimensions == expected)
    }
  }

  /// A picture and its mask change together, and what is no picture of that size stays.
  @Test func inputsOfTheSameSizeChangeTogether() throws {
    var model = TestModel()
    model.tensors = [
      .init(name: "mask", shape: [1, 4, 6, 1]), .init(name: "out", shape: [1, 4, 6, 3]),
      .init(name: "picture", shape: [1, 4, 6, 3]), .init(name: "style", shape: [1, 1, 1, 3]),
    ]
    model.inputs = [0, 2, 3]
    model.nodes = [.init(inputs: [2])]
    let graph = try resized(model, 8, 8)
    #expect(
      graph.inputs.map { graph[$0].shape.dimensions }
        == [[1, 8, 8, 1], [1, 8, 8, 3], [1, 1, 1, 3]])
  }

  @Test func sizesThatConstantsForbid() throws {
    var model = TestModel()
    model.codes = [.init(deprecatedCode: 22)]
    model.tensors[0].shape = [1, 4, 6, 3]
    model.tensors[1].shape = [1, 72]
    let shape = model.addIntegers([1, 72])
    model.nodes = [.init(inputs: [0, shape])]
    #expect(try importModel(model.bytes).nodes.count == 1)
    let bytes = model
    let error = #expect(throws: ModelError.self) { try resized(bytes, 8, 8) }
    #expect(
      error?.description
        == "node 0 (RESHAPE): expected input of shape 72 elements, found 1x8x8x3")
    model = TestModel()
    model.tensors[0].shape = [4, 6]
    model.tensors[1].shape = [4, 6]
    let flat = model
    let none = #expect(throws: ModelError.self) { try resized(flat, 8, 8) }
    #expect(
      none?.description
        == "graph inputs: expected a picture of 4 dimensions to resize, found float32 4x6")
    model.tensors[0].shape = [1, 4, 6, 3]
    model.tensors[1].shape = [1, 4, 6, 3]
    let small = model
    let memory = #expect(throws: ModelError.self) { try resized(small, 1 << 16, 1 << 16) }
    #expect(memory?.description.contains("(the memory limit)") == true)
  }

  // MARK: - Work

  /// Sums that wrap would become small again.
  @Test func workThatConstantsTakeSaturates() {
    let huge = TensorDescriptor(
      name: "h", elementType: .float32, shape: Shape([1 << 31, 1 << 31]))
    let one = TensorDescriptor(name: "o", elementType: .float32, shape: Shape([1]))
    #expect(huge.byteCount == .max)
    #expect(ConstantFolding.work(.max, [huge, nil], [one]) == .max)
    #expect(ConstantFolding.work(.max, [one], [huge, huge, one]) == .max)
    #expect(ConstantFolding.work(5, [one, nil], [one]) == 13)
  }
}
