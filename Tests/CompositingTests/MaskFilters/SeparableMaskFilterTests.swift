import Foundation
import Kernels
import TestSupport
import Testing

@testable import Compositing

extension FilterTests {
  /// The separable joint bilateral filter against two passes in Double, and against the filter that it
  /// stands for.
  @Suite struct SeparableMaskFilterTests {
    static let settings = [
      DemoSettings(), DemoSettings(sigmaSpace: 2.4, sigmaColor: 0.3), DemoSettings(sigmaSpace: 0),
      DemoSettings(sigmaSpace: 4, sigmaColor: 1),
    ]

    static func filtered(
      _ mask: DemoMask, guide: DemoFrame, _ settings: DemoSettings, _ filter: MaskFilter,
      level: InstructionSet, pool: ThreadPool
    ) -> DemoMask {
      var options = CompositorOptions.demo
      options.filter = filter
      options.sigmaSpace = Float(settings.sigmaSpace)
      options.sigmaColor = Float(settings.sigmaColor)
      let prepared = PreparedFilter(
        options,
        CompositorSizes(
          width: guide.width, height: guide.height, maskWidth: mask.width, maskHeight: mask.height,
          threadCount: pool.threadCount, instructionSet: level))
      let cells = Plane(mask.bytes, width: mask.width)
      let frame = Plane(guide.words, width: guide.width)
      let output = Plane<UInt8>(width: guide.width, height: guide.height)
      pool.run(
        BodyTask { prepared.run(cells.rows, frame: frame.rows, output: output.rows, on: $0) })
      return DemoMask(width: guide.width, height: guide.height, bytes: output.elements)
    }

    /// A byte between the passes may be rounded the other way, and the result again.
    @Test(arguments: InstructionSet.available, DemoScene.awkwardSizes)
    func agreesWithTwoPasses(level: InstructionSet, size: DemoScene.Size) {
      let scene = DemoScene.seeded(size, seed: 11)
      for settings in Self.settings {
        let expected = TwoPasses(scene.mask, guide: scene.frame, settings).result
        let found = Self.filtered(
          scene.mask, guide: scene.frame, settings, .separable, level: level,
          pool: startedPools[0])
        let fidelity = Fidelity(found, to: expected)
        #expect(fidelity.largest <= 2, "\(settings): \(fidelity)")
        #expect(fidelity.share(within: 1) >= 0.999, "\(settings): \(fidelity)")
        for pool in startedPools {
          let again = Self.filtered(
            scene.mask, guide: scene.frame, settings, .separable, level: level, pool: pool)
          #expect(again == found)
        }
      }
    }

    @Test func runsAllocateNothing() {
      let mask = Plane(TestPixels.disc(width: 32, height: 18), width: 32)
      let frame = Plane(TestPixels.pixels(160 * 90, seed: 3), width: 160)
      let output = Plane<UInt8>(width: 160, height: 90)
      for pool in startedPools {
        let filter = SeparableMaskFilter(
          width: 160, height: 90, maskWidth: 32, maskHeight: 18, sigmaSpace: 1, sigmaColor: 0.1,
          threadCount: pool.threadCount, kernels: KernelList(.best))
        let count = allocationCount(of: pool) {
          filter.run(mask.rows, frame: frame.rows, output: output.rows, on: $0)
        }
        #expect(count == 0)
      }
    }

    /// How near the approximation comes on photos; what it costs in nearness is told in the guide.
    @Test(arguments: [DemoFixture.hdGirl, .hdDoctor], [1.0, 4.0])
    func isNearTheWindowInThePlane(fixture: DemoFixture, sigmaSpace: Double) throws {
      try withFixtures(fixture.folder) { folder in
        let frame = try folder.frame(of: fixture)
        let mask = try folder.modelMask(of: fixture)
        let settings = DemoSettings(sigmaSpace: sigmaSpace)
        let pool = startedPools[1]
        let exact = Self.filtered(
          mask, guide: frame, settings, .exact, level: .best, pool: pool)
        let found = Self.filtered(
          mask, guide: frame, settings, .separable, level: .best, pool: pool)
        let fidelity = Fidelity(found, to: exact)
        print(fidelity.row("\(fixture.folder), sigma space \(sigmaSpace), separable to exact"))
        #expect(fidelity.mean < 0.5, "\(fidelity)")
        #expect(fidelity.share(within: 8) > 0.98, "\(fidelity)")
      }
    }
  }
}

/// The separable filter from its definition.
private struct TwoPasses {
  let result: DemoMask

  init(_ mask: DemoMask, guide: DemoFrame, _ settings: DemoSettings) {
    let (width, height) = (guide.width, guide.height)
    let taps = DemoTaps(
      sigmaSpace: settings.sigmaSpace, frameWidth: width, frameHeight: height,
      maskWidth: mask.width, maskHeight: mask.height)
    let offsets = taps.offsets.map(Double.init)
    func factor(_ sigma: Double) -> Double { -0.5 / (4 * sigma * sigma + 1e-6) }
    let space = factor(taps.sigma / Double(min(width, height)))
    let color = factor(settings.sigmaColor)

    /// `value` is asked for the mask at a tap.
    func pass(
      _ x: Int, _ y: Int, isRow: Bool, _ value: (_ x: Double, _ y: Double) -> Double
    ) -> UInt8 {
      let center = guide.color(x, y)
      let (middleX, middleY) = (Double(x) + 0.5, Double(y) + 0.5)
      var (sum, total) = (0.0, 0.0)
      for offset in offsets {
        let (tapX, tapY) = isRow ? (middleX + offset, middleY) : (middleX, middleY + offset)
        let distance = offset / Double(isRow ? width : height)
        let difference = guide.color(Int(tapX.rounded(.down)), Int(tapY.rounded(.down)))
          .squaredDistance(to: center)
        let weight = exp(distance * distance * space + difference * color)
        sum += weight * value(tapX, tapY)
        total += weight
      }
      let mean = total > 1e-38 ? sum / total : value(middleX, middleY)
      return UInt8((255 * mean).rounded())
    }

    let between = DemoMask(
      width: width, height: height,
      bytes: (0..<width * height).map { index in
        pass(index % width, index / width, isRow: true) { x, y in
          mask.coverage(
            Int((x * Double(mask.width) / Double(width)).rounded(.down)),
            Int((y * Double(mask.height) / Double(height)).rounded(.down)))
        }
      })
    result = DemoMask(
      width: width, height: height,
      bytes: (0..<width * height).map { index in
        pass(index % width, index / width, isRow: false) { x, y in
          between.coverage(Int(x.rounded(.down)), Int(y.rounded(.down)))
        }
      })
  }
}

extension DemoFrame {
  /// Pixels with red in the low byte.
  fileprivate var words: [UInt32] {
    (0..<width * height).map { index in
      (0..<4).reduce(0) { $0 | UInt32(bytes[4 * index + $1]) << UInt32(8 * $1) }
    }
  }
}
