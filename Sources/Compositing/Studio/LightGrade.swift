import Memory
import Platform

/// Light of a composited picture, by tables: the person's where the mask shows them, the background's
/// elsewhere, both at soft edges. Tables hold linear light's arithmetic for bytes of sRGB. Allocates nothing
/// once it is made.
struct LightGrade: Sendable {
  /// The person's red, green and blue for each byte, one table behind the other.
  private let person: [UInt8]
  /// The background's bytes, dimmed.
  private let background: [UInt8]
  /// Share of the background's color that goes, of 256.
  private let desaturation: Int32
  /// The person's share for each mask value, of 256.
  private let shares: [Int32]
  private let changesBackground: Bool

  /// - Parameter rule: the meaning of masks.
  init(_ light: StudioLight, _ rule: BlendRule) {
    let exposure = Float(exp(Double(light.exposure) * 0.693147180559945))
    // Full warmth takes a quarter of the blue and gives it to the red; the luminance stays.
    let tint = light.warmth / 100 * 0.25
    let gains = [1 + tint, 1, 1 - tint]
    let luminance = 0.2126 * gains[0] + 0.7152 * gains[1] + 0.0722 * gains[2]
    person = gains.flatMap { gain in
      (0...255).map { Self.lifted(UInt8($0), by: exposure * gain / luminance) }
    }
    let left = 1 - light.dimming / 100
    background = (0...255).map { Self.encoded(Self.linear(UInt8($0)) * left) }
    desaturation = Int32((light.desaturation * 2.56).rounded())
    shares = (0...255).map { Int32((rule.share(Float($0)) * 256).rounded()) }
    changesBackground = light.dimming > 0 || light.desaturation > 0
  }

  /// Changes a row of pixels.
  func run(_ pixels: UnsafeMutablePointer<UInt32>, _ mask: UnsafeMutablePointer<UInt8>, count: Int)
  {
    person.withUnsafeBufferPointer { person in
      background.withUnsafeBufferPointer { background in
        shares.withUnsafeBufferPointer { shares in
          for x in 0..<count {
            let share = shares[Int(mask[x])]
            if share == 0 && !changesBackground { continue }
            let pixel = pixels[x]
            let (red, green, blue) = (
              Int(pixel & 255), Int(pixel >> 8 & 255), Int(pixel >> 16 & 255)
            )
            var color: (Int32, Int32, Int32)
            if share == 0 {
              color = behind(red, green, blue, background)
            } else {
              color = (Int32(person[red]), Int32(person[256 + green]), Int32(person[512 + blue]))
            }
            if share & 255 != 0 {
              let room = behind(red, green, blue, background)
              color.0 = room.0 &+ ((color.0 &- room.0) &* share &+ 128) >> 8
              color.1 = room.1 &+ ((color.1 &- room.1) &* share &+ 128) >> 8
              color.2 = room.2 &+ ((color.2 &- room.2) &* share &+ 128) >> 8
            }
            pixels[x] =
              pixel & 0xff00_0000 | UInt32(truncatingIfNeeded: color.0)
              | UInt32(truncatingIfNeeded: color.1) << 8
              | UInt32(truncatingIfNeeded: color.2) << 16
          }
        }
      }
    }
  }

  @inline(__always)
  private func behind(
    _ red: Int, _ green: Int, _ blue: Int, _ table: UnsafeBufferPointer<UInt8>
  ) -> (Int32, Int32, Int32) {
    if desaturation == 0 { return (Int32(table[red]), Int32(table[green]), Int32(table[blue])) }
    let (r, g, b) = (
      Int32(truncatingIfNeeded: red), Int32(truncatingIfNeeded: green),
      Int32(truncatingIfNeeded: blue)
    )
    let gray = (r &* 54 &+ g &* 183 &+ b &* 19 &+ 128) >> 8
    func dimmed(_ level: Int32) -> Int32 {
      Int32(table[Int(level &+ ((gray &- level) &* desaturation &+ 128) >> 8)])
    }
    return (dimmed(r), dimmed(g), dimmed(b))
  }

  /// x g / (1 + x (g - 1)) lifts what is dark by g and leaves white; less light is plainly less.
  private static func lifted(_ byte: UInt8, by gain: Float) -> UInt8 {
    let light = linear(byte)
    return encoded(gain > 1 ? light * gain / (1 + light * (gain - 1)) : light * gain)
  }

  private static func linear(_ byte: UInt8) -> Float {
    let value = Float(byte) / 255
    return value <= 0.04045 ? value / 12.92 : power((value + 0.055) / 1.055, 2.4)
  }

  private static func encoded(_ light: Float) -> UInt8 {
    let light = min(max(light, 0), 1)
    let value = light <= 0.0031308 ? light * 12.92 : 1.055 * power(light, 1 / 2.4) - 0.055
    return UInt8(value * 255 + 0.5)
  }

  /// A number above 0 to an exponent.
  private static func power(_ base: Float, _ exponent: Double) -> Float {
    // The logarithm by Halley's method: each step triples its digits.
    let target = Double(base)
    var logarithm = 0.0
    for _ in 0..<12 {
      let found = exp(logarithm)
      logarithm += 2 * (target - found) / (target + found)
    }
    return Float(exp(logarithm * exponent))
  }
}
