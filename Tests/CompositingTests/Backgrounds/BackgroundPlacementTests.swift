import Imaging
import Kernels
import TestSupport
import Testing

@testable import Compositing

extension FilterTests {
  /// Tests of where backgrounds go, and how they are sampled.
  @Suite struct BackgroundPlacementTests {
    private func placed(
      _ background: [UInt32], _ backgroundWidth: Int, _ width: Int, _ height: Int, _ fit: Fit,
      level: InstructionSet = .best, pool: ThreadPool = startedPools[1], isCounted: Bool = false
    ) -> [UInt32] {
      let source = Plane(background, width: backgroundWidth)
      let output = Plane<UInt32>(width: width, height: height, margin: 3)
      let placer = BackgroundPlacer(
        backgroundWidth: backgroundWidth, backgroundHeight: source.rows.height, width: width,
        height: height, fit: fit, color: (1, 2, 3, 4), threadCount: pool.threadCount,
        instructionSet: level)
      pool.run(BodyTask { placer.run(background: source.rows, output: output.rows, on: $0) })
      if isCounted {
        #expect(
          allocationCount(of: pool) {
            placer.run(background: source.rows, output: output.rows, on: $0)
          } == 0)
      }
      return output.elements
    }

    /// The demo's formula, in Double, for one channel.
    private func covered(
      _ background: [UInt32], _ bw: Int, _ width: Int, _ height: Int, channel: Int
    ) -> [Double] {
      let bh = background.count / bw
      let ratio = Double(width) / Double(height)
      var (x, y, cw, ch) = (0.0, 0.0, Double(bw), Double(bh))
      if Double(bw) / Double(bh) < ratio {
        ch = Double(bw) / ratio
        y = (Double(bh) - ch) / 2
      } else {
        cw = Double(bh) * ratio
        x = (Double(bw) - cw) / 2
      }
      return PlainFilters.Picture(
        width: bw, height: bh, values: background.map { TestPixels.channel($0, channel) }
      ).sampled(
        width: width, height: height, xOrigin: x, yOrigin: y, xStep: cw / Double(width),
        yStep: ch / Double(height)
      ).values
    }

