import Foundation
import Segmentation
import TFLite
import Testing

/// Masks of models that say how they are read, or of which that can be proven: metadata, classes, channels, inputs of
/// other channels.
@Suite struct ModelReadingTests {
  /// Colors that differ in every pixel, at the model's own size, so that nothing is resampled.
  private static let frame = {
    var pixels: [UInt8] = []
    for y in 0..<4 {
      for x in 0..<6 { pixels += [UInt8(x * 50), UInt8(y * 80), UInt8(x * y * 16), 255] }
    }
    return Frame(width: 6, height: 4, pixels: pixels)
  }()

  private static let colors: [[Double]] = frame.withPixels { pixels in
    (0..<24).map { pixel in (0..<3).map { Double(pixels[pixel * 4 + $0]) } }
  }

  private func mask(
    _ model: MaskModel, _ change: (inout SegmenterOptions) -> Void = { _ in }
  ) throws -> (values: [Float], segmenter: Segmenter) {
    var options = SegmenterOptions(threadCount: 1, framing: .stretch)
    change(&options)
    let segmenter = try Segmenter(model: model.bytes, options: options)
    return (segmenter.mask(of: Self.frame).values, segmenter)
  }

  private func expect(
    _ found: [Float], _ expected: ([Double]) -> Double, within tolerance: Double = 1e-5
  ) {
    for (value, color) in zip(found, Self.colors) {
      #expect(abs(Double(value) - min(max(expected(color), 0), 1)) <= tolerance, "\(color)")
    }
  }

  private func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  @Test func normalizationOfTheFile() throws {
    var model = MaskModel(normalization: ([127.5], [127.5]))
    var (values, segmenter) = try mask(model) { $0.decoding = .identity }
    #expect(segmenter.metadata.inputRange == .minusOneToOne)
    #expect(segmenter.metadata.inputRangeSource == .file)
    expect(values) { $0[0] / 127.5 - 1 }

    // One that has no name, and one a channel.
    model.normalization = ([100], [50])
    (values, segmenter) = try mask(model) { $0.decoding = .identity }
    #expect(segmenter.metadata.inputRangeName == "-2...3.1")
    expect(values) { ($0[0] - 100) / 50 }
    model.normalization = ([10, 20, 30], [100, 200, 300])
    model.weights = [[0.5, 1, 1]]
    (values, segmenter) = try mask(model) { $0.decoding = .identity }
    expect(values) { 0.5 * ($0[0] - 10) / 100 + ($0[1] - 20) / 200 + ($0[2] - 30) / 300 }
    #expect(segmenter.metadata.inputRangeName == "-0.1...2.45, -0.1...1.175, -0.1...0.75")

    // Who asks for a range gets it.
    (values, segmenter) = try mask(model) { ($0.decoding, $0.inputRange) = (.identity, .zeroToOne) }
    expect(values) { (0.5 * $0[0] + $0[1] + $0[2]) / 255 }
    #expect(segmenter.metadata.inputRangeSource == .option)
  }

  @Test(arguments: [
    ([Float.nan], [Float(1)]), ([0], [0]), ([0], [-1]), ([0, 0], [1, 1]), ([], []),
    ([0], [.infinity]),
  ])
  func senselessNormalizationIsNone(_ means: [Float], _ deviations: [Float]) throws {
    let segmenter = try mask(MaskModel(normalization: (means, deviations))).segmenter
    #expect(segmenter.metadata.inputRangeSource == .graph)
  }

  @Test func twoChannelsOfProbabilities() throws {
    var model = MaskModel(weights: [[1, 0, 0], [0, 3, -1]], endsInLogistic: true)
    let (values, segmenter) = try mask(model)
    #expect(segmenter.metadata.decoding == .identity)
    expect(values) { logistic(($0[1] * 3 - $0[2]) / 255) }
    // The same numbers without LOGISTIC are logits of a softmax.
    model.endsInLogistic = false
    expect(try mask(model).values) { logistic(($0[1] * 3 - $0[2] - $0[0]) / 255) }
  }

  private let four = MaskModel(
    weights: [[2, 0, 0], [0, 3, 0], [0, 0, 4], [-1, -1, -1]],
    labels: "background\nHair\nskin\r\nclothes\n\n")

  private func shares(_ color: [Double]) -> [Double] {
    let logits = [
      2 * color[0], 3 * color[1], 4 * color[2], -color[0] - color[1] - color[2],
    ].map { exp($0 / 255) }
    return logits.map { $0 / logits.reduce(0, +) }
  }

  @Test func classesByNameAndNumber() throws {
    let (values, segmenter) = try mask(four)
    #expect(segmenter.metadata.labels == ["background", "Hair", "skin", "clothes"])
    #expect(segmenter.metadata.decoding == .softmax)
    #expect(segmenter.metadata.classNames == "all but 0 (background)")
    expect(values) { 1 - shares($0)[0] }
    for words in [["hair", "SKIN"], ["1", "2"], ["hair", "2"]] {
      let (values, segmenter) = try mask(four) { $0.classes = PersonClasses(words) }
      #expect(segmenter.metadata.classNames == "1 (Hair), 2 (skin)")
      expect(values) { shares($0)[1] + shares($0)[2] }
    }
    expect(try mask(four) { $0.classes = PersonClasses(["3"]) }.values) { shares($0)[3] }
  }

  @Test func aPersonAmongLabelsIsTheDefault() throws {
    var model = four
    model.labels = "background\ncat\nPerson\ndog"
    let (values, segmenter) = try mask(model)
    #expect(segmenter.metadata.classNames == "2 (Person)")
    #expect(segmenter.metadata.classesSource == .file)
    expect(values) { shares($0)[2] }
  }

