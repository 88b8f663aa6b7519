import Glibc

/// A curve of an ICC profile, from levels to light: `curv` and `para` (ICC.1:2022, 10.6 and 10.18).
enum ICCCurve {
  /// A power.
  case power(Double)
  /// Light of levels that are equally far apart; at least two.
  case table([Double])
  /// `(a x + b)^g + e` from d on, `c x + f` below.
  case parametric(g: Double, a: Double, b: Double, c: Double, d: Double, e: Double, f: Double)

  /// The curve of a tag; nil when it is damaged or of another kind.
  init?(_ tag: ArraySlice<UInt8>) {
    let reader = ByteReader(bytes: tag, byteOrder: .bigEndian)
    if tag.starts(with: "curv".utf8), let count = reader.uint32(at: 8) {
      switch count {
      case 0: self = .power(1)
      case 1:
        guard let exponent = reader.uint16(at: 12) else { return nil }
        self = .power(Double(exponent) / 256)
      default:
        guard let values = reader.slice(at: 12, count: count * 2) else { return nil }
        let table = ByteReader(bytes: values, byteOrder: .bigEndian)
        self = .table((0..<count).map { Double(table.uint16(at: $0 * 2) ?? 0) / 65535 })
      }
    } else if tag.starts(with: "para".utf8), let kind = reader.uint16(at: 8), kind < 5 {
      let count = [1, 3, 4, 5, 7][kind]
      let p = (0..<count).compactMap { reader.fixed16(at: 12 + $0 * 4) }
      guard p.count == count else { return nil }
      switch kind {
      case 0: self = .power(p[0])
      case 1 where p[1] != 0:
        self = .parametric(g: p[0], a: p[1], b: p[2], c: 0, d: -p[2] / p[1], e: 0, f: 0)
      case 2 where p[1] != 0:
        self = .parametric(g: p[0], a: p[1], b: p[2], c: 0, d: -p[2] / p[1], e: p[3], f: p[3])
      case 3: self = .parametric(g: p[0], a: p[1], b: p[2], c: p[3], d: p[4], e: 0, f: 0)
      case 4: self = .parametric(g: p[0], a: p[1], b: p[2], c: p[3], d: p[4], e: p[5], f: p[6])
      default: return nil
      }
    } else {
      return nil
    }
  }

  /// The light of a level, 0...1.
  func light(_ level: Double) -> Double {
    switch self {
    case .power(let exponent): return pow(level, exponent)
    case .table(let values):
      let place = level * Double(values.count - 1)
      let index = min(Int(place), values.count - 2)
      return values[index] + (values[index + 1] - values[index]) * (place - Double(index))
    case .parametric(let g, let a, let b, let c, let d, let e, let f):
      return level >= d ? pow(a * level + b, g) + e : c * level + f
    }
  }
}

extension ByteReader {
  /// The signed number of 16 whole and 16 fractional bits at a distance from the start of the slice.
  func fixed16(at offset: Int) -> Double? {
    uint32(at: offset).map { Double(Int32(truncatingIfNeeded: $0)) / 65536 }
  }
}
