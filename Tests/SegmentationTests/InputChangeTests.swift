import Foundation
import Segmentation
import Testing

/// Tests of what says that an inference would give the mask of the frame before.
@Suite struct InputChangeTests {
  /// Input 1x32x48x3.
  private static func segmenter(
    comparesInputs: Bool = true, range: InputRange = .zeroToOne,
    resampling: Resampling = .bilinear
  ) throws -> Segmenter {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    let model = try Data(
      contentsOf: tests.appendingPathComponent("GoldenTests/Models/segmentation_network.tflite"))
    return try Segmenter(
      model: Array(model),
      options: SegmenterOptions(
        resampling: resampling, inputRange: range, comparesInputs: comparesInputs))
  }

  /// A still scene at the model's size, so that each pixel is a value of the input.
  private static func scene(_ change: (inout [UInt8]) -> Void = { _ in }) -> Frame {
    var pixels: [UInt8] = []
    for y in 0..<32 {
      for x in 0..<48 { pixels += [UInt8(91 + x), UInt8(91 + y), UInt8(100 + x / 2), 255] }
    }
    change(&pixels)
    return Frame(width: 48, height: 32, pixels: pixels)
  }

  @Test func isUnknownBeforeTheFirstRunAndWithoutTheOption() throws {
    let segmenter = try Self.segmenter()
    segmenter.load(Self.scene())
    #expect(segmenter.inputChange == .infinity)
    // Loaded, but never inferred.
    segmenter.load(Self.scene())
    #expect(segmenter.inputChange == .infinity)
    let without = try Self.segmenter(comparesInputs: false)
    _ = without.mask(of: Self.scene())
    without.load(Self.scene())
    #expect(without.inputChange == .infinity)
  }

  @Test(arguments: InputRange.allCases, [0, 1, 2, 7, 90])
  func isTheLargestDifferenceInLevels(_ range: InputRange, _ difference: UInt8) throws {
    let segmenter = try Self.segmenter(range: range)
    _ = segmenter.mask(of: Self.scene())
    // The blue of the last pixel of all, upwards and downwards; and half of that elsewhere.
    let last = 48 * 32 * 4 - 2
    for sign in [1, -1] {
      segmenter.load(
        Self.scene {
          $0[last] = UInt8(Int($0[last]) + sign * Int(difference))
          $0[5] += difference / 2
        })
      #expect(abs(segmenter.inputChange - Float(difference)) < 1e-3)
    }
  }

  /// The picture beneath the mask: bytes, whatever the model's range; black and white too.
  @Test(arguments: InputRange.allCases)
  func thePictureIsTheBrightnessOfTheLastInference(_ range: InputRange) throws {
    let segmenter = try Self.segmenter(range: range)
    let frame = Self.scene {
      for byte in 0..<3 { ($0[byte], $0[4 + byte]) = (0, 255) }
    }
    segmenter.load(frame)
    segmenter.run()
    segmenter.load(Self.scene { for index in $0.indices { $0[index] = 3 } })
    // The network has input and output of one size.
    #expect(segmenter.outputShape[2] == 48 && segmenter.outputShape[1] == 32)
    var levels = [UInt8](repeating: 7, count: 48)
    frame.withPixels { pixels in
      for y in 0..<32 {
        var span = levels.mutableSpan
        segmenter.writePictureRow(y, to: &span)
        for x in 0..<48 {
          let pixel = (y * 48 + x) * 4
          let sum = Int(pixels[pixel]) + 2 * Int(pixels[pixel + 1]) + Int(pixels[pixel + 2])
          // A half may go either way, by what the range rounds.
          let isNearest = abs(4 * Int(levels[x]) - sum) <= 2
          #expect(isNearest, "\(x), \(y): \(levels[x]) for \(sum) / 4")
        }
      }
    }
  }

  @Test func refersToTheLastInferenceNotToTheLastFrame() throws {
    // A drift of one level a frame: small from frame to frame, not from the inferred one.
    let segmenter = try Self.segmenter()
    _ = segmenter.mask(of: Self.scene())
    for step in 1...6 {
      segmenter.load(Self.scene { for index in $0.indices { $0[index] &+= UInt8(step) } })
      #expect(abs(segmenter.inputChange - Float(step)) < 1e-3)
    }
    segmenter.run()
    segmenter.load(Self.scene { for index in $0.indices { $0[index] &+= 6 } })
    #expect(segmenter.inputChange == 0)
  }

  @Test func alphaIsNoInput() throws {
    let segmenter = try Self.segmenter()
    _ = segmenter.mask(of: Self.scene())
    segmenter.load(
      Self.scene { for index in stride(from: 3, to: $0.count, by: 4) { $0[index] = 9 } })
    #expect(segmenter.inputChange == 0)
  }

  /// A pixel of a large frame that bilinear samples pass by changes the input of an area mean.
  @Test func whatTheModelDoesNotSeeIsNoChange() throws {
    func frame(_ gray: UInt8) -> Frame {
      var pixels = [UInt8](repeating: 100, count: 480 * 320 * 4)
      for channel in 0..<3 { pixels[channel] = gray }
      return Frame(width: 480, height: 320, pixels: pixels)
    }
    for (resampling, expected) in [(Resampling.bilinear, 0), (.area, Float(1))] {
      let segmenter = try Self.segmenter(resampling: resampling)
      _ = segmenter.mask(of: frame(100))
      segmenter.load(frame(200))
      #expect(abs(segmenter.inputChange - expected) < 1e-3)
    }
  }

  @Test func theSamePictureInAnotherFormatIsTheSame() throws {
    let segmenter = try Self.segmenter()
    let frame = Self.scene()
    let mask = segmenter.mask(of: frame)
    let swapped = frame.withPixels { pixels in
      pixels.indices.map { pixels[$0 % 4 == 0 ? $0 + 2 : $0 % 4 == 2 ? $0 - 2 : $0] }
    }
    try swapped.withUnsafeBytes { bytes in
      segmenter.load(try FrameView(width: 48, height: 32, format: .bgra, bytes: bytes))
    }
    #expect(segmenter.inputChange == 0)
    segmenter.run()
    #expect(segmenter.decodedMask() == mask)
  }
}
