/// sRGB as an ICC profile of version 4 with curves as formulas: what results are marked with.
public enum SRGBProfile {
  /// The profile, 496 bytes.
  public static let bytes: [UInt8] = {
    let curve =
      text("para") + number(0) + [0, 3, 0, 0]
      + [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].flatMap(fixed)
    let tags: [(String, [UInt8])] = [
      ("desc", localized("sRGB")), ("cprt", localized("No copyright")),
      ("wtpt", color(0.9642, 1, 0.8249)),
      ("chad", text("sf32") + number(0) + adaptation.flatMap(fixed)),
      ("rXYZ", color(0.43607, 0.22249, 0.01392)), ("gXYZ", color(0.38515, 0.71687, 0.09708)),
      ("bXYZ", color(0.14307, 0.06061, 0.71410)),
      ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
    ]
    var directory = number(tags.count)
    var values: [UInt8] = []
    let start = 128 + 4 + tags.count * 12
    for (name, value) in tags {
      // The three curves share their bytes.
      let isShared = name == "gTRC" || name == "bTRC"
      let offset = isShared ? start + values.count - value.count : start + values.count
      directory += text(name) + number(offset) + number(value.count)
      if !isShared { values += value }
    }
    return header(byteCount: start + values.count) + directory + values
  }()

  /// A header of a display's profile (ICC.1:2022, 7.2).
  private static func header(byteCount: Int) -> [UInt8] {
    let illuminant = [0.9642, 1, 0.8249].flatMap(fixed)
    let date: [UInt8] = [0x07, 0xE8, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]
    return number(byteCount) + number(0) + [4, 0x30, 0, 0] + text("mntrRGB XYZ ") + date
      + text("acsp")
      + [UInt8](repeating: 0, count: 28) + illuminant + [UInt8](repeating: 0, count: 48)
  }

  /// From D65 to D50 by Bradford's method.
  private static let adaptation = [
    1.04788, 0.02292, -0.05019, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168,
  ]

  private static func text(_ letters: String) -> [UInt8] { Array(letters.utf8) }

  private static func number(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func fixed(_ value: Double) -> [UInt8] {
    number(Int((value * 65536).rounded()))
  }

  private static func color(_ x: Double, _ y: Double, _ z: Double) -> [UInt8] {
    text("XYZ ") + number(0) + [x, y, z].flatMap(fixed)
  }

  /// One text, for all languages, padded to whole words.
  private static func localized(_ sentence: String) -> [UInt8] {
    let letters = sentence.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    return text("mluc") + number(0) + number(1) + number(12) + text("enUS") + number(letters.count)
      + number(28) + letters + [UInt8](repeating: 0, count: (4 - letters.count % 4) % 4)
  }
}
