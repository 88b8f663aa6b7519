import Compositing
import Devices
import Imaging
import TestSupport
import Testing
import Threads

@testable import Live

/// Tests of what blurs leave of a room, against a measurement with the compositor.
@Suite struct RevelationTests {
  /// A room of random black and white squares, 160 in a row and 90 in a column, of any size.
  private static func room(_ width: Int, _ height: Int) -> Frame {
    var generator = SeededGenerator(state: 90)
    let squares = (0..<160 * 90).map { _ in UInt8.random(in: 0...1, using: &generator) * 255 }
    var pixels = [UInt8](repeating: 255, count: width * height * 4)
    for y in 0..<height {
      for x in 0..<width {
        let value = squares[y * 90 / height * 160 + x * 160 / width]
        for channel in 0..<3 { pixels[(y * width + x) * 4 + channel] = value }
      }
    }
    return Frame(width: width, height: height, pixels: pixels)
  }

  /// The standard deviation of a picture's green, averaged down to 640x360 where it is larger.
  private static func contrast(_ frame: Frame) -> Double {
    let (columns, rows) = (min(640, frame.width), min(360, frame.height))
    var along = [Double](repeating: 0, count: columns * frame.height)
    frame.withPixels { pixels in
      for (to, from, weight) in shares(frame.width, columns) {
        for y in 0..<frame.height {
          let green = Double(pixels[(y * frame.width + from) * 4 + 1])
          along[y * columns + to] += weight * green
        }
      }
    }
    var averaged = [Double](repeating: 0, count: columns * rows)
    for (to, from, weight) in shares(frame.height, rows) {
      for x in 0..<columns { averaged[to * columns + x] += weight * along[from * columns + x] }
    }
    let mean = averaged.reduce(0, +) / Double(averaged.count)
    let squares = averaged.reduce(0.0) { sum, value in sum + (value - mean) * (value - mean) }
    return (squares / Double(averaged.count)).squareRoot()
  }

  /// Returns which parts of `from` pixels make up each of `to`.
  private static func shares(_ from: Int, _ to: Int) -> [(to: Int, from: Int, weight: Double)] {
    let scale = Double(from) / Double(to)
    return (0..<to).flatMap { index in
      let (start, end) = (Double(index) * scale, Double(index + 1) * scale)
      return (Int(start)..<min(from, Int(end.rounded(.up)))).map { pixel in
        let overlap = min(end, Double(pixel + 1)) - max(start, Double(pixel))
        return (index, pixel, overlap / scale)
      }
    }
  }

  /// Returns what a background leaves of a room's contrast where nobody is.
  private static func share(
    _ background: BackgroundEffect, of room: Frame, _ before: Double
  ) throws -> Double {
    var options = CompositorOptions.demo
    options.background = background
    let compositor = try Compositor(
      width: room.width, height: room.height, maskWidth: 16, maskHeight: 9, options: options,
      pool: ThreadPool(threadCount: 1))
    let nobody = Mask(width: 16, height: 9, values: [Float](repeating: 0, count: 16 * 9))
    return contrast(compositor.compose(room, mask: nobody)) / before
  }

  /// Sizes of cameras, upright and odd ones, and blurs around the limit.
  @Test(arguments: [
    (160, 90), (320, 180), (640, 360), (640, 480), (800, 600), (1280, 720), (1366, 768),
    (1920, 1080), (720, 1280), (1001, 701), (2560, 1440), (3840, 2160),
  ])
  func sharesAreThoseOfTheCompositor(width: Int, height: Int) throws {
    let room = Self.room(width, height)
    let before = Self.contrast(room)
    var last = 2.0
    let strengths: [Float] = [0, 0.1, 0.3, 0.35, 0.4, 0.45, 0.5, 0.7, 1, 3]
    for background in strengths.map({ BackgroundEffect.blur(strength: $0) }) + [.demoBlur] {
      let measured = try Self.share(background, of: room, before)
      let share = background.contrastLeft(width: width, height: height)
      let name = "\(background): \(measured), found \(share)"
      // Where a square is a pixel, the rounding of bytes between the steps adds as much.
      #expect(abs(share - measured) < 0.015, "\(name)")
      let revelation = Revelation(background, width: width, height: height)
      // What lies within a hair of the limit may fall on either side.
      if abs(measured - 0.8) > 0.015 {
        #expect(revelation.isRecognizable == (measured > 0.8), "\(name)")
      }
      if background != .demoBlur {
        #expect(share <= last, "\(name)")
        last = share
      }
    }
  }

  /// The default blur leaves a tenth of the contrast of small details at most, and at every size the same.
  @Test func theDefaultBlurHidesARoomOfAnySize() throws {
    let background = CompositorOptions().background
    var measured: [Double] = []
    for width in [640, 1280, 2560, 3840] {
      let room = Self.room(width, width * 9 / 16)
      measured.append(try Self.share(background, of: room, Self.contrast(room)))
    }
    #expect(measured.allSatisfy { $0 > 0.02 && $0 <= 0.1 }, "\(measured)")
    #expect((measured.max() ?? 2) <= 1.1 * (measured.min() ?? 1), "\(measured)")
    // Sizes between those, where the picture is halved once more, odd ones, upright and wide ones.
    let usual = background.contrastLeft(width: 1280, height: 720)
    let heights = [
      90, 180, 337, 359, 361, 480, 539, 600, 701, 719, 721, 767, 900, 1081, 1799, 4320,
    ]
    for height in heights {
      for (across, down) in [(16, 9), (4, 3), (1, 1), (9, 16), (2, 1)] {
        let share = background.contrastLeft(width: height * across / down, height: height)
        #expect(share <= 0.1, "\(across):\(down), \(height) rows: \(share)")
      }
      let share = background.contrastLeft(width: height * 16 / 9, height: height)
      // Other sizes cut the checker's fields in parts, which takes of its own contrast.
      guard height >= 360 && height % 90 == 0 else { continue }
      #expect(abs(share / usual - 1) < 0.1, "\(height) rows: \(share)")
    }
  }

  @Test func effectsAreOrdered() {
    func revelation(_ background: BackgroundEffect) -> Revelation {
      Revelation(background, width: 1280, height: 720)
    }
    let color = revelation(.color(red: 1, green: 2, blue: 3))
    #expect(color == revelation(.image) && !color.isRecognizable)
    let rising: [BackgroundEffect] = [
      .image, .blur(strength: 20), .blur(strength: 8), .demoBlur, .blur(strength: 1),
      .blur(strength: 0.5), .blur(strength: 0.4), .blur(strength: 0), .none,
    ]
    for (one, other) in zip(rising, rising.dropFirst()) {
      #expect(revelation(one) < revelation(other), "\(one), \(other)")
    }
    #expect(!revelation(.blur(strength: 0.5)).isRecognizable)
    #expect(revelation(.blur(strength: 0.1)).isRecognizable)
    #expect(revelation(.none).isRecognizable)
  }
}
