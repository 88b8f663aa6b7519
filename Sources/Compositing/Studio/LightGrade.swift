import Memory
import Platform

/// Light of a composited picture, by tables: the person's where the mask shows them, the background's
/// elsewhere, both at soft edges. Tables hold linear light's arithmetic for bytes of sRGB. Allocates nothing
/// once it is made.
struct LightGrade: Sendable {
  /// Bits of the person's pixel for each byte of red, of green and of blue, one table behind the other.
  private let person: [UInt32]
  /// The same of the background, dimmed.
  private let background: [UInt32]
  /// Share of the background's color that goes, of 256.
  private let desaturation: Int32
  /// The person's share for each mask value, of 256.
  private let shares: [Int32]
  /// Whether what stands behind the person changes.
  let changesBackground: Bool
  /// Whether the person does.
  let changesPerson: Bool

  /// - Parameter rule: the meaning of masks.
  init(_ light: StudioLight, _ rule: BlendRule) {
    let exposure = Float(exp(Double(light.exposure) * 0.693147180559945))
    // Full warmth takes a quarter of the blue and gives it to the red; the luminance stays.
    let tint = light.warmth / 100 * 0.25
    let gains = [1 + tint, 1, 1 - tint]
    let luminance = 0.2126 * gains[0] + 0.7152 * gains[1] + 0.0722 * gains[2]
    let left = 1 - light.dimming / 100
    func table(_ body: (UInt8, _ channel: Int) -> UInt8) -> [UInt32] {
      (0..<3).flatMap { channel in
        (0...255).map { UInt32(body(UInt8($0), channel)) << UInt32(8 * channel) }
      }
    }
    person = table { Self.lifted($0, by: exposure * gains[$1] / luminance) }
    background = table { byte, _ in Self.encoded(Self.linear(byte) * left) }
    desaturation = Int32((light.desaturation * 2.56).rounded())
    shares = (0...255).map { Int32((rule.share(Float($0)) * 256).rounded()) }
    changesBackground = light.dimming > 0 || light.desaturation > 0
    changesPerson = light.exposure != 0 || light.warmth != 0
  }

  /// Changes a row of pixels, by the mask that they were blended by.
  func run(_ pixels: UnsafeMutablePointer<UInt32>, _ mask: UnsafeMutablePointer<UInt8>, count: Int)
  {
    person.withUnsafeBufferPointer { person in
      background.withUnsafeBufferPointer { background in
        shares.withUnsafeBufferPointer { shares in
          for x in 0..<count {
            let share = shares[Int(mask[x])]
            if share == 0 {
              if changesBackground { pixels[x] = behind(pixels[x], background) }
            } else if share == 256 {
              pixels[x] = Self.looked(pixels[x], up: person)
            } else {
              pixels[x] = Self.mixed(
                Self.looked(pixels[x], up: person), behind(pixels[x], background), share)
            }
          }
        }
      }
    }
  }

  /// Changes pixels where only the person shows.
  func runPerson(_ pixels: UnsafeMutablePointer<UInt32>, count: Int) {
    guard changesPerson else { return }
    person.withUnsafeBufferPointer { person in
      for x in 0..<count { pixels[x] = Self.looked(pixels[x], up: person) }
    }
  }

  /// Changes pixels where only the background shows.
  func runBackground(_ pixels: UnsafeMutablePointer<UInt32>, count: Int) {
    guard changesBackground else { return }
    background.withUnsafeBufferPointer { background in
      for x in 0..<count { pixels[x] = behind(pixels[x], background) }
    }
  }

  @inline(__always)
  private static func looked(_ pixel: UInt32, up table: UnsafeBufferPointer<UInt32>) -> UInt32 {
    let (red, green, blue) = (
      Int(pixel & 255), Int(pixel >> 8 & 255), Int(pixel >> 16 & 255)
    )
    return pixel & 0xff00_0000 | table[red] | table[256 + green] | table[512 + blue]
  }

  /// `share` of 256 of one pixel on another; the alpha of both is one.
  @inline(__always)
  private static func mixed(_ one: UInt32, _ other: UInt32, _ share: Int32) -> UInt32 {
    var result = one & 0xff00_0000
    for shift: UInt32 in [0, 8, 16] {
      let (front, back) = (
        Int32(truncatingIfNeeded: one >> shift & 255),
        Int32(truncatingIfNeeded: other >> shift & 255)
      )
      let level = back &+ ((front &- back) &* share &+ 128) >> 8
      result |= UInt32(truncatingIfNeeded: level) << shift
    }
    return result
  }

  @inline(__always)
  private func behind(_ pixel: UInt32, _ table: UnsafeBufferPointer<UInt32>) -> UInt32 {
    if desaturation == 0 { return Self.looked(pixel, up: table) }
    let (r, g, b) = (
      Int32(truncatingIfNeeded: pixel & 255), Int32(truncatingIfNeeded: pixel >> 8 & 255),
      Int32(truncatingIfNeeded: pixel >> 16 & 255)
    )
    let gray = (r &* 54 &+ g &* 183 &+ b &* 19 &+ 128) >> 8
    func faded(_ level: Int32) -> Int {
      Int(level &+ ((gray &- level) &* desaturation &+ 128) >> 8)
    }
    return pixel & 0xff00_0000 | table[faded(r)] | table[256 + faded(g)] | table[512 + faded(b)]
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
