/// The curve between bytes and the light that they stand for, as `LensLightArguments` has it.
enum LensCurve {
  /// Entries of the table of bytes.
  static let entryCount = 8192

  /// The light of a byte or of what lies between two, 0...1, without the gain of cut-off whites.
  static func light(_ value: Double) -> Double {
    let x = value / 255
    return x * (0.0345 + x * (0.6067 + x * 0.3588))
  }

  /// Bytes of light 0, 1/8191 ... 1: each the byte whose light is nearest.
  static func bytes() -> Plane<UInt8> {
    let plane = Plane<UInt8>(width: entryCount, height: 1, margin: 0)
    var byte = 0
    for index in 0..<entryCount {
      let light = Double(index) / Double(entryCount - 1)
      while byte < 255 && Self.light(Double(byte) + 0.5) <= light { byte += 1 }
      plane.rows.base[index] = UInt8(byte)
    }
    return plane
  }
}
