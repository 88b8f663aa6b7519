import Imaging
import Kernels
import TestSupport
import Testing

@testable import Compositing

extension FilterTests {
  /// The guided mask filter against the paper's algorithm at full size.
  @Suite struct GuidedMaskFilterTests {
    struct Case: Sendable, CustomTestStringConvertible {
      var maskWidth: Int
      var maskHeight: Int
      var width: Int
      var height: Int
      var sigmaSpace: Double
      var sigmaColor: Double

      var testDescription: String {
        "\(maskWidth)x\(maskHeight) to \(width)x\(height), \(sigmaSpace), \(sigmaColor)"
      }

      func filter(
        subsampling: Int?, _ level: InstructionSet, threadCount: Int = 8
      ) -> GuidedMaskFilter {
        GuidedMaskFilter(
          maskWidth: maskWidth, maskHeight: maskHeight, width: width, height: height,
          sigmaSpace: sigmaSpace, sigmaColor: sigmaColor, subsampling: subsampling,
          threadCount: threadCount, instructionSet: level)
      }
    }

    static let cases = [
      Case(maskWidth: 1, maskHeight: 1, width: 1, height: 1, sigmaSpace: 1, sigmaColor: 0.1),
      Case(maskWidth: 1, maskHeight: 7, width: 5, height: 3, sigmaSpace: 1, sigmaColor: 0.1),
      Case(maskWidth: 5, maskHeight: 3, width: 1, height: 7, sigmaSpace: 2, sigmaColor: 0.05),
      Case(maskWidth: 17, maskHeight: 33, width: 17, height: 33, sigmaSpace: 1, sigmaColor: 0.1),
      Case(maskWidth: 64, maskHeight: 40, width: 33, height: 17, sigmaSpace: 3, sigmaColor: 0.1),
      Case(maskWidth: 26, maskHeight: 15, width: 131, height: 77, sigmaSpace: 1, sigmaColor: 0.1),
      Case(maskWidth: 26, maskHeight: 15, width: 131, height: 77, sigmaSpace: 1, sigmaColor: 0),
      Case(maskWidth: 26, maskHeight: 15, width: 97, height: 70, sigmaSpace: 2.5, sigmaColor: 1),
      Case(maskWidth: 13, maskHeight: 9, width: 65, height: 45, sigmaSpace: 0, sigmaColor: 0.1),
      Case(maskWidth: 13, maskHeight: 9, width: 40, height: 130, sigmaSpace: 1, sigmaColor: 0.2),
    ]

    private func filtered(
      _ filter: GuidedMaskFilter, _ mask: Plane<UInt8>, _ frame: Plane<UInt32>, _ pool: ThreadPool
    ) -> [UInt8] {
      let output = Plane<UInt8>(width: frame.rows.width, height: frame.rows.height, margin: 3)
      pool.run(
        BodyTask { filter.run(mask: mask.rows, frame: frame.rows, output: output.rows, on: $0) })
      return output.elements
    }

    private func expectedValues(_ mask: [UInt8], _ pixels: [UInt32], _ c: Case) -> [Double] {
      // The mask on the grid is bytes.
      let source = PlainFilters.Picture(
        width: c.maskWidth, height: c.maskHeight, values: mask.map(Double.init))
      var p = source.scaled(width: c.width, height: c.height, largestStep: 2)
      p.values = p.values.map { ($0 + 0.5).rounded(.down) }
      let guide = (0..<3).map { channel in
        PlainFilters.Picture(
          width: c.width, height: c.height, values: pixels.map { TestPixels.channel($0, channel) })
      }
      let radius = GuidedMaskFilter.radiusPixels(
        sigmaSpace: c.sigmaSpace, maskWidth: c.maskWidth, maskHeight: c.maskHeight, width: c.width,
        height: c.height)
      return PlainFilters.guided(
        p, guide: guide, radius: Int(radius.rounded()),
        regularization: max(1, c.sigmaColor * c.sigmaColor * 255 * 255)
      ).values.map { min(max($0, 0), 255) }
    }

    /// A frame whose left and right halves differ, with noise.
    private func pixels(_ c: Case) -> [UInt32] {
      TestPixels.pixels(c.width * c.height, seed: 9).enumerated().map { index, pixel in
        index % c.width < c.width / 2 ? pixel & 0xff3f_1f3f : pixel | 0x00c0_4080
      }
    }

    @Test(arguments: cases)
    func agreesWithThePaperWithoutSubsampling(c: Case) {
      let pixels = pixels(c)
      let frame = Plane(pixels, width: c.width)
      for values in [
        TestPixels.disc(width: c.maskWidth, height: c.maskHeight),
        TestPixels.bytes(c.maskWidth * c.maskHeight, seed: 3),
      ] {
        let mask = Plane(values, width: c.maskWidth)
        let expected = expectedValues(values, pixels, c)
        for level in InstructionSet.available {
          let found = filtered(c.filter(subsampling: 1, level), mask, frame, startedPools[1])
          let worst = zip(found, expected).map { abs(Double($0) - $1) }.max() ?? 255
          #expect(worst <= 1, "\(level): \(worst)")
        }
      }
    }

