/// Facts that the name of one of ffmpeg's pixel formats tells.
struct PixelKind: Hashable {
  /// Bits a component, at least 8: formats with fewer are unpacked to 8.
  let bitDepth: Int
  /// Whether pixels have transparency.
  let hasAlpha: Bool
  /// Whether pixels are red, green and blue.
  let isRGB: Bool
  /// Chroma sampling, as films' makers say it: `4:4:4`, `4:2:2`, `4:2:0`, `4:1:1`; nil
  /// without colors. RGB has as many as there are pixels.
  let chromaSampling: String?

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
    chromaSampling = Self.chromaSampling(base, isRGB: isRGB)
  }

  private static func chromaSampling(_ name: Substring, isRGB: Bool) -> String? {
    if name.hasPrefix("mono") || name.hasPrefix("gray") || name.hasPrefix("ya") { return nil }
    let words = [
      ("444", "4:4:4"), ("440", "4:4:0"), ("422", "4:2:2"), ("420", "4:2:0"), ("411", "4:1:1"),
      ("410", "4:1:0"), ("nv12", "4:2:0"), ("nv21", "4:2:0"), ("nv16", "4:2:2"),
      ("nv20", "4:2:2"), ("nv24", "4:4:4"), ("nv42", "4:4:4"), ("p01", "4:2:0"), ("p21", "4:2:2"),
      ("p41", "4:4:4"), ("y21", "4:2:2"), ("xv30", "4:4:4"), ("xv36", "4:4:4"), ("vuy", "4:4:4"),
      ("ayuv", "4:4:4"), ("xyz", "4:4:4"),
    ]
    return isRGB ? "4:4:4" : words.first { name.contains($0.0) }?.1
  }
}
