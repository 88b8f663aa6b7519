import ImageFiles
import Imaging
import Testing

@Suite struct OrientationTests {
  /// Entries of an Exif directory in either byte order.
  struct Exif {
    var isBigEndian: Bool
    var bytes: [UInt8] = []

    init(isBigEndian: Bool, directoryOffset: UInt32 = 8) {
      self.isBigEndian = isBigEndian
      bytes = Array((isBigEndian ? "MM\0*" : "II*\0").utf8)
      append(directoryOffset, byteCount: 4)
    }

    mutating func append(_ value: UInt32, byteCount: Int) {
      let little = (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
      bytes += isBigEndian ? little.reversed() : little
    }

    mutating func appendEntry(tag: UInt32, type: UInt32, count: UInt32, short value: UInt32) {
      append(tag, byteCount: 2)
      append(type, byteCount: 2)
      append(count, byteCount: 4)
      append(value, byteCount: 2)
      append(0, byteCount: 2)
    }

    var payload: [UInt8] { Array("Exif\0\0".utf8) + bytes }
  }

  func orientation(of payload: [UInt8]) throws -> Orientation {
    let file = try Fixture("baseline-420.jpg").bytes
    return try imageHeader(JPEGFile.file(file, inserting: 0xE1, payload)).orientation
  }

  /// The upright pixel at x, y, by the definition of the tag: where row 0 and column 0 belong.
  func storedPixel(
    _ orientation: Orientation, _ x: Int, _ y: Int, storedWidth: Int, storedHeight: Int
  ) -> (Int, Int) {
    let (right, bottom) = (storedWidth - 1, storedHeight - 1)
    return switch orientation {
    case .topLeft: (x, y)
    case .topRight: (right - x, y)
    case .bottomRight: (right - x, bottom - y)
    case .bottomLeft: (x, bottom - y)
    case .leftTop: (y, x)
    case .rightTop: (y, bottom - x)
    case .rightBottom: (right - y, bottom - x)
    case .leftBottom: (right - y, x)
    }
  }

  @Test(arguments: Orientation.allCases, [false, true])
  func turnsInEitherByteOrder(_ orientation: Orientation, isBigEndian: Bool) throws {
    var exif = Exif(isBigEndian: isBigEndian)
    exif.append(2, byteCount: 2)
    exif.appendEntry(tag: 0x010F, type: 3, count: 1, short: 7)
    exif.appendEntry(tag: 0x0112, type: 3, count: 1, short: UInt32(orientation.rawValue))
    let file = try Fixture("baseline-420.jpg").bytes
    let stored = try decodeImage(file)
    let upright = try decodeImage(JPEGFile.file(file, inserting: 0xE1, exif.payload))
    #expect(upright.width == (orientation.rawValue > 4 ? stored.height : stored.width))
    #expect(upright.height == (orientation.rawValue > 4 ? stored.width : stored.height))
    for y in 0..<upright.height {
      for x in 0..<upright.width {
        let (column, row) = storedPixel(
          orientation, x, y, storedWidth: stored.width, storedHeight: stored.height)
        #expect(upright.pixel(x, y) == stored.pixel(column, row))
      }
    }
  }

  @Test(arguments: [0, 9, 255, 65535] as [UInt32])
  func valuesThatDoNotExistAreUpright(value: UInt32) throws {
    var exif = Exif(isBigEndian: true)
    exif.append(1, byteCount: 2)
    exif.appendEntry(tag: 0x0112, type: 3, count: 1, short: value)
    #expect(try orientation(of: exif.payload) == .upright)
  }

  /// SHORT as the standard says; BYTE and LONG as some programs write it, and their signed kinds.
  @Test(arguments: [1, 3, 4, 6, 8, 9] as [UInt32], [false, true])
  func integersOfEverySizeCount(type: UInt32, isBigEndian: Bool) throws {
    var exif = Exif(isBigEndian: isBigEndian)
    exif.append(1, byteCount: 2)
    exif.append(0x0112, byteCount: 2)
    exif.append(type, byteCount: 2)
    exif.append(1, byteCount: 4)
    let byteCount = [1: 1, 6: 1, 3: 2, 8: 2][type] ?? 4
    exif.append(6, byteCount: byteCount)
    for _ in byteCount..<4 { exif.append(0xEE, byteCount: 1) }
    #expect(try orientation(of: exif.payload) == .rightTop)
  }

  /// Segments of the same marker that other standards fill, with the same bytes behind their name.
  @Test(arguments: ["Exit\0\0", "exif\0\0", "http:/", "Exif\0\u{1}", "\0\0\0\0\0\0"])
  func otherSegmentsDoNotTurn(name: String) throws {
    var exif = Exif(isBigEndian: false)
    exif.append(1, byteCount: 2)
    exif.appendEntry(tag: 0x0112, type: 3, count: 1, short: 6)
    #expect(try orientation(of: exif.payload) == .rightTop)
    #expect(try orientation(of: Array(name.utf8) + exif.bytes) == .upright)
  }