    @Test(arguments: cases, [1, 2, 4])
    func threadsDoNotMatter(c: Case, subsampling: Int) {
      let frame = Plane(pixels(c), width: c.width)
      let mask = Plane(
        TestPixels.disc(width: c.maskWidth, height: c.maskHeight), width: c.maskWidth)
      for level in InstructionSet.available {
        let filter = c.filter(subsampling: subsampling, level)
        let expected = filtered(filter, mask, frame, startedPools[0])
        for pool in startedPools { #expect(filtered(filter, mask, frame, pool) == expected) }
      }
    }

    @Test func tilesDoNotShow() {
      // Large enough for several tiles. With the whole mask in motion no tile is skipped; a constant
      // added to parts of it far away must not change the rest by more than a rounding.
      let c = Case(
        maskWidth: 64, maskHeight: 40, width: 320, height: 200, sigmaSpace: 1, sigmaColor: 0.1)
      let frame = Plane(pixels(c), width: c.width)
      let disc = TestPixels.disc(width: 64, height: 40)
      var noisy = disc
      // Every mask cell that is 0 or 255 moves by a level in turn.
      for index in noisy.indices where index % 2 == 0 {
        noisy[index] = noisy[index] == 0 ? 1 : noisy[index] == 255 ? 254 : noisy[index]
      }
      for level in InstructionSet.available {
        for subsampling in [1, 2, 4] {
          let filter = c.filter(subsampling: subsampling, level)
          let a = filtered(filter, Plane(disc, width: 64), frame, startedPools[1])
          let b = filtered(filter, Plane(noisy, width: 64), frame, startedPools[1])
          let worst = zip(a, b).map { abs(Int($0) - Int($1)) }.max() ?? 255
          #expect(worst <= 3, "\(level), \(subsampling): \(worst)")
        }
      }
    }

    private func photo(_ framePath: String, _ maskPath: String, sigmaSpace: Double) throws -> (
      Case, mask: Plane<UInt8>, frame: Plane<UInt32>
    )? {
      guard let photo = try DemoFixtures.frame(framePath),
        let source = try DemoFixtures.frame(maskPath)
      else { return nil }
      let c = Case(
        maskWidth: source.width, maskHeight: source.height, width: photo.width,
        height: photo.height,
        sigmaSpace: sigmaSpace, sigmaColor: 0.1)
      return (
        c, Plane(source.channel(0), width: source.width), Plane(photo.words, width: photo.width)
      )
    }

    @Test func aPhotoAgreesWithThePaper() throws {
      guard
        let (c, mask, frame) = try photo(
          "tie-free/girl/frame.png", "tie-free/girl/1_mask_model.png", sigmaSpace: 2.5)
      else { return }
      let expected = expectedValues(mask.elements, frame.elements, c)
      for level in InstructionSet.available {
        let found = filtered(c.filter(subsampling: 1, level), mask, frame, startedPools[1])
        let worst = zip(found, expected).map { abs(Double($0) - $1) }.max() ?? 255
        #expect(worst <= 1, "\(level): \(worst)")
      }
    }

    /// What subsampling costs at the default settings: the figures are those of the documentation of
    /// `GuidedMaskFilter.subsampling`.
    @Test func subsamplingIsNearFullSize() throws {
      guard
        let (c, mask, frame) = try photo(
          "hd/girl/frame.png", "hd/girl/segm_full_v679/1_mask_model.png", sigmaSpace: 1)
      else { return }
      for level in InstructionSet.available {
        let exact = filtered(c.filter(subsampling: 1, level), mask, frame, startedPools[1])
        let found = filtered(c.filter(subsampling: nil, level), mask, frame, startedPools[1])
        let differences = zip(found, exact).map { abs(Int($0) - Int($1)) }
        let mean = Double(differences.reduce(0, +)) / Double(differences.count)
        let worst = differences.max() ?? 255
        #expect(worst <= 10 && mean <= 0.1, "\(level): worst \(worst), mean \(mean)")
      }
    }

    @Test func runsAllocateNothing() {
      let c = Case(
        maskWidth: 64, maskHeight: 40, width: 320, height: 200, sigmaSpace: 1, sigmaColor: 0.1)
      let frame = Plane(pixels(c), width: c.width)
      let mask = Plane(TestPixels.disc(width: 64, height: 40), width: 64)
      let output = Plane<UInt8>(width: c.width, height: c.height)
      for level in InstructionSet.available {
        let filter = c.filter(subsampling: nil, level)
        for pool in startedPools {
          #expect(
            allocationCount(of: pool) {
              filter.run(mask: mask.rows, frame: frame.rows, output: output.rows, on: $0)
            } == 0)
        }
      }
    }
  }
}
