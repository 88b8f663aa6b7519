import Imaging
import Testing

@testable import Compositing

extension FilterTests {
  /// Options that nobody gave, that are out of range, and sizes that were not prepared for.
  @Suite struct CompositorPreconditionTests {
    @Test func lightOfABackgroundUnlessSomebodySays() throws {
      let frame = CompositorTests.noise(
        CompositorLawTests.width, CompositorLawTests.height, seed: 47)
      func result(_ effect: BackgroundEffect, _ light: Float?) throws -> Frame {
        let options = CompositorTests.options(effect) { $0.lightWrap = light }
        return CompositorTests.composed(frame, by: try CompositorLawTests.compositor(options))
      }
      let color = BackgroundEffect.color(red: 0, green: 177, blue: 64)
      #expect(try result(.image, nil) == result(.image, 0.3))
      #expect(try result(.image, nil) != result(.image, 0))
      #expect(try result(color, nil) == result(color, 0))
      #expect(try result(color, nil) != result(color, 0.3))
    }

    @Test func optionsBeyondTheirRangesAreRefused() throws {
      let changes: [(String, (inout CompositorOptions) -> Void)] = [
        ("sigma space", { $0.sigmaSpace = 10.1 }), ("sigma space", { $0.sigmaSpace = -0.1 }),
        ("sigma color", { $0.sigmaColor = 1.1 }), ("sigma color", { $0.sigmaColor = .nan }),
        ("coverage", { $0.coverage = 0.5...1.1 }), ("coverage", { $0.coverage = -0.1...0.5 }),
        ("light wrap", { $0.lightWrap = 1.1 }), ("light wrap", { $0.lightWrap = -0.1 }),
        ("light wrap", { $0.lightWrap = .nan }),
        ("blur", { $0.background = .blur(strength: 20.1) }),
        ("blur", { $0.background = .blur(strength: -1) }),
      ]
      for (name, change) in changes {
        let options = CompositorTests.options(.image, change)
        do throws(CompositingError) {
          try options.validate()
          Issue.record("expected \(name) to be refused")
        } catch {
          guard case .range(name, _, _) = error else {
            Issue.record("expected \(name), found \(error)")
            continue
          }
        }
      }
    }

    /// Wrong sizes end the process; these have as many bytes or more, so that nothing else does.
    @Test func wrongSizesEndTheProcess() async {
      await #expect(processExitsWith: .failure) {
        let compositor = try CompositorLawTests.compositor(CompositorTests.options(.image))
        let mask = Mask(width: 28, height: 12, values: [Float](repeating: 0, count: 28 * 12))
        _ = compositor.compose(CompositorTests.noise(96, 54, seed: 1), mask: mask)
      }
      await #expect(processExitsWith: .failure) {
        let compositor = try CompositorLawTests.compositor(CompositorTests.options(.image))
        _ = CompositorTests.composed(CompositorTests.noise(97, 55, seed: 1), by: compositor)
      }
      for count in [3, 5] {
        await #expect(processExitsWith: .failure) { [count = count as Int] in
          let smoother = MaskSmoother(.off, width: 4, height: 2)
          smoother.smooth()
          var row = [UInt8](repeating: 0, count: count)
          var span = row.mutableSpan
          smoother.writeRow(0, to: &span)
        }
      }
    }
  }
}