  @Test(
    arguments: [(3, 2), (3, 0), (2, 1), (5, 1), (7, 1), (11, 1), (99, 1)] as [(UInt32, UInt32)])
  func otherTypesAndCountsAreUpright(type: UInt32, count: UInt32) throws {
    var exif = Exif(isBigEndian: false)
    exif.append(1, byteCount: 2)
    exif.appendEntry(tag: 0x0112, type: type, count: count, short: 6)
    #expect(try orientation(of: exif.payload) == .upright)
  }

  @Test(arguments: [0, 7, 25, 26, 0x7FFF_FFFF, 0xFFFF_FFF0, 0xFFFF_FFFF] as [UInt32])
  func directoriesAnywhereAreNoTrap(offset: UInt32) throws {
    var exif = Exif(isBigEndian: false, directoryOffset: offset)
    exif.append(1, byteCount: 2)
    exif.appendEntry(tag: 0x0112, type: 3, count: 1, short: 6)
    #expect(try orientation(of: exif.payload) == .upright)
  }

  @Test func moreEntriesThanBytesAreNoTrap() throws {
    var exif = Exif(isBigEndian: true)
    exif.append(65535, byteCount: 2)
    exif.appendEntry(tag: 0x010F, type: 3, count: 1, short: 6)
    #expect(try orientation(of: exif.payload) == .upright)
  }

  @Test func everyTruncationIsUprightUntilTheValueIsThere() throws {
    var exif = Exif(isBigEndian: false)
    exif.append(1, byteCount: 2)
    exif.appendEntry(tag: 0x0112, type: 3, count: 1, short: 8)
    // Only the padding behind the value can be missing.
    let needed = exif.payload.count - 2
    for byteCount in 0...exif.payload.count {
      let found = try orientation(of: Array(exif.payload.prefix(byteCount)))
      #expect(found == (byteCount < needed ? .upright : .leftBottom), "\(byteCount)")
    }
  }

  /// Directories that lead back to themselves are read once: only the first one is looked into.
  @Test func circlesEnd() throws {
    var exif = Exif(isBigEndian: true)
    exif.append(2, byteCount: 2)
    exif.appendEntry(tag: 0x0112, type: 3, count: 1, short: 3)
    exif.append(0x8769, byteCount: 2)
    exif.append(4, byteCount: 2)
    exif.append(1, byteCount: 4)
    exif.append(8, byteCount: 4)
    exif.append(8, byteCount: 4)
    #expect(try orientation(of: exif.payload) == .bottomRight)
    let block = ExifBlock(bytes: exif.bytes)
    #expect(block.forResult(width: 1, height: 1, keepsLocation: true) == nil)
  }

  @Test(arguments: [false, true])
  func pngFilesAreTurned(isBehindPixels: Bool) throws {
    var exif = Exif(isBigEndian: isBehindPixels)
    exif.append(1, byteCount: 2)
    exif.appendEntry(tag: 0x0112, type: 3, count: 1, short: 6)
    let chunk = PNGFile.chunk("eXIf", exif.bytes)
    let whole = try Fixture("rgb-8.png").bytes
    let stored = try decodeImage(whole)
    // Behind IHDR, or before IEND.
    let place = isBehindPixels ? whole.count - 12 : 33
    let upright = try decodeImage(Array(whole[..<place]) + chunk + whole[place...])
    #expect((upright.width, upright.height) == (stored.height, stored.width))
    for y in 0..<upright.height {
      for x in 0..<upright.width {
        #expect(upright.pixel(x, y) == stored.pixel(y, stored.height - 1 - x))
      }
    }
    var damaged = chunk
    damaged[damaged.count - 1] ^= 1
    #expect(try decodeImage(Array(whole[..<place]) + damaged + whole[place...]) == stored)
  }

  @Test func otherSegmentsAreNotAsked() throws {
    #expect(try orientation(of: Array("http://ns.adobe.com/xap/1.0/\0<x/>".utf8)) == .upright)
    #expect(try orientation(of: Array("Exif\0\0XX*\0".utf8)) == .upright)
  }

  @Test func theFirstExifSegmentWins() throws {
    var file = try Fixture("baseline-420.jpg").bytes
    for value in [3, 6] as [UInt32] {
      var exif = Exif(isBigEndian: true)
      exif.append(1, byteCount: 2)
      exif.appendEntry(tag: 0x0112, type: 3, count: 1, short: value)
      file = JPEGFile.file(file, inserting: 0xE1, exif.payload)
    }
    #expect(try imageHeader(file).orientation == .rightTop)
  }
}
