import Imaging
import TestSupport
import Testing

@testable import ImageFiles

/// Tests of what of a camera's notes goes into a result.
@Suite struct ExifBlockTests {
  private typealias Entry = TIFFReader.Entry

  private func ascii(_ tag: Int, _ text: String) -> Entry {
    Entry(tag: tag, type: 2, count: text.utf8.count + 1, value: (Array(text.utf8) + [0])[...])
  }

  private func undefined(_ tag: Int, _ bytes: [UInt8]) -> Entry {
    Entry(tag: tag, type: 7, count: bytes.count, value: bytes[...])
  }

  /// Stands for the room: must not be found in any result.
  private static let room = Array("THE ROOM AS IT WAS ".utf8)

  /// A block as phones write it: camera, date, place, maker's note and thumbnail.
  private func phoneBlock(_ byteOrder: ByteReader.ByteOrder) -> [UInt8] {
    var writer = TIFFWriter(byteOrder: byteOrder)
    var image = [
      ascii(0x010F, "Maker"), ascii(0x0110, "Phone 9"), ascii(0x0132, "2024:05:06 07:08:09"),
      writer.entry(0x0112, 6), writer.entry(0x0100, 4000), undefined(0x02BC, Self.room),
      undefined(0xC4A5, Self.room),
    ]
    let exif = [
      ascii(0x9003, "2024:05:06 07:08:09"), ascii(0xA434, "Lens"), undefined(0x927C, Self.room),
      undefined(0xA302, Self.room), writer.entry(0xA002, 4000), writer.entry(0xA003, 70_000),
      writer.entry(0xA001, 65535), writer.entry(0x8827, 400), writer.entry(0x9214, 77),
    ]
    let gps = [ascii(1, "N"), ascii(3, "E"), ascii(0x1D, "2024:05:06")]
    let exifOffset = 8 + TIFFWriter.byteCount(of: image) + 24
    let gpsOffset = exifOffset + TIFFWriter.byteCount(of: exif)
    image.append(writer.entry(0x8769, exifOffset, isOffset: true))
    image.append(writer.entry(0x8825, gpsOffset, isOffset: true))
    writer.append(directory: image)
    writer.append(directory: exif)
    writer.append(directory: gps)
    // The thumbnail's directory follows the first one: its offset stands behind the entries.
    var bytes = writer.bytes
    let next = 8 + 2 + image.count * 12
    let offset = withUnsafeBytes(of: UInt32(bytes.count).littleEndian, Array.init)
    bytes.replaceSubrange(
      next..<next + 4, with: byteOrder == .littleEndian ? offset : offset.reversed())
    return bytes + [0, 0] + Self.room + [0xFF, 0xD8, 0xFF]
  }

