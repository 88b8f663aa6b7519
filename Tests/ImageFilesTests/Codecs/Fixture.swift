import Foundation
import ImageFiles
import Imaging
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
    .deletingLastPathComponent().appending(path: "Fixtures")

  private static func read(_ name: some StringProtocol) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: String(name))))
  }
}
