import Segmentation
import Testing

/// Tests of what a segmenter keeps from frame to frame, and what it says of its output.
@Suite struct SegmenterFrameTests {
  private func frame(_ width: Int, _ height: Int, _ value: (Int, Int) -> UInt8) -> Frame {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { pixels += [value(x, y), value(x, y), value(x, y), 255] }
    }
    return Frame(width: width, height: height, pixels: pixels)
  }

  /// One that shows each size by its own gradient.
  private func gradient(_ width: Int, _ height: Int) -> Frame {
    frame(width, height) { x, y in UInt8((x * 5 + y * 11) % 256) }
  }

  private static let means: [Float] = [1 / 3, 1 / 3, 1 / 3]

  private func segmenter(
    weights: [Float] = means, stride: Int32 = 1, compares: Bool = false
  ) throws -> Segmenter {
    try Segmenter(
      model: PixelModel.bytes(height: 8, width: 12, weights: weights, stride: stride),
      options: SegmenterOptions(threadCount: 3, decoding: .identity, comparesInputs: compares))
  }

  /// Sizes that share their width or their height with the one before.
  @Test func everySizeIsSampledAnew() throws {
    let kept = try segmenter()
    #expect(kept.threadCount == 3)
    for (width, height) in [(24, 16), (24, 40), (30, 40), (30, 9), (12, 9), (12, 8)] {
      let frame = gradient(width, height)
      #expect(kept.mask(of: frame) == (try segmenter().mask(of: frame)), "\(width)x\(height)")
    }
  }

  @Test func rowsOfBytesAreTheMasks() throws {
    let segmenter = try segmenter()
    let mask = segmenter.mask(of: gradient(12, 8))
    #expect(Set(mask.values).count > 50)
    for y in 0..<8 {
      var row = [UInt8](repeating: 0, count: 12)
      var span = row.mutableSpan
      segmenter.writeMaskRow(y, to: &span)
      #expect(row == mask.values[(y * 12)..<(y * 12 + 12)].map { UInt8($0 * 255 + 0.5) })
    }
  }

  /// One pixel of the output overflows; wherever it is, it is told.
  @Test func outputsThatAreNotNumbersAreTold() throws {
    let segmenter = try segmenter(weights: [3e38, 3e38, 3e38])
    _ = segmenter.mask(of: frame(12, 8) { _, _ in 0 })
    #expect(segmenter.outputIsFinite())
    for (x, y) in [(0, 0), (11, 0), (5, 3), (0, 7), (11, 7)] {
      _ = segmenter.mask(of: frame(12, 8) { $0 == x && $1 == y ? 255 : 0 })
      #expect(!segmenter.outputIsFinite(), "\(x), \(y)")
      _ = segmenter.mask(of: frame(12, 8) { _, _ in 0 })
      #expect(segmenter.outputIsFinite())
    }
  }

  /// A mask of half the input's size: its cells' middles are the input's pixels of odd places.
  @Test func thePictureBeneathASmallerMaskIsTakenAtItsCellsMiddles() throws {
    let segmenter = try segmenter(stride: 2, compares: true)
    segmenter.load(frame(12, 8) { x, y in UInt8(x * 20 + y) })
    segmenter.run()
    #expect(segmenter.outputShape[1] == 4 && segmenter.outputShape[2] == 6)
    for y in 0..<4 {
      var row = [UInt8](repeating: 0, count: 6)
      var span = row.mutableSpan
      segmenter.writePictureRow(y, to: &span)
      #expect(row == (0..<6).map { UInt8((2 * $0 + 1) * 20 + 2 * y + 1) })
    }
  }

  /// Too little for the file and its tensors, then for what is planned of it, then enough.
  @Test func memoryIsLimitedWhileReadingAndWhilePlanning() throws {
    let model = PixelModel.bytes(
      height: 4, width: 4, weights: Array(repeating: 0.01, count: 17 * 17 * 3), filterSize: 17)
    var stages: [String] = []
    for limit in stride(from: 512, through: 1 << 20, by: 512) {
      var stage = "none"
      do throws(SegmentationError) {
        _ = try Segmenter(
          model: model, options: SegmenterOptions(threadCount: 1, memoryLimitByteCount: limit))
      } catch {
        switch error {
        case .model: stage = "model"
        case .plan: stage = "plan"
        default: stage = "\(error)"
        }
      }
      if stages.last != stage { stages.append(stage) }
    }
    #expect(stages == ["model", "plan", "none"])
  }

  @Test func masksOfAnotherSizeEndTheProcess() async {
    await #expect(processExitsWith: .failure) {
      let frame = Frame(width: 3, height: 1, pixels: .init(repeating: 9, count: 12))
      _ = frame.keepingPerson(Mask(width: 1, height: 3, values: [0, 1, 0]))
    }
  }
}