    @Test func aBackgroundOfTheFramesWidthIsShiftedByWholeRows() {
      let background = TestPixels.pixels(1280 * 960, seed: 1)
      for level in InstructionSet.available {
        #expect(
          placed(background, 1280, 1280, 720, .cover, level: level)
            == Array(background[(120 * 1280)..<(840 * 1280)]))
      }
    }

    @Test func aShiftByHalfARowIsTheMeanOfTwo() {
      let background = TestPixels.pixels(64 * 48, seed: 2)
      let found = placed(background, 64, 64, 43, .cover)  // shift 2.5
      for y in 0..<43 {
        for x in 0..<64 {
          for channel in 0..<4 {
            let upper = Int(TestPixels.channel(background[(y + 2) * 64 + x], channel))
            let lower = Int(TestPixels.channel(background[(y + 3) * 64 + x], channel))
            #expect(
              Int(TestPixels.channel(found[y * 64 + x], channel)) == (upper + lower + 1) / 2)
          }
        }
      }
    }

    @Test(arguments: [
      (1, 1, 5, 3), (1, 7, 17, 33), (2, 1, 1, 1), (17, 33, 16, 9), (33, 17, 64, 40),
      (20, 20, 33, 17),
      (40, 22, 33, 17), (64, 36, 32, 18),
    ])
    func coverIsTheDemosFormula(sizes: (Int, Int, Int, Int)) {
      let (bw, bh, width, height) = sizes
      let background = TestPixels.pixels(bw * bh, seed: 3)
      for level in InstructionSet.available {
        let found = placed(background, bw, width, height, .cover, level: level)
        for pool in startedPools {
          #expect(placed(background, bw, width, height, .cover, level: level, pool: pool) == found)
        }
        for channel in 0..<4 {
          let expected = covered(background, bw, width, height, channel: channel)
          let worst = zip(found, expected).map { abs(TestPixels.channel($0, channel) - $1) }.max()
          #expect(worst ?? 255 <= 0.501, "\(level), channel \(channel)")
        }
      }
    }

    @Test(arguments: [(1, 90, 7), (90, 1, 7), (100, 60, 33), (97, 55, 10)])
    func reductionsAreMeans(width: Int, height: Int, newWidth: Int) {
      let newHeight = max(1, height / 3)
      let background = TestPixels.pixels(width * height, seed: 4)
      for level in InstructionSet.available {
        let found = placed(background, width, newWidth, newHeight, .stretch, level: level)
        for channel in 0..<4 {
          let expected = PlainFilters.Picture(
            width: width, height: height, values: background.map { TestPixels.channel($0, channel) }
          ).scaled(
            width: newWidth, height: newHeight, largestStep: 2)
          let worst = zip(found, expected.values).map {
            abs(TestPixels.channel($0, channel) - $1)
          }.max()
          #expect(worst ?? 255 <= 0.501, "\(level), channel \(channel)")
        }
      }
    }

    @Test func containLeavesTheRestBare() {
      let color: UInt32 = 0x0403_0201
      let red: UInt32 = 0xff00_00ff
      let tall = placed([UInt32](repeating: red, count: 2 * 4), 2, 10, 8, .contain)
      for (index, pixel) in tall.enumerated() {
        #expect(pixel == ((3..<7).contains(index % 10) ? red : color))
      }
      let wide = placed([UInt32](repeating: red, count: 4 * 1), 4, 8, 7, .contain)
      for (index, pixel) in wide.enumerated() {
        #expect(pixel == ((2..<4).contains(index / 8) ? red : color))
      }
      // A sliver is still seen.
      #expect(placed([UInt32](repeating: red, count: 1000), 1000, 5, 5, .contain).contains(red))
    }

    @Test(arguments: [(3, 2, 8, 5), (8, 5, 3, 2), (1, 1, 4, 4), (5, 9, 5, 1), (2, 3, 7, 3)])
    func tilesRepeat(sizes: (Int, Int, Int, Int)) {
      let (bw, bh, width, height) = sizes
      let background = TestPixels.pixels(bw * bh, seed: 5)
      let expected = (0..<(width * height)).map { index in
        background[index / width % bh * bw + index % width % bw]
      }
      for pool in startedPools {
        #expect(placed(background, bw, width, height, .tile, pool: pool) == expected)
      }
    }

    @Test(arguments: Fit.allCases) func runsAllocateNothing(fit: Fit) {
      let background = TestPixels.pixels(97 * 55, seed: 7)
      for level in InstructionSet.available {
        for pool in startedPools {
          _ = placed(background, 97, 120, 130, fit, level: level, pool: pool, isCounted: true)
        }
      }
    }

    @Test func aFrameIsPlacedInOneCall() {
      let background = Frame(width: 2, height: 1, pixels: [10, 20, 30, 255, 50, 60, 70, 255])
      let frame = Compositing.placed(background: background, width: 4, height: 2, fit: .stretch)
      #expect(frame.width == 4 && frame.height == 2)
      #expect(frame.channel(0) == [10, 20, 40, 50, 10, 20, 40, 50])
      let bare = Compositing.placed(
        background: background, width: 2, height: 3, fit: .contain, color: (7, 8, 9, 10))
      #expect(bare.channel(0) == [7, 7, 10, 50, 7, 7])
      #expect(bare.channel(3) == [10, 10, 255, 255, 10, 10])
    }

    /// Where the demo's mask is 0 its picture is the placed background.
    @Test func agreesWithTheDemosPicture() throws {
      let folder = "hd/girl/segm_full_v679/"
      guard let image = try DemoFixtures.frame("backgrounds/architecture-5082700_1280.png"),
        let mask = try DemoFixtures.frame(folder + "2_mask_bilateral.png"),
        let composite = try DemoFixtures.frame(folder + "4_image_default.png")
      else { return }
      let found = Compositing.placed(
        background: image, width: composite.width, height: composite.height, fit: .cover)
      let expected = composite.words
      let placed = found.words
      let isBare = mask.channel(0).map { $0 == 0 }
      #expect(isBare.count { $0 } > 100_000)
      #expect(expected.indices.allSatisfy { !isBare[$0] || expected[$0] == placed[$0] })
    }
  }
}
