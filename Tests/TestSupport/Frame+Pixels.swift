package import Imaging

extension Frame {
  /// All bytes, rows of RGBA.
  package var pixels: [UInt8] {
    withPixels { pixels in pixels.indices.map { pixels[$0] } }
  }

  /// Red, green, blue, alpha.
  package func pixel(_ x: Int, _ y: Int) -> [UInt8] {
    Array(pixels[(y * width + x) * 4..<(y * width + x) * 4 + 4])
  }

  /// The greatest difference of two bytes; nil when the sizes differ.
  package func greatestDifference(from other: Frame) -> Int? {
    guard width == other.width, height == other.height else { return nil }
    return zip(pixels, other.pixels).map { abs(Int($0) - Int($1)) }.max()
  }

  /// A frame of seeded noise.
  package static func noise(_ width: Int, _ height: Int, seed: UInt64) -> Frame {
    var generator = SeededGenerator(state: seed)
    return Frame(
      width: width, height: height,
      pixels: (0..<width * height * 4).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
  }
}