  @Test func oneChannelAlone() throws {
    expect(try mask(four) { $0.channel = 1 }.values) { logistic(3 * $0[1] / 255) }
    expect(try mask(four) { ($0.channel, $0.decoding) = (2, .identity) }.values) { 4 * $0[2] / 255 }
  }

  @Test func choicesThatAreNot() throws {
    func refusal(_ change: (inout SegmenterOptions) -> Void) -> String {
      let error = #expect(throws: SegmentationError.self) { try mask(four, change) }
      return error?.description ?? ""
    }
    #expect(
      refusal { $0.classes = PersonClasses(["beard"]) }
        == "expected a number or one of background, Hair, skin, clothes, found 'beard'")
    #expect(refusal { $0.classes = PersonClasses(["4"]) } == "expected a class below 4, found '4'")
    #expect(refusal { $0.channel = 4 }.contains("1x4x6x4, found 4"))
    #expect(refusal { $0.outputIndex = 1 } == "expected an output below 1, found 1")
    #expect(refusal { $0.decoding = .softmax2 }.contains("2 channels for softmax2"))
    var unnamed = four
    unnamed.labels = nil
    let error = #expect(throws: SegmentationError.self) {
      try mask(unnamed) { $0.classes = PersonClasses(["hair"]) }
    }
    #expect(error?.description.contains("the model's file names no classes") == true)
  }

  @Test func grayPictures() throws {
    let (values, segmenter) = try mask(MaskModel(inputChannels: 1, weights: [[1]])) {
      $0.decoding = .identity
    }
    #expect(segmenter.inputShape.dimensions == [1, 4, 6, 1])
    expect(values) { (0.299 * $0[0] + 0.587 * $0[1] + 0.114 * $0[2]) / 255 }
  }

  /// The fourth channel is the mask of the frame before: of none for pictures and the first frame of a sequence.
  @Test func theMaskOfTheFrameBefore() throws {
    let model = MaskModel(inputChannels: 4, weights: [[0.25, 0, 0, 0.5]])
    let (values, segmenter) = try mask(model) {
      ($0.decoding, $0.comparesInputs) = (.identity, true)
    }
    expect(values) { 0.25 * $0[0] / 255 }
    expect(segmenter.mask(of: Self.frame).values) { 0.375 * $0[0] / 255 }
    #expect(segmenter.inputChange == 0, "the picture is the same, whatever the mask was")
    expect(segmenter.mask(of: Self.frame).values) { 0.4375 * $0[0] / 255 }

    let still = try mask(model) { $0.decoding = .identity }.segmenter
    for _ in 0..<2 { expect(still.mask(of: Self.frame).values) { 0.25 * $0[0] / 255 } }
  }

  @Test func numbersThatAreNoneAreSaid() throws {
    var model = four
    model.bias = [0, .nan, 0, 0]
    let segmenter = try mask(model).segmenter
    #expect(!segmenter.outputIsFinite())
    #expect(segmenter.decodedMask().values.allSatisfy { (0...1).contains($0) })
    model.bias = nil
    #expect(try mask(model).segmenter.outputIsFinite())
  }

  /// The same numbers in other orders give the same mask.
  @Test func otherLayouts() throws {
    var model = MaskModel(weights: [[2, 0, 0], [0, 3, 0], [0, 0, 4]])
    for channelCount in 1...3 {
      model.weights = Array(model.weights.prefix(channelCount))
      model.layout = .asTheyAre
      let expected = try mask(model).values
      for layout in [MaskModel.Layout.channelsFirst, .flat] {
        model.layout = layout
        let (values, segmenter) = try mask(model)
        #expect(segmenter.outputShape.dimensions == [1, 4, 6, channelCount])
        for (value, wanted) in zip(values, expected) { #expect(abs(value - wanted) < 1e-6) }
      }
      model.weights = [[2, 0, 0], [0, 3, 0], [0, 0, 4]]
    }
  }

  @Test func labelsOfEachPixel() throws {
    var model = four
    model.layout = .labels
    func label(_ color: [Double]) -> Int {
      let logits = [2 * color[0], 3 * color[1], 4 * color[2], -color[0] - color[1] - color[2]]
      return logits.firstIndex(of: logits.max() ?? 0) ?? 0
    }
    let (values, segmenter) = try mask(model)
    #expect(segmenter.metadata.decoding == .labels)
    #expect(segmenter.outputShape.dimensions == [1, 4, 6, 1])
    expect(values) { label($0) == 0 ? 0 : 1 }
    for classes in [["hair"], ["2"], ["skin", "hair"]] {
      let wanted = classes.map { ["hair": 1, "skin": 2][$0] ?? 2 }
      expect(try mask(model) { $0.classes = PersonClasses(classes) }.values) {
        wanted.contains(label($0)) ? 1 : 0
      }
    }
  }

  /// Metadata and archive with bytes wrong, and cut off: an error or a mask, never a trap.
  @Test func brokenMetadata() throws {
    var model = four
    model.normalization = ([10, 20, 30], [100, 200, 300])
    let whole = model.bytes
    var options = SegmenterOptions(threadCount: 1)
    options.memoryLimitByteCount = 1 << 24
    for place in stride(from: 8, to: whole.count, by: 5) {
      for byte: UInt8 in [0x00, 0x7f, 0xff] {
        var bytes = whole
        bytes[place] = byte
        _ = try? Segmenter(model: bytes, options: options)
        _ = try? surveyModel(bytes)
      }
    }
    for length in stride(from: 0, to: whole.count, by: 3) {
      _ = readAnnotations(of: Array(whole.prefix(length)))
      _ = try? surveyModel(Array(whole.prefix(length)))
    }
    #expect(readAnnotations(of: whole).labels(ofOutput: 0).count == 4)
  }
}
