import Foundation
import Segmentation
import Testing

/// Tests of what of a phone's photo is in the result of `vbg compose`, and what is said of its
/// colors.
@Suite struct PhotoMetadataTests {
  private let files: ComposeFiles
  /// Stands for the room: thumbnails and previews hold it.
  private let room = Array("THE ROOM AS IT WAS".utf8)

  init() throws {
    files = try ComposeFiles()
    try files.folder.write(photo(profile: nil), "photo.jpg")
  }

  /// A value of Exif: tag, type, count, and four bytes of value or offset.
  private func entry(_ tag: Int, _ type: Int, _ count: Int, _ value: Int) -> [UInt8] {
    number(tag, 2) + number(type, 2) + number(count, 4) + number(value, 4)
  }

  private func number(_ value: Int, _ byteCount: Int) -> [UInt8] {
    (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// A little-endian block: a model, an orientation, a place, and a thumbnail behind.
  private var exif: [UInt8] {
    let (gps, model, thumbnails) = (8 + 2 + 36 + 4, 8 + 2 + 36 + 4 + 18, 8 + 2 + 36 + 4 + 18 + 8)
    var block = Array("II*\0".utf8) + number(8, 4) + number(3, 2)
    block += entry(0x0110, 2, 8, model) + entry(0x0112, 3, 1, 6) + entry(0x8825, 4, 1, gps)
    block += number(thumbnails, 4)
    block += number(1, 2) + entry(0x0001, 2, 2, 0x4E) + number(0, 4)
    block += Array("Phone 9\0".utf8)
    block += number(1, 2) + entry(0x0201, 4, 1, thumbnails + 18) + number(0, 4)
    return block + room
  }

  /// A JPEG file as a phone writes it: notes, a profile, and a second picture.
  private func photo(profile: [UInt8]?) throws -> [UInt8] {
    func segment(_ marker: UInt8, _ payload: [UInt8]) -> [UInt8] {
      [0xFF, marker, UInt8((payload.count + 2) >> 8), UInt8((payload.count + 2) & 255)] + payload
    }
    let file = try encodeJPEG(files.frame)
    // The own profile goes: it stands behind the 18 bytes of JFIF.
    let rest = file[(20 + 2 + Int(file[22]) * 256 + Int(file[23]))...]
    var head: [UInt8] = [0xFF, 0xD8] + segment(0xE1, Array("Exif\0\0".utf8) + exif)
    head += segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + room)
    if let profile { head += segment(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1] + profile) }
    return head + segment(0xE2, Array("MPF\0".utf8) + room) + rest + room
  }

  private func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    bytes.indices.contains { bytes[$0...].starts(with: part) }
  }

  @Test func notesAreKeptWithoutTheRoomAndThePlace() throws {
    let result = try files.composed("photo.jpg", "--none", result: "out.jpg")
    #expect((result.width, result.height) == (30, 50))
    let bytes = try files.folder.read("out.jpg")
    #expect(contains(bytes, Array("Phone 9\0".utf8)))
    #expect(!contains(bytes, room))
    let notes = try #require(try decodePicture(bytes).exif)
    #expect(notes.orientation == .upright)
    #expect(!contains(notes.bytes, number(0x8825, 2)))
    // Marked as sRGB.
    #expect(contains(bytes, Array("ICC_PROFILE\0".utf8)))
  }

  @Test func thePlaceIsKeptWhereWanted() throws {
    _ = try files.composed("photo.jpg", "--none", "--keep-location", result: "out.jpg")
    let bytes = try files.folder.read("out.jpg")
    #expect(contains(bytes, number(0x8825, 2)) && contains(bytes, entry(0x0001, 2, 2, 0x4E)))
    #expect(!contains(bytes, room))
  }

  @Test func pngResultsHaveNoNotes() throws {
    let result = try files.composed("photo.jpg", "--none")
    #expect((result.width, result.height) == (30, 50))
    let bytes = try files.folder.read("out.png")
    #expect(!contains(bytes, Array("Phone 9".utf8)) && !contains(bytes, room))
    #expect(contains(bytes, Array("sRGB".utf8)))
  }

  /// A profile that is broken is said, once a picture; the picture is composited.
  @Test func brokenProfilesAreSaid() throws {
    try files.folder.write(photo(profile: [1, 2, 3]), "broken.jpg")
    for arguments in [
      ["broken.jpg", "--none"],
      ["frame.png", "--mask-final", "left.png", "--background", "broken.jpg"],
    ] {
      let outcome = try Program.vbg.run(
        ["compose"] + arguments + ["-o", "out.png"], in: files.folder)
      #expect(outcome.exitCode == 0)
      #expect(outcome.saysOneLine, "\(outcome.errors)")
      #expect(outcome.errors.contains("broken.jpg: colors are taken for sRGB"))
    }
    // A mask's levels are no colors.
    let masked = try Program.vbg.run(
      ["compose", "frame.png", "--mask-final", "broken.jpg", "--color", "red", "-o", "out.png"],
      in: files.folder)
    #expect(masked.exitCode == 0 && masked.errors.isEmpty, "\(masked.errors)")
  }
}
