import ImageFiles
import Imaging
import Testing

@Suite struct DecodePNGTests {
  @Test(arguments: try Fixture.all(withSuffix: ".png"))
  func decodesEveryKind(_ fixture: Fixture) throws {
    #expect(try decodeImage(fixture.bytes) == fixture.expected)
  }

  @Test func coversEveryColorTypeAndBitDepth() throws {
    let names = try Set(Fixture.all(withSuffix: ".png").map(\.fileName))
    let kinds =
      ["gray-1", "gray-2", "gray-4", "gray-8", "gray-16", "palette-1", "palette-2", "palette-4"]
      + ["palette-8", "rgb-8", "rgb-16", "gray-alpha-8", "gray-alpha-16", "rgba-8", "rgba-16"]
    for kind in kinds {
      #expect(names.contains("\(kind).png") && names.contains("\(kind)-interlaced.png"))
    }
  }

  @Test func readsTheHeaderAlone() throws {
    let header = try imageHeader(Fixture("rgb-8-5x1.png").bytes)
    #expect(header.format == .png)
    #expect((header.width, header.height) == (5, 1))
    #expect(header.orientation == .upright)
  }

  @Test func refusesHugeFramesBeforeTheirPixels() {
    let header = PNGFile.header(width: 30000, height: 30000)
    let expected = ImageError.tooManyPixels(
      width: 30000, height: 30000, maxPixelCount: 250_000_000)
    #expect(throws: expected) { try decodeImage(PNGFile.signature + header) }
    #expect(
      expected.description
        == "expected an image of at most 250000000 pixels, found 30000x30000")
  }

  @Test func sizesThatOverflowAreTooMany() {
    let largest: UInt32 = 0x7FFF_FFFF
    let file = PNGFile.file(header: PNGFile.header(width: largest, height: largest), rows: [0])
    #expect(
      throws: ImageError.tooManyPixels(
        width: Int(largest), height: Int(largest), maxPixelCount: 1 << 30)
    ) { try decodeImage(file, maxPixelCount: .max) }
    let all = PNGFile.file(header: PNGFile.header(width: .max, height: .max), rows: [0])
    #expect(throws: ImageError.self) { try decodeImage(all, maxPixelCount: .max) }
  }

  @Test func theLimitIsInclusive() throws {
    let bytes = try Fixture("rgb-8.png").bytes
    #expect(try decodeImage(bytes, maxPixelCount: 77).width == 11)
    #expect(throws: ImageError.tooManyPixels(width: 11, height: 7, maxPixelCount: 76)) {
      try decodeImage(bytes, maxPixelCount: 76)
    }
  }

  @Test(arguments: [(0, 5), (5, 0), (0, 0)] as [(UInt32, UInt32)])
  func refusesEmptyFrames(width: UInt32, height: UInt32) {
    let file = PNGFile.file(header: PNGFile.header(width: width, height: height), rows: [0])
    #expect(
      throws: ImageError.damaged(
        .png, reason: "expected a size of at least 1x1, found \(width)x\(height)")
    ) { try decodeImage(file) }
  }

  @Test func refusesWrongChecksums() throws {
    let whole = try Fixture("palette-8-transparent.png").bytes
    for type in ["IHDR", "PLTE", "tRNS", "IDAT"] {
      var bytes = whole
      let start = try #require(whole.indices.first { whole[$0...].starts(with: type.utf8) })
      // The last byte of the chunk's checksum.
      let byteCount = whole[start - 4..<start].reduce(0) { $0 << 8 | Int($1) }
      bytes[start + 4 + byteCount + 3] ^= 1
      let error = #expect(throws: ImageError.self, "\(type)") { try decodeImage(bytes) }
      #expect("\(error!)".contains("CRC"), "\(error!)")
    }
  }

  /// A text is no part of the picture: its damage is left out with it.
  @Test(arguments: ["tEXt", "zTXt", "iTXt", "gAMA", "cHRM", "iCCP", "pHYs", "tIME", "xxXx"])
  func wrongChecksumsBesideThePictureAreHarmless(type: String) throws {
    let whole = try Fixture("rgb-8.png").bytes
    var chunk = PNGFile.chunk(type, Array("Comment\0\0\u{1}\u{2}\u{3}".utf8))
    chunk[chunk.count - 1] ^= 1
    for place in [33, whole.count - 12] {
      let file = Array(whole[..<place]) + chunk + whole[place...]
      #expect(try decodeImage(file) == decodeImage(whole))
    }
  }

  /// Texts that would take gigabytes are not expanded.
  @Test func compressedTextsAreNotExpanded() throws {
    let whole = try Fixture("rgb-8.png").bytes
    let text = PNGFile.chunk(
      "zTXt", Array("Comment\0\0".utf8) + [UInt8](repeating: 0x78, count: 1 << 20))
    let file = Array(whole[..<33]) + text + text + text + whole[33...]
    #expect(try decodeImage(file) == decodeImage(whole))
  }

  @Test(
    arguments: [
      (8, 1), (8, 5), (8, 7), (3, 0), (16, 3), (4, 2), (0, 0),
    ] as [(UInt8, UInt8)])
  func refusesKindsThatDoNotExist(bitDepth: UInt8, colorType: UInt8) {
    let header = PNGFile.header(width: 1, height: 1, bitDepth: bitDepth, colorType: colorType)
    let file = PNGFile.file(header: header, rows: [0, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(throws: ImageError.self) { try decodeImage(file) }
  }

  @Test func refusesAPaletteImageWithoutPalette() {
    let header = PNGFile.header(width: 1, height: 1, colorType: 3)
    #expect(throws: ImageError.self) {
      try decodeImage(PNGFile.file(header: header, rows: [0, 0]))
    }
  }

  @Test func aPaletteIndexOutOfRangeIsNoTrap() throws {
    let header = PNGFile.header(width: 2, height: 1, colorType: 3)
    let palette = PNGFile.chunk("PLTE", [10, 20, 30])
    let frame = try decodeImage(PNGFile.file(header: header, rows: [0, 0, 200], extra: palette))
    #expect(frame.pixel(0, 0) == [10, 20, 30, 255])
  }

  @Test func refusesTooFewRows() {
    let header = PNGFile.header(width: 1, height: 3)
    let file = PNGFile.file(header: header, rows: [0, 1, 2, 3, 4])
    #expect(throws: ImageError.self) { try decodeImage(file) }
  }

  @Test func refusesAnotherFirstChunk() {
    let file =
      PNGFile.signature + PNGFile.chunk("tEXt", Array("Title\0something".utf8))
      + PNGFile.header(width: 1, height: 1)
    #expect(
      throws: ImageError.damaged(
        .png, reason: "expected a header chunk (IHDR) first, found another")
    ) { try decodeImage(file) }
  }
}
