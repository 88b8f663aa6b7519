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

    /// A frame composited by a mask with the soft edge.
    private func composed(_ frame: Frame, _ options: CompositorOptions) throws -> Frame {
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
      return try composed(frame, options)
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

    /// A picture of one color, in which nobody's color can be another.
    @Test(
      arguments: [BackgroundEffect.color(red: 0, green: 0, blue: 255), .transparent],
      [0, 1, 2, 3])
    func masksThatAreChangedLeaveTheColors(background: BackgroundEffect, change: Int) throws {
      let frame = Frame(
        width: width, height: height,
        pixels: (0..<width * height).flatMap { _ -> [UInt8] in [180, 120, 60, 255] })
      func composed(decontaminate: Bool) throws -> [UInt32] {
        var options = CompositorOptions()
        options.background = background
        options.decontaminate = decontaminate
        switch change {
        case 0: options.opacity = 0.3
        case 1: options.opacity = 0.8
        case 2:
          options.hygiene.growth = 60
          options.hygiene.feather = 20
        default: options.hygiene.feather = 60
        }
        return try self.composed(frame, options).words
      }
      let (plain, estimated) = (
        try composed(decontaminate: false), try composed(decontaminate: true)
      )
      var soft = 0
      for (plain, estimated) in zip(plain, estimated) {
        soft += plain != plain | 0xff00_0000 || plain & 0xff != 180 ? 1 : 0
        for channel in 0..<3 {
          let difference =
            TestPixels.channel(plain, channel) - TestPixels.channel(estimated, channel)
          #expect(abs(difference) < 4)
          if abs(difference) >= 4 { return }
        }
      }
      #expect(soft > 1000)
    }

    /// A lamp of the room beside the person, where the mask is unsure.
    @Test(arguments: [BackgroundEffect.blur(strength: 8), .lensBlur(strength: 8)])
    func lampsBesideThePersonAreBlurredToo(background: BackgroundEffect) throws {
      func brightness(decontaminate: Bool) throws -> Double {
        let frame = Frame(
          width: width, height: height,
          pixels: (0..<width * height).flatMap { index -> [UInt8] in
            let (x, y) = (index % width, index / width)
            if (154..<157).contains(x) && y % 40 < 3 { return [255, 255, 255, 255] }
            let share = share(Double(x))
            return (0..<3).map { UInt8((70 * share + Double(20 + $0) * (1 - share)).rounded()) }
              + [255]
          })
        var options = CompositorOptions()
        options.background = background
        options.decontaminate = decontaminate
        let compositor = try Compositor(
          width: width, height: height, maskWidth: 256, maskHeight: 144, options: options,
          pool: startedPools[1])
        for row in 0..<144 {
          compositor.withMaskRow(row) { span in
            for x in span.indices { span[x] = UInt8(255 * share(1.25 * (Double(x) + 0.5) + 1)) }
          }
        }
        let result = CompositorTests.composed(frame, by: compositor).words
        // Above what lies beside the lamps.
        return (0..<3).reduce(0.0) { sum, lamp in
          let (lit, dark) = (40 * lamp + 41, 40 * lamp + 61)
          return sum + TestPixels.channel(result[lit * width + 155], 1)
            - TestPixels.channel(result[dark * width + 155], 1)
        }
      }
      let (plain, estimated) = (
        try brightness(decontaminate: false), try brightness(decontaminate: true)
      )
      #expect(plain > 40 && estimated < 0.8 * plain, "\(plain), \(estimated)")
    }
  }
}
