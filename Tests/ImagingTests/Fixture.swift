import Foundation
import Imaging
import TestSupport
import Testing

/// A file of the Fixtures folder, which Tools/make-image-fixtures writes.
struct Fixture: CustomTestStringConvertible {
  let fileName: String

  init(_ fileName: String) { self.fileName = fileName }

  var testDescription: String { fileName }

  var bytes: [UInt8] { get throws { try Self.read(fileName) } }

  /// The pixels that the file must decode to: a PAM file of depth 4.
  var expected: Frame {
    get throws {
      let stem = fileName.split(separator: ".")[0]
      let name = stem.hasSuffix("-interlaced") ? stem.dropLast("-interlaced".count) : stem
      let bytes = try Self.read(name + ".pam")
      let end = Array("ENDHDR\n".utf8)
      let pixelStart = bytes.indices.first { bytes[$0...].starts(with: end) }! + end.count
      let fields = String(decoding: bytes[..<pixelStart], as: UTF8.self).split(separator: "\n")
      func field(_ name: String) -> Int {
        Int(fields.first { $0.hasPrefix(name + " ") }!.dropFirst(name.count + 1))!
      }
      return Frame(
        width: field("WIDTH"), height: field("HEIGHT"), pixels: Array(bytes[pixelStart...]))
    }
  }

  /// All files of a kind, by name.
  static func all(withSuffix suffix: String) throws -> [Fixture] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(suffix)
    }.sorted().map(Fixture.init)
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures")

  private static func read(_ name: some StringProtocol) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: String(name))))
  }
}

extension Frame {
  /// All bytes, rows of RGBA.
  var pixels: [UInt8] {
    withPixels { pixels in pixels.indices.map { pixels[$0] } }
  }

  /// Red, green, blue, alpha.
  func pixel(_ x: Int, _ y: Int) -> [UInt8] {
    Array(pixels[(y * width + x) * 4..<(y * width + x) * 4 + 4])
  }

  /// The greatest difference of two bytes; nil when the sizes differ.
  func greatestDifference(from other: Frame) -> Int? {
    guard width == other.width, height == other.height else { return nil }
    return zip(pixels, other.pixels).map { abs(Int($0) - Int($1)) }.max()
  }

  /// A frame of seeded noise.
  static func noise(_ width: Int, _ height: Int, seed: UInt64) -> Frame {
    var generator = SeededGenerator(state: seed)
    return Frame(
      width: width, height: height,
      pixels: (0..<width * height * 4).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
  }
}
