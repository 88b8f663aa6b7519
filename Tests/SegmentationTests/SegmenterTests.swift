import Foundation
import Segmentation
import Testing
import Threads

@Suite struct SegmenterTests {
  /// A tiny model: input 1x32x48x3, output 1x32x48x2.
  private static let network = model("segmentation_network")

  private static func model(_ name: String) -> [UInt8] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    return
      (try? Array(
        Data(contentsOf: tests.appendingPathComponent("GoldenTests/Models/\(name).tflite")))) ?? []
  }

  /// White in the upper left quarter, black elsewhere.
  private static let corner: Frame = {
    var pixels: [UInt8] = []
    for y in 0..<20 {
      for x in 0..<40 {
        let gray: UInt8 = x < 20 && y < 10 ? 255 : 0
        pixels += [gray, gray, gray, 255]
      }
    }
    return Frame(width: 40, height: 20, pixels: pixels)
  }()

  @Test func guessesFromTheGraph() throws {
    let segmenter = try Segmenter(model: Self.network)
    #expect(segmenter.metadata.entry == nil)
    #expect(segmenter.metadata.decoding == .softmax2)
    #expect(segmenter.metadata.decodingSource == .graph)
    #expect(segmenter.metadata.inputRange == .zeroToOne)
    #expect(segmenter.inputShape == Shape([1, 32, 48, 3]))
    #expect(segmenter.outputShape == Shape([1, 32, 48, 2]))
  }

  @Test(arguments: InputRange.allCases, Resampling.allCases)
  func inputKeepsOrientationAndRange(range: InputRange, resampling: Resampling) throws {
    let segmenter = try Segmenter(
      model: Self.network, options: SegmenterOptions(resampling: resampling, inputRange: range))
    segmenter.load(Self.corner)
    let input = segmenter.inputValues()
    #expect(input.count == 32 * 48 * 3)
    let (black, white): (Float, Float) =
      switch range {
      case .zeroToOne: (0, 1)
      case .minusOneToOne: (-1, 1)
      case .zeroTo255: (0, 255)
      }
    for (row, column, value) in [(0, 0, white), (0, 47, black), (31, 0, black), (31, 47, black)] {
      for channel in 0..<3 {
        #expect(abs(input[(row * 48 + column) * 3 + channel] - value) < 1e-6 * white)
      }
    }
  }

  @Test func maskIsTheDecodedOutput() throws {
    let segmenter = try Segmenter(model: Self.network)
    let mask = segmenter.mask(of: Self.corner)
    let output = segmenter.outputValues()
    #expect(mask.width == 48 && mask.height == 32 && output.count == 48 * 32 * 2)
    for (pixel, value) in mask.values.enumerated() {
      let expected = 1 / (1 + exp(Double(output[pixel * 2]) - Double(output[pixel * 2 + 1])))
      #expect(abs(Double(value) - expected) < 1e-6)
    }
  }

  @Test func framesDoNotInfluenceOneAnother() throws {
    let segmenter = try Segmenter(model: Self.network)
    let first = segmenter.mask(of: Self.corner)
    _ = segmenter.mask(of: Frame(width: 5, height: 900, pixels: .init(repeating: 9, count: 18000)))
    #expect(segmenter.mask(of: Self.corner) == first)
    #expect(try Segmenter(model: Self.network).mask(of: Self.corner) == first)
  }

  @Test func takesTheDigestOfItsCaller() throws {
    var callCount = 0
    let digest = SHA256Digest(of: [1, 2, 3])
    let segmenter = try Segmenter(model: Self.network, pool: ThreadPool(threadCount: 2)) {
      callCount += 1
      return digest
    }
    #expect(callCount == 1)
    #expect(segmenter.metadata.digest == digest)
    #expect(
      try Segmenter(model: Self.network).metadata.digest == SHA256Digest(of: Self.network))
  }

  @Test func threadsDoNotChangeTheMask() throws {
    let one = try Segmenter(model: Self.network, options: SegmenterOptions(threadCount: 1))
    let three = try Segmenter(model: Self.network, options: SegmenterOptions(threadCount: 3))
    #expect(one.mask(of: Self.corner) == three.mask(of: Self.corner))
  }

  @Test func refusals() throws {
    #expect(throws: SegmentationError.self) { try Segmenter(model: []) }
    #expect(throws: SegmentationError.self) {
      try Segmenter(model: Self.network, options: SegmenterOptions(memoryLimitByteCount: 1000))
    }
    let notAnImage = #expect(throws: SegmentationError.self) {
      try Segmenter(model: Self.model("batch_of_two"))
    }
    #expect("\(try #require(notAnImage))".contains("found float32 2x11x14x3"))
    let noPicture = #expect(throws: SegmentationError.self) {
      try Segmenter(model: PixelModel.bytes(height: 8, width: 8, weights: [1, 1, 1], stride: 8))
    }
    #expect("\(try #require(noPicture))".contains("to be a mask"))
    let mismatch = #expect(throws: SegmentationError.self) {
      try Segmenter(model: Self.network, options: SegmenterOptions(decoding: .softmax21))
    }
    #expect("\(try #require(mismatch))".contains("21 channels"))
  }
}
