import Imaging
import Runtime
import Segmentation
import TFLite
import TestSupport
import Testing

/// Pictures in other orders of dimensions and of other sizes than the file's, and models that remember.
@Suite struct InputLayoutTests {
  private static let frame = picture(width: 6, height: 4)

  private static func picture(width: Int, height: Int) -> Frame {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        pixels += [UInt8(x * 37 % 256), UInt8(y * 61 % 256), UInt8(x * y * 16 % 256), 255]
      }
    }
    return Frame(width: width, height: height, pixels: pixels)
  }

  private func segmenter(
    _ model: [UInt8], _ change: (inout SegmenterOptions) -> Void = { _ in }
  ) throws -> Segmenter {
    var options = SegmenterOptions(threadCount: 1, decoding: .identity, framing: .stretch)
    change(&options)
    return try Segmenter(model: model, options: options)
  }

  @Test(arguments: [1, 3, 4], [MaskModel.Layout.asTheyAre, .channelsFirst])
  func planarPicturesAreReadAsOthers(_ channels: Int, _ layout: MaskModel.Layout) throws {
    var model = MaskModel(inputChannels: Int32(channels))
    model.weights = [[Float]](
      repeating: (0..<channels).map { [0.5, 0.25, 0.125, 1][$0] }, count: 1)
    model.layout = layout
    for normalization in [nil, ([10, 20, 30], [100, 200, 300])] as [([Float], [Float])?] {
      model.normalization = channels == 3 ? normalization.map { ($0.0, $0.1) } : nil
      model.isPlanar = false
      let interleaved = try segmenter(model.bytes)
      let expected = interleaved.mask(of: Self.frame)
      model.isPlanar = true
      let planar = try segmenter(model.bytes)
      #expect(planar.inputShape == interleaved.inputShape)
      #expect(planar.inputs[0].shape.dimensions == [1, channels, 4, 6])
      planar.load(Self.frame)
      interleaved.load(Self.frame)
      // The exact input is in the input's own order.
      let (planes, pixels) = (planar.inputValues(), interleaved.inputValues())
      for place in 0..<24 {
        for channel in 0..<channels {
          #expect(planes[channel * 24 + place] == pixels[place * channels + channel])
        }
      }
      #expect(Set(planes).count > 5)
      #expect(planar.mask(of: Self.frame).values == expected.values)
    }
  }

  /// The mask of the frame before is the fourth plane.
  @Test func planarMasksAreRemembered() throws {
    var model = MaskModel(inputChannels: 4, weights: [[0.5, 0, 0, 0.5]])
    model.isPlanar = true
    let segmenter = try segmenter(model.bytes) { $0.comparesInputs = true }
    let first = segmenter.mask(of: Self.frame).values
    let second = segmenter.mask(of: Self.frame).values
    for (one, other) in zip(first, second) { #expect(abs(other - 1.5 * one) < 1e-6) }
    segmenter.forget()
    #expect(segmenter.mask(of: Self.frame).values == first)
  }

  @Test(arguments: [false, true]) func picturesOfAnotherSize(isPlanar: Bool) throws {
    var model = MaskModel(weights: [[0.5, 0.25, 0.25]])
    model.isPlanar = isPlanar
    var larger = model
    (larger.height, larger.width) = (9, 5)
    let frame = Self.picture(width: 5, height: 9)
    let resized = try segmenter(model.bytes) {
      $0.graph.pictureSize = Extent2D(height: 9, width: 5)
    }
    #expect(resized.inputShape.dimensions == [1, 9, 5, 3])
    #expect(resized.mask(of: frame).values == (try segmenter(larger.bytes).mask(of: frame).values))
  }

  /// A variable that the mask is added to, run after run.
  private var sums: [UInt8] {
    func tensor(_ name: String, _ shape: [Int32], type: Int8 = 0) -> FlatBufferValue {
      .table([0: .numbers(shape), 1: .number(type), 3: .text(name)])
    }
    func node(
      _ code: UInt32, _ inputs: [Int32], _ outputs: [Int32], _ more: [Int: FlatBufferValue] = [:]
    ) -> FlatBufferValue {
      .table(
        [0: .number(code), 1: .numbers(inputs), 2: .numbers(outputs)].merging(more) { $1 })
    }
    let shape: [Int32] = [1, 4, 6, 1]
    let graph = FlatBufferValue.table([
      0: .tables([
        tensor("picture", shape), tensor("handle", [], type: 13), tensor("before", shape),
        tensor("after", shape),
      ]), 1: .numbers([Int32(0)]), 2: .numbers([Int32(3)]),
      3: .tables([
        node(0, [], [1], [3: .number(UInt8(111)), 4: .table([1: .text("sum")])]),
        node(1, [1], [2]), node(2, [0, 2], [3]), node(3, [1, 3], []),
      ]),
    ])
    let codes = ([142, 143, 0, 144] as [Int32]).map { code in
      FlatBufferValue.table([
        0: .number(Int8(min(code, 127))), 2: .number(Int32(1)), 3: .number(code),
      ])
    }
    return flatBufferFile(
      root: .table([
        0: .number(UInt32(3)), 1: .tables(codes), 2: .tables([graph]), 4: .tables([.table([:])]),
      ]), identifier: "TFL3")
  }

  /// Pictures that do not follow each other know nothing of each other; frames of a sequence do.
  @Test func stateIsOfASequence() throws {
    let pictures = try segmenter(sums)
    let first = pictures.mask(of: Self.frame).values
    #expect(Set(first).count > 5)
    #expect(pictures.mask(of: Self.frame).values == first)
    let sequence = try segmenter(sums) { $0.comparesInputs = true }
    #expect(sequence.mask(of: Self.frame).values == first)
    #expect(sequence.mask(of: Self.frame).values == first.map { min(1, 2 * $0) })
    sequence.forget()
    #expect(sequence.mask(of: Self.frame).values == first)
  }

  /// A WHILE whose condition is a constant and whose body is a RELU.
  private var endless: [UInt8] {
    let shape: [Int32] = [1, 4, 6, 1]
    func tensor(_ name: String, _ shape: [Int32], type: Int8 = 0, buffer: UInt32 = 0)
      -> FlatBufferValue
    {
      .table([0: .numbers(shape), 1: .number(type), 2: .number(buffer), 3: .text(name)])
    }
    func graph(
      _ tensors: [FlatBufferValue], _ output: Int32, _ nodes: [[Int: FlatBufferValue]]
    ) -> FlatBufferValue {
      .table([
        0: .tables(tensors), 1: .numbers([Int32(0)]), 2: .numbers([output]),
        3: .tables(nodes.map { .table($0) }),
      ])
    }
    let ends: [Int: FlatBufferValue] = [1: .numbers([Int32(0)]), 2: .numbers([Int32(1)])]
    let main = graph(
      [tensor("x", shape), tensor("y", shape)], 1,
      [
        ends.merging([
          0: .number(UInt32(0)), 3: .number(UInt8(93)),
          4: .table([0: .number(Int32(1)), 1: .number(Int32(2))]),
        ]) { $1 }
      ])
    let condition = graph(
      [tensor("x", shape), tensor("true", [], type: 6, buffer: 1)], 1, [])
    let body = graph(
      [tensor("x", shape), tensor("y", shape)], 1,
      [ends.merging([0: .number(UInt32(1))]) { $1 }])
    return flatBufferFile(
      root: .table([
        0: .number(UInt32(3)),
        1: .tables(
          ([119, 19] as [Int8]).map { .table([0: .number($0), 2: .number(Int32(1))]) }),
        2: .tables([main, condition, body]),
        4: .tables([.table([:]), .table([0: .vector([1], count: 1)])]),
      ]), identifier: "TFL3")
  }

  /// Who must not trust a mask that was never finished is told.
  @Test func masksOfLoopsThatWereLeftAreNotTrusted() throws {
    let segmenter = try segmenter(endless) { $0.loopWorkLimit = 1 << 22 }
    _ = segmenter.mask(of: Self.frame)
    #expect(!segmenter.outputIsFinite())
    #expect(segmenter.endlessLoop?.limit == 1 << 22)
  }
}
