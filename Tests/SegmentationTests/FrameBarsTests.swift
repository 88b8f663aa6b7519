import Foundation
import TestSupport
import Testing

@testable import Segmentation

/// Uniform bars, in pictures that have some and in pictures that only look like it.
@Suite struct FrameBarsTests {
  /// Picture of a formula, and noise.
  struct Scene: Sendable {
    var width = 640
    var height = 360
    var noise: Float = 0
    var color: @Sendable (Int, Int) -> [Float] = { x, y in
      [70 + Float((x * 5 + y * 3) % 130), 60 + Float((x * 2 + y * 7) % 150), 90]
    }

    func frame(seed: UInt64 = 1) -> Frame {
      var random = SeededGenerator(state: seed)
      var pixels: [UInt8] = []
      for y in 0..<height {
        for x in 0..<width {
          for level in color(x, y) {
            let noisy = level + (noise > 0 ? random.normal() * noise : 0)
            pixels.append(UInt8(min(max(noisy.rounded(), 0), 255)))
          }
          pixels.append(255)
        }
      }
      return Frame(width: width, height: height, pixels: pixels)
    }

    /// The same with bars.
    func barred(_ bars: FrameBars, _ bar: [Float] = [0, 0, 0]) -> Scene {
      var scene = self
      let (content, inner) = (bars.content(width: width, height: height), color)
      scene.color = { x, y in
        content.columns.contains(x) && content.rows.contains(y) ? inner(x, y) : bar
      }
      return scene
    }
  }

  private static let pillars = FrameBars(left: 218, right: 220)
  private static let letterbox = FrameBars(top: 44, bottom: 44)

  private static func found(_ frame: Frame) -> FrameBars {
    frame.withView { BarSearch(view: $0).find() }
  }

  @Test(arguments: [
    pillars, letterbox, FrameBars(top: 40, bottom: 40, left: 60, right: 60),
    FrameBars(top: 10, bottom: 9), FrameBars(left: 280, right: 278),
  ])
  func barsAreFound(_ bars: FrameBars) {
    for color: [Float] in [[0, 0, 0], [255, 255, 255], [16, 16, 16], [90, 40, 160]] {
      for noise: Float in [0, 1, 2] {
        var scene = Scene().barred(bars, color)
        scene.noise = noise
        #expect(Self.found(scene.frame()).isNear(bars), "\(color), noise \(noise)")
      }
    }
  }

  @Test(arguments: PixelFormat.allCases) func everyFormatShowsThem(format: PixelFormat) throws {
    for bars in [Self.pillars, Self.letterbox, FrameBars()] {
      let frame = Scene().barred(bars).frame()
      let memory = try PictureMemory(width: 640, height: 360, format: format)
      let converter = FrameConverter(
        width: 640, height: 360, from: PixelLayout(.rgba), to: memory.view.layout)
      frame.withView { converter.convert($0, to: memory.view) }
      #expect(BarSearch(view: memory.view.readOnly).find().isNear(bars))
    }
  }

  /// Pictures that must not be cut.
  private static let others: [(String, Scene)] = [
    ("a picture", Scene()), ("black", Scene { _, _ in [0, 0, 0] }),
    ("white", Scene { _, _ in [255, 255, 255] }),
    // It grows lighter to the middle, from black.
    (
      "a dark room",
      Scene(noise: 2) { x, y in
        let light = Float(min(x, 639 - x)) * Float(min(y, 359 - y)) / 900
        return [max(0, light - 4), max(0, light - 5), max(0, light - 8)]
      }
    ),
    // Somebody in black before black, with a face.
    (
      "a face in the dark",
      Scene(noise: 1) { x, y in
        let (dx, dy) = (Float(x - 320) / 70, Float(y - 150) / 100)
        return dx * dx + dy * dy < 1 ? [150, 110, 90] : [2, 2, 2]
      }
    ),
    // Overexposed wall: the person's head, shoulders and arms are in the middle.
    (
      "a white wall",
      Scene { x, y in
        let (dx, dy) = (Float(x - 320) / 60, Float(y - 120) / 80)
        let isBody = y > 220 && abs(x - 320) < 60 + (y - 220)
        return dx * dx + dy * dy < 1 || isBody ? [120, 80, 60] : [255, 255, 255]
      }
    ),
    (
      "a wall with falling light",
      Scene(noise: 2) { x, _ in [Float](repeating: 235 - Float(x) / 16, count: 3) }
    ),
    // Walls that are lit from the middle, evenly from top to bottom.
    (
      "light that falls off",
      Scene { x, _ in
        let level = min(60 + Float(min(x, 639 - x)) / 2, 180)
        return [level, level, level]
      }
    ),
    ("a bar at one side", Scene().barred(FrameBars(left: 200))),
    ("a bar below", Scene().barred(FrameBars(bottom: 100))),
    (
      "sides of two colors",
      Scene { x, y in
        x < 100 ? [0, 0, 0] : x >= 540 ? [255, 255, 255] : [Float((x + y) % 200), 80, 90]
      }
    ),
    ("next to nothing", Scene().barred(FrameBars(top: 2, bottom: 2, left: 3, right: 3))),
    ("noise", Scene(noise: 60) { _, _ in [128, 128, 128] }),
  ]

