import Foundation
import Imaging
import Testing

@testable import ImageFiles

/// What PNG's own chunks say of colors, and which of them wins.
@Suite(.enabled(if: LittleCMS.installed != nil, "needs Little CMS (liblcms2-2)"))
struct PNGColorTests {
  private let levels = stride(from: 0, through: 255, by: 5).map { UInt8($0) }

  /// A picture with a ramp of red, over green and blue, and chunks before its pixels.
  private func picture(_ chunks: [UInt8]...) throws -> DecodedImage {
    let header = PNGFile.header(width: UInt32(levels.count), height: 1, colorType: 2)
    var rows: [UInt8] = [0]
    for level in levels { rows += [level, 128, 255 - level] }
    return try decodePicture(
      PNGFile.file(header: header, rows: rows, extra: Array(chunks.joined())))
  }

  private func gamma(_ value: UInt32) -> [UInt8] { PNGFile.chunk("gAMA", PNGFile.bigEndian(value)) }

  /// White, red, green, blue.
  private func chromaticities(_ points: [TestProfile.Point]) -> [UInt8] {
    var numbers: [UInt8] = []
    for point in [(x: 0.3127, y: 0.3290)] + points {
      for number in [point.x, point.y] {
        numbers += PNGFile.bigEndian(UInt32((number * 100_000).rounded()))
      }
    }
    return PNGFile.chunk("cHRM", numbers)
  }

  private func codes(_ primaries: UInt8, _ transfer: UInt8, _ matrix: UInt8 = 0, _ range: UInt8 = 1)
    -> [UInt8]
  {
    PNGFile.chunk("cICP", [primaries, transfer, matrix, range])
  }

  private func icc(_ profile: TestProfile) -> [UInt8] {
    PNGFile.chunk("iCCP", Array("test\0\0".utf8) + PNGFile.stored(profile.bytes))
  }

  private let srgb = PNGFile.chunk("sRGB", [0])

  private func expect(
    _ picture: DecodedImage, _ profile: TestProfile, location: SourceLocation = #_sourceLocation
  ) {
    #expect(picture.profileError == nil, sourceLocation: location)
    for (x, level) in levels.enumerated() {
      let stored = [Double(level), 128, Double(255 - level)].map { $0 / 255 }
      let expected = profile.srgbLevels(stored)
      let found = picture.frame.pixel(x, 0)
      for channel in 0..<3 {
        #expect(
          abs(expected[channel] - Double(found[channel])) <= 1, "\(level)", sourceLocation: location
        )
      }
    }
  }

  @Test func exponentsAreConverted() throws {
    expect(try picture(gamma(100_000)), .gamma(256))
    expect(try picture(gamma(50_000)), .gamma(512))
    expect(
      try picture(gamma(50_000), chromaticities(TestProfile.adobeRGB.primaries)),
      TestProfile(
        primaries: TestProfile.adobeRGB.primaries, light: { $0 * $0 }, curveTag: []))
  }

  /// Programs that knew no `sRGB` wrote this exponent for it.
  @Test func sRGBStaysAsItIs() throws {
    let plain = try picture().frame
    #expect(try picture(gamma(45_455)).frame == plain)
    #expect(try picture(gamma(45_455), chromaticities(TestProfile.srgbPrimaries)).frame == plain)
    #expect(try picture(chromaticities(TestProfile.srgbPrimaries)).frame == plain)
    #expect(try picture(srgb).frame == plain)
    #expect(try picture(icc(.srgbTable(1024))).frame == plain)
    #expect(try picture(codes(1, 13)).frame == plain)
  }

  @Test func primariesAreConverted() throws {
    let p3 = TestProfile.displayP3
    expect(try picture(gamma(45_455), chromaticities(p3.primaries)), p3)
    expect(try picture(codes(12, 13)), p3)
  }

  /// `cICP`, `iCCP`, `sRGB`, then the two others.
  @Test func theMostPreciseWins() throws {
    let plain = try picture().frame
    #expect(try picture(srgb, gamma(100_000)).frame == plain)
    expect(try picture(icc(.displayP3), srgb, gamma(100_000)), .displayP3)
    expect(try picture(codes(12, 13), icc(.adobeRGB)), .displayP3)
    // Codes of luma and chroma, or that are not known, say nothing.
    expect(try picture(codes(12, 13, 1), icc(.adobeRGB)), .adobeRGB)
    expect(try picture(codes(2, 2), icc(.adobeRGB)), .adobeRGB)
  }

  @Test func damagedChunksSayNothing() throws {
    let plain = try picture().frame
    for chunk in [gamma(100_000), codes(12, 13), icc(.displayP3)] {
      var damaged = chunk
      damaged[damaged.count - 1] ^= 1
      #expect(try picture(damaged).frame == plain)
    }
    #expect(try picture(gamma(0)).frame == plain)
    #expect(try picture(PNGFile.chunk("gAMA", [1, 2])).frame == plain)
    #expect(try picture(PNGFile.chunk("cHRM", [0, 0, 0, 1])).frame == plain)
    let nowhere = try picture(PNGFile.chunk("cHRM", [UInt8](repeating: 0, count: 32)))
    #expect(nowhere.frame == plain)
  }

  /// 203 cd/m2 are white in both (ITU-R BT.2408): what is brighter is cut, gray stays gray.
  @Test(arguments: [(16, 148), (18, 192)] as [(UInt8, UInt8)])
  func highDynamicRangeIsCutAtWhite(transfer: UInt8, whiteLevel: UInt8) throws {
    let header = PNGFile.header(width: 3, height: 1, colorType: 2)
    let rows: [UInt8] = [0, 0, 0, 0, whiteLevel, whiteLevel, whiteLevel, 255, 255, 255]
    let file = PNGFile.file(header: header, rows: rows, extra: codes(9, transfer))
    let frame = try decodeImage(file)
    #expect(frame.pixel(0, 0) == [0, 0, 0, 255])
    for channel in 0..<3 { #expect(frame.pixel(1, 0)[channel] > 250) }
    #expect(frame.pixel(2, 0) == [255, 255, 255, 255])
  }
}
