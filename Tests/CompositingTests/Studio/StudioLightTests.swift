import Foundation
import TestSupport
import Testing

@testable import Compositing

extension FilterTests {
  /// Light on the person and behind them, and the person's opacity.
  @Suite struct StudioLightTests {
    private static let (width, height) = (64, 40)

    /// A frame of all colors before a person at the left, composited.
    private static func composed(
      _ background: BackgroundEffect = .color(red: 40, green: 160, blue: 220),
      frame: Frame = colors,
      pool: ThreadPool = startedPools[1], _ change: (inout CompositorOptions) -> Void
    ) throws -> [[UInt8]] {
      let options = CompositorTests.options(background) {
        $0.usesMaskAsItIs = true
        change(&$0)
      }
      let compositor = try Compositor(
        width: width, height: height, maskWidth: width, maskHeight: height, options: options,
        pool: pool)
      compositor.setBackground(CompositorTests.noise(width, height, seed: 9))
      let mask = Mask(
        width: width, height: height,
        values: (0..<width * height).map { $0 % width < width / 2 ? 1 : 0 })
      let result = compositor.compose(frame, mask: mask)
      return result.withPixels { pixels in
        (0..<width * height).map { index in (0..<4).map { pixels[index * 4 + $0] } }
      }
    }

    private static let colors = CompositorTests.noise(width, height, seed: 3)

    private static func linear(_ byte: UInt8) -> Double {
      let value = Double(byte) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }

    private static func encoded(_ light: Double) -> Double {
      255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055)
    }

    @Test(arguments: [Float(-2), -0.5, 0.5, 1, 2]) func thePersonIsLifted(stops: Float) throws {
      let plain = try Self.composed { _ in }
      let lit = try Self.composed { $0.light.exposure = stops }
      let gain = pow(2, Double(stops))
      for (index, (before, after)) in zip(plain, lit).enumerated() {
        guard index % Self.width < Self.width / 2 else {
          #expect(after == before)
          continue
        }
        for channel in 0..<3 {
          let light = Self.linear(before[channel])
          let expected = gain > 1 ? light * gain / (1 + light * (gain - 1)) : light * gain
          #expect(abs(Double(after[channel]) - Self.encoded(expected)) <= 0.51)
          if before[channel] == 255 && gain > 1 { #expect(after[channel] == 255) }
        }
        #expect(after[3] == before[3])
      }
    }

    @Test func warmthTurnsBlueIntoRed() throws {
      let gray = Frame(width: Self.width, height: Self.height, red: 120, green: 120, blue: 120)
      let warm = try Self.composed(frame: gray) { $0.light.warmth = 100 }[0]
      let cold = try Self.composed(frame: gray) { $0.light.warmth = -100 }[0]
      #expect(warm[0] > 125 && warm[2] < 112 && cold[0] < 112 && cold[2] > 125)
      for color in [warm, cold] {
        let luminance =
          0.2126 * Self.linear(color[0]) + 0.7152 * Self.linear(color[1])
          + 0.0722 * Self.linear(color[2])
        #expect(abs(luminance / Self.linear(120) - 1) < 0.05)
      }
    }

    @Test func theBackgroundIsDimmedAndGray() throws {
      for background in [
        BackgroundEffect.image, .blur(strength: 5), .color(red: 40, green: 160, blue: 220),
      ] {
        let plain = try Self.composed(background) { _ in }
        let dark = try Self.composed(background) { $0.light.dimming = 100 }
        let half = try Self.composed(background) { $0.light.dimming = 50 }
        let gray = try Self.composed(background) { $0.light.desaturation = 100 }
        for index in plain.indices {
          if index % Self.width < Self.width / 2 {
            #expect(dark[index] == plain[index] && gray[index] == plain[index])
          } else if index % Self.width > Self.width / 2 {
            #expect(dark[index] == [0, 0, 0, 255])
            #expect(Set(gray[index].prefix(3)).count == 1)
            for channel in 0..<3 {
              let expected = Self.encoded(Self.linear(plain[index][channel]) / 2)
              #expect(abs(Double(half[index][channel]) - expected) <= 0.51)
            }
          }
        }
      }
    }

    /// The frame as it is, in another light.
    @Test func lightNeedsNoOtherBackground() throws {
      let plain = try Self.composed(.none) { _ in }
      let lit = try Self.composed(.none) {
        $0.light.exposure = 1
        $0.light.dimming = 100
      }
      for index in plain.indices {
        if index % Self.width < Self.width / 2 {
          #expect((0..<3).allSatisfy { lit[index][$0] >= plain[index][$0] })
        } else {
          #expect(lit[index] == [0, 0, 0, 255])
        }
      }
    }

    @Test(arguments: [Float(0), 0.25, 0.5, 1], [true, false])
    func peopleAreAsOpaqueAsIsAskedFor(opacity: Float, decontaminates: Bool) throws {
      for background in [BackgroundEffect.image, .color(red: 40, green: 160, blue: 220)] {
        let solid = try Self.composed(background) { $0.decontaminate = decontaminates }
        let behind = try Self.composed(background) {
          $0.dropRegions = [
            Region(x: 0, y: 0, width: 100, height: 100, unit: .percent)
          ]
        }
        let faded = try Self.composed(background) {
          $0.opacity = opacity
          $0.lightWrap = 0
          $0.decontaminate = decontaminates
        }
        // A few columns at the edge have light of the background on them.
        for index in solid.indices where index % Self.width < Self.width / 2 - 2 {
          for channel in 0..<3 {
            let expected =
              Float(behind[index][channel]) * (1 - opacity) + Float(solid[index][channel]) * opacity
            #expect(abs(Float(faded[index][channel]) - expected) < 2.5)
          }
        }
        for index in solid.indices where index % Self.width > Self.width / 2 {
          #expect(faded[index] == behind[index])
        }
      }
      let cutOut = try Self.composed(.transparent) { $0.opacity = opacity }
      #expect(abs(Float(cutOut[0][3]) - opacity * 255) < 2)
    }

    @Test func threadsChangeNothing() throws {
      let results = try startedPools.map {
        try Self.composed(.blur(strength: 3), pool: $0) {
          $0.light.exposure = 0.5
          $0.light.dimming = 30
          $0.opacity = 0.7
        }
      }
      #expect(Set(results).count == 1)
    }

    @Test func numbersOutOfRangeAreRefused() {
      for change: (inout CompositorOptions) -> Void in [
        { $0.light.exposure = 2.1 }, { $0.light.exposure = .nan }, { $0.light.warmth = -101 },
        { $0.light.dimming = -1 }, { $0.light.desaturation = 101 }, { $0.opacity = 1.1 },
        { $0.opacity = .nan },
      ] {
        #expect(throws: CompositingError.self) {
          try CompositorTests.options(.image, change).validate()
        }
      }
    }
  }
}