  @Test(arguments: others.indices) func otherPicturesAreWhole(index: Int) {
    let (name, scene) = Self.others[index]
    for seed: UInt64 in [1, 2] { #expect(Self.found(scene.frame(seed: seed)).isEmpty, "\(name)") }
  }

  @Test(arguments: [(1, 1), (1, 400), (400, 1), (15, 15), (16, 16), (17, 33), (16, 2000)])
  func awkwardSizes(_ size: (Int, Int)) {
    for level: Float in [0, 255] {
      let scene = Scene(width: size.0, height: size.1) { _, _ in [level, level, level] }
      #expect(Self.found(scene.frame()).isEmpty)
    }
    _ = Self.found(Scene(width: size.0, height: size.1, noise: 9).frame())
  }

  /// Looks at a sequence of scenes.
  private static func watched(_ watch: inout BarWatch, _ scene: Scene, seed: UInt64 = 3)
    -> FrameBars
  {
    let frame = scene.frame(seed: seed)
    return frame.withView { watch.look(at: $0) }
  }

  @Test func barsOfASequenceAreSteady() {
    var watch = BarWatch()
    let pillars = Self.pillars
    #expect(Self.watched(&watch, Scene().barred(pillars)).isNear(pillars), "at once")
    // What lies between may fade to black, or be black at its edges: they stay.
    let dark = Scene { _, _ in [0, 0, 0] }
    let night = Scene { x, y in abs(x - 320) < 40 ? [120, 90, 70] : [3, 3, 3] }
    for scene in [dark, night, Scene().barred(pillars)] {
      #expect(Self.watched(&watch, scene).isNear(pillars))
    }
    // The first frame with something there: gone.
    #expect(Self.watched(&watch, Scene()).isEmpty)
    // And believed again once they have been there for a while.
    for frame in 1...9 {
      let bars = Self.watched(&watch, Scene().barred(Self.letterbox), seed: UInt64(frame))
      #expect(bars.isEmpty == (frame < 8), "frame \(frame)")
    }
    // Now and then a barred frame is not enough.
    var calm = BarWatch()
    _ = Self.watched(&calm, Scene())
    for frame in 0..<30 {
      let scene = frame % 5 == 4 ? Scene() : Scene().barred(pillars)
      #expect(Self.watched(&calm, scene).isEmpty)
    }
  }

  /// A hand of a tenth of the height that reaches into a bar.
  @Test func whatComesIntoABarEndsIt() {
    var watch = BarWatch()
    _ = Self.watched(&watch, Scene().barred(Self.pillars))
    let barred = Scene().barred(Self.pillars)
    var hand = barred
    hand.color = { x, y in
      (100..<218).contains(x) && (150..<186).contains(y) ? [180, 130, 110] : barred.color(x, y)
    }
    #expect(Self.watched(&watch, hand).isEmpty)
  }
}

extension FrameBarsTests.Scene {
  init(noise: Float = 0, _ color: @escaping @Sendable (Int, Int) -> [Float]) {
    self.init()
    self.noise = noise
    self.color = color
  }

  init(width: Int, height: Int, _ color: @escaping @Sendable (Int, Int) -> [Float]) {
    self.init(width: width, height: height)
    self.color = color
  }
}
