import ImageFiles
import Imaging
import Testing

@Suite struct DecodeJPEGTests {
  /// Versions of libjpeg round colors differently.
  static let tolerance = 2

  @Test(arguments: try Fixture.all(withSuffix: ".jpg"))
  func decodesEveryKind(_ fixture: Fixture) throws {
    let frame = try decodeImage(fixture.bytes)
    let difference = try #require(frame.greatestDifference(from: fixture.expected))
    #expect(difference <= Self.tolerance)
  }

  @Test func readsTheHeaderAlone() throws {
    let bytes = try Fixture("orientation-6.jpg").bytes
    let header = try imageHeader(bytes)
    #expect(header.format == .jpeg)
    #expect((header.storedWidth, header.storedHeight) == (21, 13))
    #expect((header.width, header.height) == (13, 21))
    #expect(header.orientation == .rightTop)
  }

  /// Four components without a note of Adobe's are inks, 255 a full one; what light an ink and black
  /// let through together is rounded to the nearest.
  @Test func inksAreMultiplied() throws {
    let file = BlockJPEG(
      width: 64, height: 64, factors: Array(repeating: (1, 1), count: 4), hasTables: true)
    let frame = try decodeImage(file.bytes)
    for y in 0..<8 {
      for x in 0..<8 {
        let light = (0..<4).map { 1 - Double(file.level($0, x, y)) / 255 }
        let color = light[0..<3].map { UInt8(($0 * light[3] * 255).rounded()) }
        #expect(frame.pixel(8 * x + 3, 8 * y + 4) == color + [255])
      }
    }
  }

  @Test func refusesHugeFramesBeforeTheirPixels() throws {
    for name in ["baseline-420.jpg", "progressive.jpg", "cmyk.jpg"] {
      var bytes = try Fixture(name).bytes
      let size = try #require(JPEGFile.sizePosition(bytes))
      bytes.replaceSubrange(size..<size + 4, with: [0x75, 0x30, 0x75, 0x30])
      #expect(
        throws: ImageError.tooManyPixels(
          width: 30000, height: 30000, maxPixelCount: 250_000_000)
      ) { try decodeImage(bytes) }
    }
  }

  @Test(arguments: [[0, 0, 0, 9], [0, 9, 0, 0]] as [[UInt8]])
  func refusesEmptyFrames(size: [UInt8]) throws {
    var bytes = try Fixture("baseline-420.jpg").bytes
    let position = try #require(JPEGFile.sizePosition(bytes))
    bytes.replaceSubrange(position..<position + 4, with: size)
    let error = #expect(throws: ImageError.self) { try decodeImage(bytes) }
    #expect("\(error!)".contains("expected a size of at least 1x1"), "\(error!)")
  }

  @Test func aTallerHeaderThanItsDataIsCutOff() throws {
    var bytes = try Fixture("baseline-420.jpg").bytes
    let position = try #require(JPEGFile.sizePosition(bytes))
    bytes[position] = 1
    #expect(throws: ImageError.self) { try decodeImage(bytes) }
  }

  @Test func acceptsStrayBytesBetweenSegments() throws {
    var bytes = try Fixture("baseline-420.jpg").bytes
    // Behind the JFIF segment: rubbish, then fill bytes before the next marker.
    #expect(bytes[20] == 0xFF)
    bytes.insert(contentsOf: [0x12, 0x34, 0xFF, 0xFF, 0xFF], at: 20)
    let frame = try decodeImage(bytes)
    let expected = try Fixture("baseline-420.jpg").expected
    #expect(try #require(frame.greatestDifference(from: expected)) <= Self.tolerance)
  }

  @Test func acceptsBytesBehindTheEnd() throws {
    let bytes = try Fixture("progressive.jpg").bytes
    #expect(try decodeImage(bytes + [1, 2, 3, 0xFF]) == decodeImage(bytes))
  }

  @Test func refusesAnEndOfImageInsideTheData() throws {
    let bytes = try Fixture("baseline-444.jpg").bytes
    let cut = bytes.dropLast(40) + [0xFF, 0xD9]
    let error = #expect(throws: ImageError.self) { try decodeImage(Array(cut)) }
    #expect("\(error!)".contains("premature end of data segment"), "\(error!)")
  }

  @Test func refusesAStreamWithoutFrameHeader() {
    #expect(
      throws: ImageError.damaged(
        .jpeg, reason: "expected a frame header (SOF) before the first scan, found none")
    ) { try decodeImage([0xFF, 0xD8, 0xFF, 0xD9]) }
  }

  @Test func refusesSegmentsShorterThanTheirLength() {
    #expect(
      throws: ImageError.damaged(
        .jpeg, reason: "expected a segment of at least 2 bytes, found 1")
    ) { try decodeImage([0xFF, 0xD8, 0xFF, 0xE0, 0, 1, 0xFF, 0xD9]) }
  }

  @Test func refusesEndlessScans() throws {
    let bytes = try Fixture("gray-progressive.jpg").bytes
    // The first scan once more and again: each is small, and each costs a whole pass.
    let scan = try #require(
      bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
    let scanEnd = try #require(
      bytes.indices.dropLast().first {
        $0 > scan && bytes[$0] == 0xFF && bytes[$0 + 1] != 0
      })
    let repeated = Array(repeating: bytes[scan..<scanEnd], count: 1000).joined()
    let error = #expect(throws: ImageError.self) {
      try decodeImage(Array(bytes[..<scan]) + repeated + bytes[scanEnd...])
    }
    #expect("\(error!)".contains("scans"), "\(error!)")
  }

  @Test func refusesTwelveBitSamples() throws {
    var bytes = try Fixture("baseline-420.jpg").bytes
    let position = try #require(JPEGFile.sizePosition(bytes))
    bytes[position - 1] = 12
    #expect(throws: ImageError.self) { try decodeImage(bytes) }
  }
}
