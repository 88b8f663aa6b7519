/// What the name of one of ffmpeg's pixel formats tells.
struct PixelKind: Hashable {
  /// Bits a component, at least 8: formats with fewer are unpacked to 8.
  let bitDepth: Int
  /// Whether pixels have transparency.
  let hasAlpha: Bool
  /// Whether pixels are red, green and blue.
  let isRGB: Bool

  /// From a name such as `yuva444p10le`.
  init(_ name: String) {
    let base = name.hasSuffix("le") || name.hasSuffix("be") ? name.dropLast(2) : name[...]
    let digits = base.reversed().prefix { $0.isNumber }.prefix(2)
    let isWide = base != name[...] || base.hasPrefix("nv20")
    bitDepth =
      switch Int(String(digits.reversed())) {
      case let depth? where isWide && (9...16).contains(depth): depth
      case 20 where isWide: 10
      case 48 where isWide, 64 where isWide: 16
      case 32 where isWide: 32
      default: 8
      }
    hasAlpha =
      ["rgba", "bgra", "argb", "abgr", "yuva", "ya8", "ya16", "gbrap", "pal8", "ayuv", "vuya"]
      .contains { name.hasPrefix($0) }
    isRGB =
      ["rgb", "bgr", "argb", "abgr", "gbr", "0rgb", "0bgr", "x2rgb", "x2bgr", "pal8", "mono"]
      .contains { name.hasPrefix($0) }
  }
}
