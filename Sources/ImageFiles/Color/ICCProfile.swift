import Glibc

/// The header and the tags of an ICC profile (ICC.1:2022), as far as it takes to see whether it is sRGB.
struct ICCProfile {
  /// Larger profiles are refused; those of presses have 3 MB at most.
  static let largestByteCount = 1 << 24

  /// The four letters of the colors that it describes, for example `RGB `.
  let colorSpace: String

  private let bytes: ByteReader
  private var tags: [String: ArraySlice<UInt8>] = [:]

  /// A profile whose header and directory are whole; nil for other bytes.
  init?(_ profile: [UInt8]) {
    let reader = ByteReader(bytes: profile[...], byteOrder: .bigEndian)
    guard
      profile.count <= Self.largestByteCount, let size = reader.uint32(at: 0),
      size <= profile.count,
      let space = reader.slice(at: 16, count: 4), let signature = reader.slice(at: 36, count: 4),
      signature.elementsEqual("acsp".utf8), let tagCount = reader.uint32(at: 128), tagCount <= 100
    else { return nil }
    bytes = reader
    colorSpace = String(decoding: space, as: UTF8.self)
    for index in 0..<tagCount {
      let entry = 132 + index * 12
      guard
        let name = reader.slice(at: entry, count: 4), let offset = reader.uint32(at: entry + 4),
        let byteCount = reader.uint32(at: entry + 8),
        let value = reader.slice(at: offset, count: byteCount)
      else { return nil }
      tags[String(decoding: name, as: UTF8.self)] = value
    }
  }

  /// Whether a conversion to sRGB would leave the colors as they are, but for rounding to 8 bits: for
  /// profiles of three primaries and curves, and of gray. Those with tables are not looked into.
  var isSRGB: Bool {
    if ["A2B0", "A2B1", "A2B2", "D2B0", "D2B1", "D2B2"].contains(where: { tags[$0] != nil }) {
      return false
    }
    switch colorSpace {
    case "GRAY": return curve("kTRC").map(Self.isSRGB) ?? false
    case "RGB ":
      let curves = ["rTRC", "gTRC", "bTRC"].compactMap(curve)
      let columns = ["rXYZ", "gXYZ", "bXYZ"].compactMap(color)
      return curves.count == 3 && columns.count == 3 && curves.allSatisfy(Self.isSRGB)
        && Self.isSRGB(columns)
    default: return false
    }
  }

  private func curve(_ name: String) -> ICCCurve? { tags[name].flatMap(ICCCurve.init) }

  /// The three numbers of an XYZ tag (10.31).
  private func color(_ name: String) -> SIMD3<Double>? {
    guard let tag = tags[name], tag.starts(with: "XYZ ".utf8) else { return nil }
    let reader = ByteReader(bytes: tag, byteOrder: .bigEndian)
    let numbers = (0..<3).compactMap { reader.fixed16(at: 8 + $0 * 4) }
    return numbers.count == 3 ? SIMD3(numbers[0], numbers[1], numbers[2]) : nil
  }

  /// Three quarters of a level: what is closer is rounded away.
  private static let curveTolerance = 0.75 / 255

  /// Two levels: the four digits of many profiles move the dark channels of full colors by one.
  private static let matrixTolerance = 2.0 / 255

  private static func isSRGB(_ curve: ICCCurve) -> Bool {
    (0...255).allSatisfy { step in
      let level = Double(step) / 255
      return abs(sRGBLevel(curve.light(level)) - level) < curveTolerance
    }
  }

  /// Tells whether corners, edges and the inside of the color cube keep their places.
  private static func isSRGB(_ columns: [SIMD3<Double>]) -> Bool {
    let steps = 0...4
    return steps.allSatisfy { red in
      steps.allSatisfy { green in
        steps.allSatisfy { blue in
          let levels = SIMD3(Double(red), Double(green), Double(blue)) / 4
          var color = SIMD3<Double>()
          for channel in 0..<3 {
            color += columns[channel] * TransferCurve.sRGB.light(levels[channel])
          }
          return (0..<3).allSatisfy { channel in
            let light = (color * fromXYZ[channel]).sum()
            return abs(sRGBLevel(light) - levels[channel]) < matrixTolerance
          }
        }
      }
    }
  }

  /// From XYZ at D50, where profiles have their colors, to sRGB's light: the inverse of IEC 61966-2-1's
  /// matrix brought from D65 to D50 by Bradford's method.
  private static let fromXYZ: [SIMD3<Double>] = [
    SIMD3(3.1338561, -1.6168667, -0.4906146),
    SIMD3(-0.9787684, 1.9161415, 0.0334540),
    SIMD3(0.0719453, -0.2289914, 1.4052427),
  ]
}

/// The level of light in sRGB, both 0...1; beyond, the light is cut.
private func sRGBLevel(_ light: Double) -> Double {
  let light = min(max(light, 0), 1)
  return light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
}
