import Imaging
import TestSupport
import Testing

@testable import Compositing

extension FilterTests {
  /// The person's own colors, found while the mask is filtered.
  @Suite struct PersonColorsTests {
    private let width = 320
    private let height = 180
    private let person: [Double] = [200, 60, 30]
    private let room: [Double] = [20, 90, 220]

    /// The share of the person at a column: a soft edge of 6 pixels around column 160.
    private func share(_ x: Double) -> Double { min(max((x - 156.5) / 6, 0), 1) }

    private func cutOut(decontaminate: Bool) throws -> Frame {
      let frame = Frame(
        width: width, height: height,
        pixels: (0..<width * height).flatMap { index -> [UInt8] in
          let share = share(Double(index % width))
          return (0..<3).map { UInt8((person[$0] * share + room[$0] * (1 - share)).rounded()) }
            + [255]
        })
      var options = CompositorOptions()
      options.background = .transparent
      options.decontaminate = decontaminate
      let compositor = try Compositor(
        width: width, height: height, maskWidth: 256, maskHeight: 144, options: options,
        pool: startedPools[1])
      for row in 0..<144 {
        compositor.withMaskRow(row) { span in
          for x in span.indices { span[x] = UInt8(255 * share(1.25 * (Double(x) + 0.5) - 0.5)) }
        }
      }
      return CompositorTests.composed(frame, by: compositor)
    }

    /// The mean difference of soft pixels from the person's color.
    private func difference(_ cutOut: Frame) -> (mean: Double, count: Int) {
      var (sum, count) = (0.0, 0)
      for pixel in cutOut.words where (40...215).contains(pixel >> 24) {
        for channel in 0..<3 {
          sum += abs(TestPixels.channel(pixel, channel) - person[channel])
        }
        count += 3
      }
      return (sum / Double(max(count, 1)), count)
    }

    @Test func softEdgesHaveThePersonsColor() throws {
      let (plain, estimated) = (
        difference(try cutOut(decontaminate: false)), difference(try cutOut(decontaminate: true))
      )
      #expect(plain.count > 1000 && estimated.count == plain.count)
      #expect(plain.mean > 40 && estimated.mean < 0.5 * plain.mean, "\(plain), \(estimated)")
    }

    @Test func thePersonAndAlphaStayAsTheyAre() throws {
      let (plain, estimated) = (
        try cutOut(decontaminate: false).words, try cutOut(decontaminate: true).words
      )
      for (plain, estimated) in zip(plain, estimated) {
        #expect(plain >> 24 == estimated >> 24)
        if plain >> 24 == 255 { #expect(plain == estimated) }
      }
    }
  }
}