  private func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    bytes.indices.contains { bytes[$0...].starts(with: part) }
  }

  private func text(_ block: ExifBlock, _ tag: Int, in directory: Int? = nil) -> String? {
    guard let reader = TIFFReader(block.bytes[...]) else { return nil }
    let first = reader.firstDirectory
    let entries = directory.map { reader.directory($0, of: first) } ?? first
    return entries.first { $0.tag == tag }.map {
      String(decoding: $0.value.dropLast(), as: UTF8.self)
    }
  }

  private func number(_ block: ExifBlock, _ tag: Int, in directory: Int? = nil) -> Int? {
    guard let reader = TIFFReader(block.bytes[...]) else { return nil }
    let first = reader.firstDirectory
    let entries = directory.map { reader.directory($0, of: first) } ?? first
    return entries.first { $0.tag == tag }.flatMap(reader.integer)
  }

  @Test(arguments: [ByteReader.ByteOrder.littleEndian, .bigEndian], [false, true])
  func dateAndCameraAreKept(byteOrder: ByteReader.ByteOrder, keepsLocation: Bool) throws {
    let block = ExifBlock(bytes: phoneBlock(byteOrder))
    #expect(block.orientation == .rightTop)
    let result = try #require(
      block.forResult(width: 640, height: 70_001, keepsLocation: keepsLocation))
    #expect(text(result, 0x010F) == "Maker")
    #expect(text(result, 0x0110) == "Phone 9")
    #expect(text(result, 0x9003, in: 0x8769) == "2024:05:06 07:08:09")
    #expect(text(result, 0xA434, in: 0x8769) == "Lens")
    #expect(number(result, 0x8827, in: 0x8769) == 400)
    #expect(result.orientation == .upright)
    #expect(number(result, 0xA002, in: 0x8769) == 640)
    #expect(number(result, 0xA003, in: 0x8769) == 70_001)
    #expect(number(result, 0xA001, in: 0x8769) == 1)
    #expect(number(result, 0x9214, in: 0x8769) == nil)
    #expect(text(result, 1, in: 0x8825) == (keepsLocation ? "N" : nil))
    #expect(text(result, 0x1D, in: 0x8825) == (keepsLocation ? "2024:05:06" : nil))
  }

  /// Thumbnails, makers' notes, previews and what nobody knows.
  @Test(arguments: [ByteReader.ByteOrder.littleEndian, .bigEndian])
  func theRoomIsNot(byteOrder: ByteReader.ByteOrder) throws {
    let bytes = phoneBlock(byteOrder)
    #expect(contains(bytes, Self.room))
    let result = try #require(
      ExifBlock(bytes: bytes).forResult(width: 9, height: 9, keepsLocation: true))
    #expect(!contains(result.bytes, Self.room))
    #expect(!contains(result.bytes, [0xFF, 0xD8]))
  }

  /// From file to file: Exif with its thumbnail, XMP, IPTC, a second picture behind the first.
  @Test func jpegToJPEG() throws {
    var file = try Fixture("baseline-420.jpg").bytes
    let plain = try decodeImage(file)
    let segments: [(UInt8, [UInt8])] = [
      (0xED, Array("Photoshop 3.0\0".utf8) + Self.room), (0xFE, Self.room),
      (0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + Self.room),
      (0xE2, Array("MPF\0".utf8) + Self.room),
      (0xE1, Array("Exif\0\0".utf8) + phoneBlock(.bigEndian)),
    ]
    for (marker, payload) in segments {
      file = JPEGFile.file(file, inserting: marker, payload)
    }
    let picture = try decodePicture(file + Self.room)
    #expect(picture.frame.width == plain.height)
    let exif = picture.exif?.forResult(width: 13, height: 21, keepsLocation: false)
    let result = try encodeJPEG(picture.frame, exif: exif)
    #expect(!contains(result, Self.room))
    #expect(contains(result, Array("Phone 9".utf8)))
    let again = try decodePicture(result)
    #expect((again.frame.width, again.frame.height) == (13, 21))
    #expect(again.exif == exif)
    // Marked as sRGB, by a profile that is known as such.
    #expect(contains(result, Array("ICC_PROFILE\0\u{1}\u{1}".utf8) + SRGBProfile.bytes))
    #expect(try imageHeader(result).metadata.profile?.isSRGB == true)
  }

  /// A new block is as large as JPEG's segments may be, whatever the old one says.
  @Test func longValuesAreLeftOut() throws {
    var writer = TIFFWriter(byteOrder: .littleEndian)
    let long = String(repeating: "x", count: 40_000)
    var entries = [ascii(0x010E, long), ascii(0x0110, "Phone")]
    for _ in 0..<60 { entries.append(ascii(0x010F, String(repeating: "y", count: 4000))) }
    writer.append(directory: entries)
    let result = try #require(
      ExifBlock(bytes: writer.bytes).forResult(width: 1, height: 1, keepsLocation: true))
    #expect(text(result, 0x0110) == "Phone")
    #expect(text(result, 0x010E) == nil)
    #expect(result.bytes.count < 65527)
  }

  @Test func mutationsAreNoTrap() throws {
    for byteOrder in [ByteReader.ByteOrder.littleEndian, .bigEndian] {
      let bytes = phoneBlock(byteOrder)
      var generator = SeededGenerator(state: 3)
      for _ in 0..<3000 {
        var mutated = bytes
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
          let position = mutated.indices.randomElement(using: &generator)!
          mutated[position] = .random(in: 0...255, using: &generator)
        }
        mutated.removeLast(Int.random(in: 0..<20, using: &generator))
        let block = ExifBlock(bytes: mutated)
        _ = block.isAdobeRGB
        guard let result = block.forResult(width: 3, height: 2, keepsLocation: true) else {
          continue
        }
        #expect(result.bytes.count < 65527)
        #expect(result.orientation == .upright)
      }
    }
    #expect(ExifBlock(bytes: []).forResult(width: 1, height: 1, keepsLocation: true) == nil)
  }

  /// Cameras that are set to Adobe RGB say so here, and often write no profile (DCF 2.0).
  @Test func camerasSayAdobeRGB() throws {
    for (index, isAdobe) in [("R03", true), ("R98", false)] {
      var writer = TIFFWriter(byteOrder: .bigEndian)
      let offsets = (exif: 8 + 18, interoperability: 8 + 18 + 18)
      writer.append(directory: [writer.entry(0x8769, offsets.exif, isOffset: true)])
      writer.append(directory: [writer.entry(0xA005, offsets.interoperability, isOffset: true)])
      writer.append(directory: [ascii(1, index)])
      let payload = Array("Exif\0\0".utf8) + writer.bytes
      let file = JPEGFile.file(try Fixture("baseline-420.jpg").bytes, inserting: 0xE1, payload)
      #expect(try imageHeader(file).metadata.profile == (isAdobe ? .adobeRGB : nil))
    }
  }
}
