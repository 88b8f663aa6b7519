import TestSupport
import Testing

@testable import Compositing

extension FilterTests {
  /// Pictures before the person.
  @Suite struct FrontPictureTests {
    private static func composed(
      _ front: Frame?, at position: FrontPosition, width: Int = 120, height: Int = 60,
      _ background: BackgroundEffect = .color(red: 10, green: 20, blue: 30), level: Float = 0,
      pool: ThreadPool = startedPools[1]
    ) throws -> Frame {
      let compositor = try Compositor(
        width: width, height: height, maskWidth: 4, maskHeight: 4,
        options: CompositorTests.options(background), pool: pool)
      compositor.setFront(front, at: position)
      return compositor.compose(
        Frame(width: width, height: height, red: 200, green: 100, blue: 50),
        mask: Mask(width: 4, height: 4, values: [Float](repeating: level, count: 16)))
    }

    private static func logo(_ width: Int, _ height: Int, _ pixel: [UInt8]) -> Frame {
      Frame(
        width: width, height: height,
        pixels: Array(repeatElement(pixel, count: width * height).joined()))
    }

    private static func pixel(_ frame: Frame, _ x: Int, _ y: Int) -> [UInt8] {
      frame.withPixels { pixels in (0..<4).map { pixels[(y * frame.width + x) * 4 + $0] } }
    }

    /// Where pictures of 20x10 pixels lie, with a margin of two.
    @Test(
      arguments: zip(
        FrontPosition.allCases,
        [
          (2, 2), (50, 2), (98, 2), (2, 25), (50, 25), (98, 25), (2, 48), (50, 48), (98, 48),
        ])) func placesAreNamed(position: FrontPosition, corner: (Int, Int)) throws
    {
      let red: [UInt8] = [255, 0, 0, 255]
      for pool in startedPools {
        let result = try Self.composed(Self.logo(20, 10, red), at: position, pool: pool)
        var wrong = 0
        for y in 0..<60 {
          for x in 0..<120 {
            let isLogo =
              (corner.0..<corner.0 + 20).contains(x) && (corner.1..<corner.1 + 10).contains(y)
            wrong += Self.pixel(result, x, y) == (isLogo ? red : [10, 20, 30, 255]) ? 0 : 1
          }
        }
        #expect(wrong == 0, "\(position)")
      }
    }

    /// Over the person and over the background, opaque or not: the formula of Porter and Duff, in `Double`.
    @Test(arguments: [UInt8(0), 1, 64, 128, 254, 255], [Float(0), 0.6, 0.66, 1])
    func alphaCounts(alpha: UInt8, level: Float) throws {
      for background in [BackgroundEffect.color(red: 10, green: 20, blue: 30), .transparent] {
        let without = Self.pixel(
          try Self.composed(nil, at: .center, background, level: level), 60, 30)
        let found = Self.pixel(
          try Self.composed(
            Self.logo(40, 30, [240, 130, 20, alpha]), at: .center, background, level: level), 60, 30
        )
        let front = Double(alpha) / 255
        let behind = (1 - front) * Double(without[3]) / 255
        #expect(abs(Double(found[3]) - (front + behind) * 255) <= 1)
        guard front + behind > 0 else { continue }
        for (channel, color) in [240.0, 130, 20].enumerated() {
          let expected = (color * front + Double(without[channel]) * behind) / (front + behind)
          // Colors times alpha are whole numbers.
          #expect(abs(Double(found[channel]) - expected) <= 1 + 0.6 / (front + behind))
        }
      }
    }

    @Test func largePicturesAreMadeSmaller() throws {
      let red: [UInt8] = [255, 0, 0, 255]
      let result = try Self.composed(Self.logo(500, 100, red), at: .bottom)
      #expect(Self.pixel(result, 0, 59) == red && Self.pixel(result, 119, 40) == red)
      #expect(Self.pixel(result, 60, 30) == [10, 20, 30, 255])
      // A soft edge has the picture's color alone, whatever lies behind transparent pixels.
      var pixels = Self.logo(240, 120, red).withPixels { pixels in pixels.indices.map { pixels[$0] }
      }
      for index in 0..<240 * 120 where index % 240 > 100 {
        pixels.replaceSubrange(index * 4..<index * 4 + 4, with: [0, 255, 0, 0])
      }
      let half = try Self.composed(Frame(width: 240, height: 120, pixels: pixels), at: .center)
      for x in 0..<120 {
        let pixel = Self.pixel(half, x, 30)
        #expect(pixel[1] <= 20, "no green at \(x): \(pixel)")
      }
      #expect(Self.pixel(half, 20, 30) == red && Self.pixel(half, 70, 30) == [10, 20, 30, 255])
    }

    @Test func tinyFrames() throws {
      for (width, height) in [(1, 1), (1, 30), (30, 1)] {
        for size in [(1, 1), (300, 2), (2, 300)] {
          let logo = Self.logo(size.0, size.1, [1, 2, 3, 255])
          _ = try Self.composed(logo, at: .bottomRight, width: width, height: height)
        }
      }
    }

    /// Taken away again, frames are what they were, in a camera's format too.
    @Test func nothingIsLeftOfIt() throws {
      let frame = CompositorTests.noise(96, 54, seed: 3)
      let picture = try AnyPicture(frame, .yuyv)
      let compositor = try CompositorLawTests.compositor(CompositorTests.options(.image))
      let before = try picture.composed(by: compositor)
      compositor.setFront(Self.logo(20, 10, [255, 255, 255, 255]))
      #expect(try picture.composed(by: compositor) != before)
      compositor.setFront(nil)
      #expect(try picture.composed(by: compositor) == before)
    }
  }
}
