import Glibc
import TestSupport
import Testing
import Threads

@testable import Compositing

/// Laws of a lens: light stays, points become discs, and a person in front gives none.
@Suite struct LensBlurOpticsTests {
  /// The light of a byte by sRGB's own curve.
  private static func light(_ byte: Double) -> Double {
    let level = byte / 255
    return level <= 0.04045 ? level / 12.92 : pow((level + 0.055) / 1.055, 2.4)
  }

  private static func byte(_ light: Double) -> Double {
    255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055)
  }

  @Test(arguments: [0.5, 3, 8, 20])
  func aFlatGrayStays(strength: Double) {
    for gray in 0...255 {
      let blurred = LensBlur.blurred(width: 70, height: 41, strength: strength) { _, _ in
        UInt8(gray)
      }
      #expect(blurred.values.allSatisfy { $0 == Double(gray) }, "\(gray)")
    }
  }

  /// A lamp of 8 x 8 pixels at light 1, which weighs four times, on black.
  @Test(arguments: [2.0, 3, 5, 8, 12, 20])
  func aLampBecomesADiscOfTheRadius(strength: Double) {
    let (width, height) = (800, 720)
    let radius = strength / 100 * Double(height)
    let blurred = LensBlur.blurred(width: width, height: height, strength: strength) { x, y in
      (396..<404).contains(x) && (356..<364).contains(y) ? 255 : 0
    }
    let center = blurred[400, 360]
    // The light of the lamp spread over the disc.
    let expected = Self.byte(min(1, 4 * 64 / (3.14159 * radius * radius + 3 * 64)))
    #expect(abs(center - expected) <= 4 + 0.03 * expected, "expected \(expected), found \(center)")
    // In 24 directions: bright within, dark without, and half of the light in between.
    for direction in 0..<24 {
      let angle = Double(direction) * 3.14159265 / 12
      func value(_ distance: Double) -> Double {
        blurred[
          Int((399.5 + distance * cos(angle)).rounded()),
          Int((359.5 + distance * sin(angle)).rounded())]
      }
      let edge = stride(from: 0.0, to: 300, by: 0.5).first {
        Self.light(value($0)) < Self.light(center) / 2
      }
      let cell = radius / 7.5
      #expect(abs((edge ?? 0) - radius) <= max(3, cell), "\(direction): \(edge ?? 0), \(radius)")
      #expect(value(radius - max(6, 2 * cell)) >= center - 3, "\(direction)")
      #expect(value(radius + max(7, 2.5 * cell)) <= 1, "\(direction)")
    }
  }

  /// Stripes of 4 pixels become what the eye sees from afar: the mean of their light, not of their bytes.
  @Test(arguments: [(0, 200), (40, 220), (10, 90), (90, 228)])
  func lightIsLinear(dark: Int, bright: Int) {
    let blurred = LensBlur.blurred(width: 640, height: 360, strength: 8) { x, _ in
      UInt8(x / 4 % 2 == 0 ? dark : bright)
    }
    let expected = Self.byte((Self.light(Double(dark)) + Self.light(Double(bright))) / 2)
    for x in stride(from: 60, to: 580, by: 7) {
      #expect(
        abs(blurred[x, 180] - expected) <= 4, "expected \(expected), found \(blurred[x, 180])")
    }
  }

  /// A white that is cut off counts more than one that is not, a bright color does not.
  @Test func cutOffWhitesAreBrighter() {
    func disc(_ color: UInt32) -> Double {
      let picture = BackgroundBlurPicture(
        width: 320, height: 180,
        color: { (156..<164).contains($0) && (86..<94).contains($1) ? color : 0xff00_0000 },
        mask: { _, _ in 0 })
      let pixels = LensBlur(width: 320, height: 180, strength: 12)
        .background(of: picture, on: ThreadPool(threadCount: 1))
      return Self.light(Double(pixels[90 * 320 + 160] & 255))
    }
    #expect(disc(0xffff_ffff) > 3.5 * disc(0xffe5_e5e5))
    #expect(abs(disc(0xff00_00ff) - disc(0xffe5_e5ff)) < 0.01)
  }

  /// Nothing of a red person shows in a gray room, wherever the disc reaches.
  @Test(arguments: [0.5, 3, 8, 20])
  func noColorOfThePersonReachesTheBackground(strength: Double) {
    let picture = BackgroundBlurPicture(
      width: 301, height: 203,
      color: { x, y in (80..<200).contains(x) && y > 60 ? 0xff00_00ff : 0xff60_6060 },
      mask: { x, y in (80..<200).contains(x) && y > 60 ? 255 : 0 })
    let pixels = LensBlur(width: 301, height: 203, strength: strength)
      .background(of: picture, on: ThreadPool(threadCount: 1))
    for y in 0..<203 {
      for x in 0..<301 where picture.mask.rows.row(y)[x] == 0 {
        #expect(pixels[y * 301 + x] == 0xff60_6060, "\(x), \(y)")
      }
    }
  }

  /// Soft edges whose color is half a white shirt's: the dark room behind stays dark, without a halo.
  @Test(arguments: [8.0, 20])
  func halfCoveredPixelsDoNotGlow(strength: Double) {
    /// Person to the right, an edge of 16 pixels.
    func cover(_ x: Int) -> Int { min(max((x - 150) * 16, 0), 255) }
    let picture = BackgroundBlurPicture(
      width: 320, height: 180,
      color: { x, _ in
        UInt32((220 * cover(x) + 40 * (255 - cover(x)) + 127) / 255) &* 0x10101 | 0xff00_0000
      }, mask: { x, _ in UInt8(cover(x)) })
    let pixels = LensBlur(width: 320, height: 180, strength: strength)
      .background(of: picture, on: ThreadPool(threadCount: 1))
    for x in 0...150 {
      let value = Int(pixels[90 * 320 + x] & 255)
      // Weights of 1 - mask give 71 and 64 at the last one.
      #expect((40...54).contains(value), "\(x): \(value)")
    }
  }

  /// Where the mask knows of no background at all, nothing of the frame shows.
  @Test func aPersonEverywhereIsNotShownAsBackground() {
    let picture = BackgroundBlurPicture(
      width: 131, height: 70, color: { x, _ in UInt32(x) &* 0x10101 | 0xff00_00ff },
      mask: { _, _ in 255 })
    for strength in [0.5, 8, 20] {
      let pixels = LensBlur(width: 131, height: 70, strength: strength)
        .background(of: picture, on: ThreadPool(threadCount: 1))
      #expect(pixels.allSatisfy { $0 == 0xff00_0000 })
    }
  }

  /// Of a mask that is nowhere sure the whole frame is the background, as there is nothing better.
  @Test(arguments: [1, 128, 200, 250])
  func aHalfPersonEverywhereIsBlurred(mask: UInt8) {
    let picture = BackgroundBlurPicture(
      width: 131, height: 70, color: { _, _ in 0xff12_3456 }, mask: { _, _ in mask })
    let pixels = LensBlur(width: 131, height: 70, strength: 8)
      .background(of: picture, on: ThreadPool(threadCount: 1))
    for channel in 0..<3 {
      let expected = Int(0x12_3456 >> (8 * channel) & 255)
      let values = pixels.map { Int($0 >> UInt32(8 * channel) & 255) }
      // Of a mask of 250 one in 3,000 of the light is left, in whole numbers.
      #expect(values.allSatisfy { abs($0 - expected) <= (mask == 250 ? 2 : 1) }, "\(channel)")
    }
  }
}
