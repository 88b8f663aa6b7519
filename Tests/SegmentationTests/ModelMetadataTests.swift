import Graphs
import ModelCatalogue
import TestSupport
import Testing

@testable import Segmentation

/// Tests of the choice: which graphs are models of a picture and a mask, and who says how their
/// numbers are meant.
@Suite struct ModelMetadataTests {
  private let unknown = SHA256Digest(of: [1, 2, 3])

  private func metadata(
    _ builder: GraphBuilder, _ outputs: ValueID..., digest: SHA256Digest? = nil,
    options: SegmenterOptions = SegmenterOptions()
  ) throws -> ModelMetadata {
    let graph = try Graph(
      values: builder.values, nodes: builder.nodes, inputs: builder.inputs, outputs: outputs)
    return try ModelMetadata(of: graph, digest: digest ?? unknown, options: options)
  }

  private func refusal(_ builder: GraphBuilder, _ outputs: ValueID...) throws -> String {
    let graph = try Graph(
      values: builder.values, nodes: builder.nodes, inputs: builder.inputs, outputs: outputs)
    let error = #expect(throws: SegmentationError.self) {
      try ModelMetadata(of: graph, digest: unknown, options: SegmenterOptions())
    }
    return try #require(error).description
  }

  @Test func oneInputAndNoOther() throws {
    var builder = GraphBuilder()
    let mask = try builder.node(Activate(activation: .logistic), builder.input(1, 4, 4, 1))
    #expect(try refusal(builder, mask).contains("found float32 1x4x4x1"))
    builder = GraphBuilder()
    let output = try builder.node(
      Convolution2D(), builder.input(1, 4, 4, 3), builder.weights(1, 1, 1, 3))
    _ = builder.input(1, 4, 4, 3)
    #expect(try refusal(builder, output) == "expected a model with 1 input, found 2")
  }

  @Test(arguments: [
    ([2, 4, 4, 3], ElementType.float32), ([1, 4, 4, 4], .float32), ([1, 4, 4, 1], .float32),
    ([4, 4, 3], .float32), ([1, 0, 4, 3], .float32), ([1, 4, 0, 3], .float32),
    ([1, 4, 4, 3], .uint8), ([1, 4, 4, 3], .float16),
  ])
  func inputsThatAreNoImage(_ dimensions: [Int], _ elementType: ElementType) throws {
    let input = TensorDescriptor(
      name: "x", elementType: elementType, shape: Shape(dimensions))
    let mask = TensorDescriptor(
      name: "y", elementType: .float32, shape: Shape([1, 1, 1, 1]),
      constant: Constant(floats: [1]))
    let graph = try Graph(
      values: [input, mask], nodes: [], inputs: [ValueID(0)], outputs: [ValueID(1)])
    let error = #expect(throws: SegmentationError.self) {
      try ModelMetadata(of: graph, digest: unknown, options: SegmenterOptions())
    }
    guard case .notAnImage? = error else {
      Issue.record("expected notAnImage, found \(String(describing: error))")
      return
    }
  }

  @Test(arguments: [
    ([2, 2, 2, 1], ElementType.float32), ([1, 0, 2, 1], .float32), ([1, 2, 0, 1], .float32),
    ([2, 2, 1], .float32), ([1, 2, 2, 1], .int32), ([1, 2, 2, 3], .float32),
  ])
  func outputsThatAreNoMask(_ dimensions: [Int], _ elementType: ElementType) throws {
    var builder = GraphBuilder()
    _ = builder.input(1, 4, 4, 3)
    let count = dimensions.reduce(1, *)
    let output = builder.stored(elementType, dimensions, Array(repeating: 0, count: 4 * count))
    let text = try refusal(builder, output)
    #expect(text.contains("(1, 2 or 21)"), "\(text)")
  }

  @Test func decodingsAreGuessedFromTheOutputsOwnOperator() throws {
    for channelCount in [1, 2, 21] {
      var builder = GraphBuilder()
      let logits = try builder.node(
        Convolution2D(), builder.input(1, 4, 4, 3), builder.weights(channelCount, 1, 1, 3))
      let coverage = try builder.node(Activate(activation: .logistic), logits)
      let other = try builder.node(Activate(activation: .relu), coverage)
      let expected: (plain: OutputDecoding, logistic: OutputDecoding) =
        switch channelCount {
        case 1: (.sigmoid, .identity)
        case 2: (.softmax2, .softmax2)
        default: (.softmax21, .softmax21)
        }
      #expect(try metadata(builder, logits).decoding == expected.plain)
      #expect(try metadata(builder, coverage).decoding == expected.logistic)
      #expect(try metadata(builder, other).decoding == expected.plain)
      #expect(try metadata(builder, logits).decodingSource == .graph)
    }
  }

  @Test func theOptionComesBeforeTheCatalogueAndThatBeforeTheGraph() throws {
    let entry = try #require(Catalogue.entries.first { $0.decoding == .identity })
    var builder = GraphBuilder()
    let logits = try builder.node(
      Convolution2D(), builder.input(1, 4, 4, 3), builder.weights(1, 1, 1, 3))
    let known = try metadata(builder, logits, digest: entry.file.digest)
    #expect(known.entry?.name == entry.name)
    #expect(known.decoding == .identity && known.decodingSource == .catalogue)
    #expect(known.inputRange == entry.inputRange && known.inputRangeSource == .catalogue)
    let asked = try metadata(
      builder, logits, digest: entry.file.digest,
      options: SegmenterOptions(inputRange: .minusOneToOne, decoding: .sigmoid))
    #expect(asked.decoding == .sigmoid && asked.decodingSource == .option)
    #expect(asked.inputRange == .minusOneToOne && asked.inputRangeSource == .option)
    let guessed = try metadata(builder, logits)
    #expect(guessed.entry == nil && guessed.inputRangeSource == .graph)
  }
}
