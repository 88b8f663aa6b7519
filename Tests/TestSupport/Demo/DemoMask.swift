/// Coverage of the person: rows of bytes, 255 where the person is, the top row first.
package struct DemoMask: Sendable, Equatable {
  package let width: Int
  package let height: Int
  /// `height` rows of `width` bytes.
  package let bytes: [UInt8]

  package init(width: Int, height: Int, bytes: [UInt8]) {
    precondition(width > 0 && height > 0, "expected positive sizes, found \(width)x\(height)")
    precondition(
      bytes.count == width * height,
      "expected \(width * height) bytes for \(width)x\(height), found \(bytes.count)")
    self.width = width
    self.height = height
    self.bytes = bytes
  }

  /// A mask without a person.
  package static func nobody(width: Int, height: Int) -> DemoMask {
    DemoMask(width: width, height: height, bytes: [UInt8](repeating: 0, count: width * height))
  }

  /// The coverage of a pixel, 0...1; the nearest edge pixel's for one that is outside.
  package func coverage(_ x: Int, _ y: Int) -> Double {
    Double(bytes[clamp(y, below: height) * width + clamp(x, below: width)]) / 255
  }
}
