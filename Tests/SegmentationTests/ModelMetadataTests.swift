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
    let mask = try builder.node(Activate(activation: .logistic), builder.input(1, 5, 5, 2))
    #expect(try refusal(builder, mask).contains("found float32 1x5x5x2"))
    builder = GraphBuilder()
    let output = try builder.node(
      Convolution2D(), builder.input(1, 4, 4, 3), builder.weights(1, 1, 1, 3))
    _ = builder.input(1, 4, 4, 3)
    #expect(try refusal(builder, output) == "expected a model with 1 input, found 2")
  }

  @Test(arguments: [
    ([2, 4, 4, 3], ElementType.float32), ([1, 5, 5, 5], .float32), ([1, 5, 5, 2], .float32),
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
    ([2, 2, 1], .float32), ([1, 2, 2, 1], .uint32), ([1, 2, 2, 3], .int32), ([3], .float32),
  ])
  func outputsThatAreNoMask(_ dimensions: [Int], _ elementType: ElementType) throws {
    var builder = GraphBuilder()
    _ = builder.input(1, 4, 4, 3)
    let count = dimensions.reduce(1, *)
    let output = builder.stored(elementType, dimensions, Array(repeating: 0, count: 4 * count))
    let text = try refusal(builder, output)
    #expect(text.contains("to be a mask in the input's shape"), "\(text)")
  }

  @Test func decodingsAreGuessedFromWhatTheOutputCanBe() throws {
    for channelCount in [1, 2, 21, 6] {
      var builder = GraphBuilder()
      let logits = try builder.node(
        Convolution2D(), builder.input(1, 4, 4, 3), builder.weights(channelCount, 1, 1, 3))
      let coverage = try builder.node(Activate(activation: .logistic), logits)
      let other = try builder.node(Activate(activation: .relu), coverage)
      let expected: OutputDecoding =
        switch channelCount {
        case 1: .sigmoid
        case 2: .softmax2
        case 21: .softmax21
        default: .softmax
        }
      #expect(try metadata(builder, logits).decoding == expected)
      #expect(try metadata(builder, coverage).decoding == .identity)
      #expect(try metadata(builder, other).decoding == .identity)
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

  /// A hard sigmoid in the forms that converters write, and what is nearly one.
  @Test func hardSigmoidsAreProbabilities() throws {
    func decoding(
      add: Float, _ activation: Activation, scale: Float, resized: Bool
    ) throws -> OutputDecoding {
      var builder = GraphBuilder()
      let logits = try builder.node(
        Convolution2D(), builder.input(1, 4, 4, 3), builder.weights(1, 1, 1, 3))
      let sum = try builder.node(
        Add(activation: activation), logits, builder.constant([], [add]))
      var output = try builder.node(Multiply(), sum, builder.constant([1], [scale]))
      if resized {
        output = try builder.node(ResizeBilinear(size: Extent2D(height: 8, width: 8)), output)
      }
      return try metadata(builder, output).decoding
    }
    for resized in [false, true] {
      #expect(try decoding(add: 3, .relu6, scale: 1 / 6, resized: resized) == .identity)
      #expect(try decoding(add: 3, .relu6, scale: 0.1666666716, resized: resized) == .identity)
      #expect(try decoding(add: 3, .relu6, scale: 1 / 3, resized: resized) == .sigmoid)
      #expect(try decoding(add: 3, .relu6, scale: -1 / 6, resized: resized) == .sigmoid)
      #expect(try decoding(add: 3, .relu, scale: 1 / 6, resized: resized) == .sigmoid)
    }
  }

  /// Whatever moves numbers behind what gives them does not change what they mean.
  @Test func movedNumbersMeanTheSame() throws {
    for channelCount in [1, 2] {
      for isLogistic in [false, true] {
        var builder = GraphBuilder()
        var value = try builder.node(
          Convolution2D(), builder.input(1, 8, 8, 3), builder.weights(channelCount, 1, 1, 3))
        if isLogistic { value = try builder.node(Activate(activation: .logistic), value) }
        let flat = try builder.node(Reshape(shape: Shape([1, 64 * channelCount])), value)
        let pixels = try builder.node(Reshape(shape: Shape([64, channelCount])), value)
        let half = Extent2D(height: 2, width: 2)
        let largest = try builder.node(Pool2D(.maximum, window: half, stride: half), value)
        let expected: OutputDecoding =
          isLogistic ? .identity : channelCount == 1 ? .sigmoid : .softmax2
        for output in [flat, pixels, largest] {
          let metadata = try metadata(builder, output)
          #expect(metadata.decoding == expected)
          #expect(metadata.output.classes == [channelCount - 1])
        }
        let shares = try builder.node(Normalize(.softmax(beta: 1)), pixels)
        #expect(try metadata(builder, shares).decoding == .identity)
        let logarithms = try builder.node(Normalize(.logSoftmax), pixels)
        #expect(try metadata(builder, logarithms).decoding != .identity)
      }
    }
  }

  @Test func labelMaps() throws {
    for elementType in [ElementType.int32, .int64] {
      var builder = GraphBuilder()
      let logits = try builder.node(
        Convolution2D(), builder.input(1, 8, 8, 3), builder.weights(21, 1, 1, 3))
      let labels = try builder.node(
        ArgExtremum(isMinimum: false, axis: 3, elementType: elementType), logits)
      let found = try metadata(builder, labels)
      #expect(found.decoding == .labels && found.classNames == "all but 0")
      #expect(found.output.layout.height == 8 && found.output.layout.width == 8)
      var options = SegmenterOptions()
      options.classes = PersonClasses(["15"])
      #expect(try metadata(builder, labels, options: options).output.classes == [15])
    }
  }
}
