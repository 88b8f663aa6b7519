import ImageFiles
import Imaging
import Testing

/// Tests of what may stand at the end of a JPEG file: whether a picture is whole is told by its
/// blocks.
@Suite struct JPEGEndTests {
  static let files = [
    "baseline-420.jpg", "baseline-444.jpg", "gray.jpg", "cmyk-adobe.jpg",
    "baseline-422-restarts.jpg",
    "orientation-5.jpg", "progressive.jpg", "gray-progressive.jpg",
  ]

  /// The file without its end marker.
  private func unmarked(_ name: String) throws -> [UInt8] {
    let bytes = try Fixture(name).bytes
    try #require(bytes.suffix(2) == [0xFF, 0xD9])
    return bytes.dropLast(2)
  }

  @Test(arguments: files)
  func theEndMarkerMayBeMissing(name: String) throws {
    let bytes = try Fixture(name).bytes
    let expected = try decodeImage(bytes)
    #expect(try decodeImage(bytes.dropLast(1)) == expected)
    #expect(try decodeImage(bytes.dropLast(2)) == expected)
  }

  /// Cut anywhere before its last byte of data, a file is an error; all else is the whole picture.
  @Test(arguments: files)
  func everyTruncationIsAnErrorOrNone(name: String) throws {
    let bytes = try Fixture(name).bytes
    let expected = try decodeImage(bytes)
    var wholeCount = 0
    for byteCount in 0..<bytes.count {
      do {
        let frame = try decodeImage(Array(bytes.prefix(byteCount)))
        #expect(frame == expected, "\(byteCount)")
        wholeCount += 1
        // Filling bits alone may be missing, and the marker.
        #expect(byteCount >= bytes.count - 3, "\(byteCount) of \(bytes.count)")
      } catch {
        if case .damaged(_, let reason) = error {
          #expect(reason.hasSuffix("found the end of the file after \(byteCount) bytes"))
        }
      }
    }
    #expect(wholeCount >= 2)
  }

  static let trailers: [(String, [UInt8])] = [
    ("zeros", [UInt8](repeating: 0, count: 4096)),
    ("a line", Array("\r\n".utf8)),
    // Samsung's panoramas: markers that do not exist, then SEFT.
    (
      "SEFT",
      Array(repeatElement([0xFF, 0x19, 3, 0, 1, 2], count: 40).joined()) + Array("SEFT".utf8)
    ),
    (
      "a film",
      [0, 0, 0, 24] + Array("ftypmp42\0\0\0\0mp42isom".utf8) + [0xFF, 0xC4, 0xFF, 0xDA, 0xFF]
    ),
    // Tables, scans and restarts of nothing.
    (
      "markers",
      [0xFF, 0xC4, 0, 9, 1, 2, 3, 0xFF, 0xDA, 0, 1, 0xFF, 0xD3, 0xFF, 0xC0, 0xFF, 0xDB, 9, 9]
    ),
    ("a table's length", [0xFF, 0xDB]),
  ]

  @Test(arguments: files, trailers.map(\.0))
  func bytesBehindThePictureAreNotRead(name: String, trailer: String) throws {
    let bytes = try unmarked(name)
    let expected = try decodeImage(bytes + [0xFF, 0xD9])
    let rest = try #require(Self.trailers.first { $0.0 == trailer }).1
    #expect(try decodeImage(bytes + rest) == expected)
    #expect(try decodeImage(bytes + [0xFF, 0xD9] + rest) == expected)
  }

  /// The second picture of a multi-picture file is another's.
  @Test(arguments: files)
  func aSecondPictureIsNotRead(name: String) throws {
    let bytes = try Fixture(name).bytes
    let second = try Fixture("1x1.jpg").bytes
    #expect(try decodeImage(bytes + second) == decodeImage(bytes))
    #expect(try decodeImage(bytes.dropLast(2) + second) == decodeImage(bytes))
  }

  /// A download that stopped in a file made at full size: zeros are the codes of something.
  @Test func zerosInPlaceOfDataAreAnError() throws {
    let restarts = BlockJPEG(
      width: 160, height: 120, factors: [(2, 2), (1, 1), (1, 1)], restartInterval: 7)
    let files = [
      try encodeJPEG(Frame.noise(120, 90, seed: 1)), restarts.bytes,
      BlockJPEG(width: 160, height: 120, factors: [(1, 1)], hasTables: true).bytes,
    ]
    for bytes in files {
      let expected = try decodeImage(bytes)
      let zeros = [UInt8](repeating: 0, count: 200_000)
      #expect(try decodeImage(bytes.dropLast(2) + zeros) == expected)
      #expect(try decodeImage(bytes + zeros) == expected)
      let scan = try #require(
        bytes.indices.dropLast().last { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
      for part in [0.1, 0.5, 0.8] {
        let byteCount = scan + 14 + Int(Double(bytes.count - scan) * part)
        #expect(throws: ImageError.self, "\(part)") {
          try decodeImage(bytes.prefix(byteCount) + zeros)
        }
      }
    }
  }

  /// A progressive file that lacks its last scans shows something, but not the picture.
  @Test(arguments: ["progressive.jpg", "gray-progressive.jpg"])
  func missingScansAreAnError(name: String) throws {
    let bytes = try Fixture(name).bytes
    let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
    try #require(scans.count > 2)
    for scan in scans.dropFirst() {
      #expect(throws: ImageError.self) { try decodeImage(Array(bytes[..<scan])) }
      #expect(throws: ImageError.self) {
        try decodeImage(bytes[..<scan] + [UInt8](repeating: 0, count: 4096))
      }
    }
  }

  /// A component without any scan is no picture, whatever marker stands at the end.
  @Test func missingComponentsAreAnError() throws {
    let bytes = try Fixture("progressive.jpg").bytes
    // Scans with the number of their components, 3 in the first one.
    let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
    try #require(bytes[scans[0] + 4] == 3)
    #expect(throws: ImageError.self) {
      try decodeImage(Array(bytes[..<scans[0]]) + bytes[scans[1]...])
    }
  }

  @Test func damagedRestartMarkersAreAnError() throws {
    var bytes = try Fixture("baseline-422-restarts.jpg").bytes
    let scan = try #require(
      bytes.indices.dropLast().last { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
    let restart = try #require(
      bytes.indices.dropLast().first {
        $0 > scan && bytes[$0] == 0xFF && (0xD0...0xD7).contains(bytes[$0 + 1])
      })
    bytes[restart + 1] ^= 4
    #expect(throws: ImageError.self) { try decodeImage(bytes) }
    bytes[restart] = 0x55
    #expect(throws: ImageError.self) { try decodeImage(bytes) }
  }
}
