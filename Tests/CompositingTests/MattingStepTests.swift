import Imaging
import TestSupport
import Testing

@testable import Compositing

extension FilterTests {
  /// The matting step between the mask filter and what uses the mask.
  @Suite struct MattingStepTests {
    private let width = 640
    private let height = 360

    /// A red person with hairs before blue.
    private var frame: Frame {
      var pixels: [UInt8] = []
      for y in 0..<height {
        for x in 0..<width {
          let isPerson = x < width / 2 + (y % 12 < 4 ? 6 : -4)
          pixels += isPerson ? [200, 60, 40, 255] : [20, 60, 200, 255]
        }
      }
      return Frame(width: width, height: height, pixels: pixels)
    }

    private func mask(_ unsound: Float = 1) -> Mask {
      Mask(
        width: 128, height: 72,
        values: (0..<128 * 72).map { $0 == 0 ? unsound : $0 % 128 < 64 ? 1 : 0 })
    }

    private func alpha(
      _ frame: Frame, _ mask: Mask, _ change: (inout CompositorOptions) -> Void = { _ in }
    ) throws -> [UInt8] {
      var options = CompositorOptions()
      options.background = .transparent
      options.filter = .guided
      options.matting = true
      options.coverage = 0...1
      change(&options)
      let compositor = try Compositor(
        width: width, height: height, maskWidth: mask.width, maskHeight: mask.height,
        options: options, pool: startedPools[1])
      let result = compositor.compose(frame, mask: mask)
      #expect((compositor.timings[.matting] > .zero) == options.matting)
      return (0..<width * height).map { index in
        result.withPixels { $0[4 * index + 3] }
      }
    }

    @Test("Hairs show, and gaps between them do not") func hairsShow() throws {
      let (on, off) = (
        try alpha(frame, mask()), try alpha(frame, mask()) { $0.matting = false }
      )
      func error(_ alpha: [UInt8]) -> Int {
        alpha.indices.reduce(0) { sum, index in
          let (x, y) = (index % width, index / width)
          let isPerson = x < width / 2 + (y % 12 < 4 ? 6 : -4)
          return sum + abs(Int(alpha[index]) - (isPerson ? 255 : 0))
        }
      }
      #expect(2 * error(on) < error(off))
    }

    @Test("A mirrored frame has the mirrored matte") func mirrors() throws {
      let plain = try alpha(frame, mask())
      let mirrored = try alpha(frame, mask()) { $0.mirror = true }
      // Sums of a mirrored picture come in another order.
      for y in 0..<height {
        for x in 0..<width {
          let difference = Int(plain[y * width + x]) - Int(mirrored[y * width + width - 1 - x])
          #expect(abs(difference) <= 6)
        }
      }
    }

    @Test("Regions win over mattes") func regionsWin() throws {
      let result = try alpha(frame, mask()) {
        $0.keepRegions = [Region(x: 600, y: 0, width: 40, height: 360, unit: .pixels)]
        $0.dropRegions = [Region(x: 0, y: 0, width: 40, height: 360, unit: .pixels)]
      }
      #expect(result[0] == 0 && result[width - 1] == 255)
    }

    @Test("A value that is no number is nobody's") func notANumber() throws {
      #expect(try alpha(frame, mask(.nan)) == alpha(frame, mask(0)))
    }
  }
}
