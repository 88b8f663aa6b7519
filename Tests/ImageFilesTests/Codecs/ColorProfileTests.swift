import Foundation
import Imaging
import TestSupport
import Testing

@testable import ImageFiles

/// Whether this machine has Little CMS, without which colors are not converted.
private let hasLittleCMS = LittleCMS.installed != nil
private let skipped: Comment = "needs Little CMS (liblcms2-2)"

@Suite struct ColorProfileTests {
  /// A PNG file of opaque pixels with a chunk that tells colors.
  private func png(
    _ levels: [[Int]], deep: Bool = false, colorType: UInt8 = 2, chunk: [UInt8]
  ) -> [UInt8] {
    var row: [UInt8] = []
    for sample in levels.joined() {
      row += deep ? [UInt8(sample >> 8), UInt8(sample & 255)] : [UInt8(sample)]
    }
    let header = PNGFile.header(
      width: UInt32(levels.count), height: 1, bitDepth: deep ? 16 : 8, colorType: colorType)
    return PNGFile.file(header: header, rows: [0] + row, extra: chunk)
  }

  /// An `iCCP` chunk with a stored zlib stream.
  private func chunk(_ profile: [UInt8]) -> [UInt8] {
    PNGFile.chunk("iCCP", Array("test\0\0".utf8) + PNGFile.stored(profile))
  }

  /// Levels from dark to light, corners and colors between, of a highest value.
  private func colors(highest: Int) -> [[Int]] {
    var generator = SeededGenerator(state: 7)
    let corners = (0..<8).map { corner in (0..<3).map { corner >> $0 & 1 * highest } }
    let grays = (0...16).map { [Int](repeating: highest * $0 / 16, count: 3) }
    return corners + grays
      + (0..<2000).map { _ in (0..<3).map { _ in Int.random(in: 0...highest, using: &generator) } }
  }

  @Test(
    .enabled(if: hasLittleCMS, skipped), arguments: ["Display P3", "Adobe RGB"], [false, true])
  func colorsAreConvertedToWithinALevel(name: String, deep: Bool) throws {
    let profile = name == "Adobe RGB" ? TestProfile.adobeRGB : .displayP3
    let highest = deep ? 65535 : 255
    let colors = colors(highest: highest)
    let picture = try decodePicture(png(colors, deep: deep, chunk: chunk(profile.bytes)))
    #expect(picture.profileError == nil)
    var worst = 0.0
    for (x, color) in colors.enumerated() {
      let expected = profile.srgbLevels(color.map { Double($0) / Double(highest) })
      let found = picture.frame.pixel(x, 0)
      for channel in 0..<3 { worst = max(worst, abs(expected[channel] - Double(found[channel]))) }
      #expect(found[3] == 255)
    }
    #expect(worst <= 1, "\(worst)")
    // Without the profile they would be far off.
    let plain = try decodeImage(png(colors, deep: deep, chunk: []))
    #expect(try #require(plain.greatestDifference(from: picture.frame)) > 15)
  }

  /// Rounded once, from the colors of sRGB: rounding before that too is off by more.
  @Test(.enabled(if: hasLittleCMS, skipped))
  func deepSamplesAreRoundedOnce() throws {
    let colors = colors(highest: 65535)
    let rounded = colors.map { $0.map { ($0 + 128) / 257 } }
    for profile in [TestProfile.displayP3, .adobeRGB] {
      let chunk = chunk(profile.bytes)
      let once = try decodeImage(png(colors, deep: true, chunk: chunk))
      let twice = try decodeImage(png(rounded, chunk: chunk))
      var sums = (once: 0.0, twice: 0.0)
      for (x, color) in colors.enumerated() {
        let expected = profile.srgbLevels(color.map { Double($0) / 65535 })
        for channel in 0..<3 {
          sums.once += abs(expected[channel] - Double(once.pixel(x, 0)[channel]))
          sums.twice += abs(expected[channel] - Double(twice.pixel(x, 0)[channel]))
        }
      }
      let count = Double(colors.count * 3)
      // A quarter is the mean error of rounding.
      #expect(sums.once / count < 0.26, "\(sums.once / count)")
      #expect(sums.once < sums.twice * 0.9)
    }
  }

  @Test(.enabled(if: hasLittleCMS, skipped), arguments: [false, true])
  func alphaIsUntouched(deep: Bool) throws {
    let highest = deep ? 65535 : 255
    let colors = (0...255).map { [highest, 0, highest / 2, deep ? $0 * 257 : $0] }
    let file = png(colors, deep: deep, colorType: 6, chunk: chunk(TestProfile.displayP3.bytes))
    let frame = try decodeImage(file)
    #expect((0...255).map { frame.pixel($0, 0)[3] } == Array(0...255))
    #expect(frame.pixel(9, 0)[0..<3] == frame.pixel(200, 0)[0..<3])
  }

  /// Rows of 16 bits that come in seven passes.
  @Test(.enabled(if: hasLittleCMS, skipped))
  func interlacedDeepFilesAreConverted() throws {
    for name in ["rgb-16", "rgba-16", "gray-16", "gray-alpha-16"] {
      let files = try ["", "-interlaced"].map { suffix in
        let whole = try Fixture(name + suffix + ".png").bytes
        return Array(whole[..<33]) + chunk(TestProfile.adobeRGB.bytes) + whole[33...]
      }
      #expect(try decodeImage(files[0]) == decodeImage(files[1]))
      #expect(try decodeImage(files[0]) != Fixture(name + ".png").expected)
    }
  }

  @Test(.enabled(if: hasLittleCMS, skipped), arguments: [false, true], [0, 4] as [UInt8])
  func grayProfilesAreConverted(deep: Bool, colorType: UInt8) throws {
    let profile = TestProfile.gamma(461)
    let scale = deep ? 257 : 1
    let levels = (0...255).map {
      colorType == 4 ? [$0 * scale, (255 - $0) * scale] : [$0 * scale]
    }
    let file = png(levels, deep: deep, colorType: colorType, chunk: chunk(profile.grayBytes))
    let picture = try decodePicture(file)
    #expect(picture.profileError == nil)
    for level in 0...255 {
      let found = picture.frame.pixel(level, 0)
      let expected = profile.srgbLevels([Double](repeating: Double(level) / 255, count: 3))
      #expect(abs(expected[0] - Double(found[0])) <= 1, "\(level)")
      #expect(found[0] == found[1] && found[1] == found[2])
      #expect(found[3] == (colorType == 4 ? UInt8(255 - level) : 255))
    }
  }

  @Test(
    .enabled(if: hasLittleCMS, skipped),
    arguments: ["baseline-444.jpg", "progressive.jpg", "rgb.jpg"])
  func jpegProfilesComeInParts(name: String) throws {
    let plain = try Fixture(name).bytes
    let profile = TestProfile.displayP3.bytes
    let parts = [profile[..<100], profile[100..<101], profile[101...]]
    var file = plain
    // Each goes behind the start, so the first comes last: the order is the numbers'.
    for (index, part) in parts.enumerated() {
      let payload = Array("ICC_PROFILE\0".utf8) + [UInt8(index + 1), 3] + part
      file = JPEGFile.file(file, inserting: 0xE2, payload)
    }
    let picture = try decodePicture(file)
    #expect(picture.profileError == nil)
    let stored = try decodeImage(plain)
    for y in 0..<stored.height {
      for x in 0..<stored.width {
        let expected = TestProfile.displayP3.srgbLevels(
          stored.pixel(x, y)[0..<3].map { Double($0) / 255 })
        for channel in 0..<3 {
          #expect(abs(expected[channel] - Double(picture.frame.pixel(x, y)[channel])) <= 1)
        }
      }
    }
  }

  @Test func brokenProfilesAreToldAndIgnored() throws {
    let plain = try Fixture("baseline-444.jpg").bytes
    let profile = TestProfile.displayP3.bytes
    func inserted(_ parts: [(number: UInt8, count: UInt8, bytes: [UInt8])]) -> [UInt8] {
      parts.reduce(plain) { file, part in
        JPEGFile.file(
          file, inserting: 0xE2,
          Array("ICC_PROFILE\0".utf8) + [part.number, part.count] + part.bytes)
      }
    }
    var wrongSize = profile
    wrongSize.replaceSubrange(0..<4, with: [0xFF, 0xFF, 0xFF, 0xFF])
    let files = [
      inserted([(1, 2, profile)]), inserted([(1, 1, profile), (1, 1, profile)]),
      inserted([(0, 0, profile)]), inserted([(1, 1, [1, 2, 3])]),
      inserted([(1, 1, Array(profile.prefix(140)))]), inserted([(1, 1, wrongSize)]),
      inserted([(1, 1, TestProfile.profile(space: "CMYK", []))]),
      inserted([(1, 1, TestProfile.profile(space: "RGB ", []))]),
      inserted([(1, 1, TestProfile.adobeRGB.grayBytes)]),
      inserted([(1, 1, [UInt8](repeating: 7, count: 60_000))]),
    ]
    for (index, file) in files.enumerated() {
      let picture = try decodePicture(file)
      #expect(picture.profileError != nil, "\(index)")
      #expect(try picture.frame == decodeImage(plain))
      // Levels that are no colors need no profile.
      #expect(try decodePicture(file, convertsColors: false).profileError == nil)
    }
  }

  /// A chunk of a megabyte that expands to a gigabyte.
  @Test func hugeProfilesAreRefused() throws {
    let profile = [UInt8](repeating: 0, count: (1 << 24) + 1)
    let file = png([[1, 2, 3]], chunk: chunk(profile))
    #expect(try decodePicture(file).profileError?.description.contains("at most 16777216") == true)
    #expect(try decodeImage(file).pixel(0, 0) == [1, 2, 3, 255])
  }

  @Test func mutatedProfilesAreNoTrap() throws {
    let profile = TestProfile.displayP3.bytes
    var generator = SeededGenerator(state: 11)
    for _ in 0..<600 {
      var mutated = profile
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let position = mutated.indices.randomElement(using: &generator)!
        mutated[position] = .random(in: 0...255, using: &generator)
      }
      if Bool.random(using: &generator) {
        mutated.removeLast(Int.random(in: 0..<mutated.count, using: &generator))
      }
      let frame = try decodeImage(png([[9, 99, 200], [0, 0, 0]], chunk: chunk(mutated)))
      #expect(frame.width == 2)
    }
  }

  /// sRGB by many names costs nothing: Little CMS is not even opened.
  @Test func srgbIsKnownByItsNumbers() {
    let same: [TestProfile] = [.srgb, .srgbTable(1024), .srgbTable(4096), .srgbTable(257)]
    for profile in same {
      #expect(ColorProfile.icc(profile.bytes).isSRGB)
      #expect(ColorProfile.icc(profile.grayBytes).isSRGB)
    }
    #expect(ColorProfile.icc(SRGBProfile.bytes).isSRGB)
    let others: [TestProfile] = [.displayP3, .adobeRGB, .gamma(461), .gamma(512), .gamma(256)]
    for profile in others { #expect(!ColorProfile.icc(profile.bytes).isSRGB) }
    #expect(!ColorProfile.icc([]).isSRGB)
    // Tables win over curves, whatever these say.
    let withTable = TestProfile.profile(
      space: "RGB ", [("A2B0", Array("mft1".utf8) + [UInt8](repeating: 0, count: 40))])
    #expect(!ColorProfile.icc(withTable).isSRGB)
  }

  @Test(.enabled(if: hasLittleCMS, skipped))
  func theOwnProfileIsSRGBToLittleCMS() throws {
    let converter = try SRGBConverter(from: .icc(SRGBProfile.bytes), .rgba8)
    var pixels: [UInt8] = []
    for color in colors(highest: 255) { pixels += color.map { UInt8($0) } + [77] }
    let stored = pixels
    pixels.withUnsafeMutableBytes { bytes in
      converter.convert(UnsafeRawBufferPointer(bytes), to: bytes, pixelCount: bytes.count / 4)
    }
    for (found, expected) in zip(pixels, stored) { #expect(abs(Int(found) - Int(expected)) <= 1) }
  }

  @Test func aMissingLibraryIsNamedWithItsPackage() {
    let absent = LittleCMS(fileName: "libno-such-library.so.9")
    #expect(absent == nil)
    #expect(throws: ColorProfileError.missingLibrary) {
      try SRGBConverter(from: .icc(TestProfile.displayP3.bytes), .rgba8, engine: absent)
    }
    #expect("\(ColorProfileError.missingLibrary)".contains("liblcms2-2"))
  }

  /// Ink goes through the profile's tables; without them by a formula.
  @Test(.enabled(if: hasLittleCMS, skipped), arguments: [false, true])
  func inkIsConverted(isInverted: Bool) throws {
    let converter = try SRGBConverter(
      from: .icc(TestProfile.inkBytes), isInverted ? .cmyk8Inverted : .cmyk8)
    var pixels: [UInt8] = []
    for black in 0...255 {
      let inks = [17, 99, 200, UInt8(black)]
      pixels += isInverted ? inks.map { 255 - $0 } : inks
    }
    pixels.withUnsafeMutableBytes { bytes in
      converter.convert(UnsafeRawBufferPointer(bytes), to: bytes, pixelCount: 256)
    }
    for black in 0...255 {
      let lightness = 100 * (1 - Double(black) / 255)
      let light = lightness > 8 ? pow((lightness + 16) / 116, 3) : lightness / 903.3
      let expected =
        255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055)
      let found = pixels[black * 4..<black * 4 + 4]
      for level in found.dropLast() { #expect(abs(Double(level) - expected) <= 3, "\(black)") }
      #expect(found.last == 255)
    }
  }

  /// A picture of ink with a profile of ink; one with a profile of light is told.
  @Test(
    .enabled(if: hasLittleCMS, skipped),
    arguments: ["cmyk.jpg", "cmyk-adobe.jpg", "ycck-adobe.jpg"])
  func inkFilesAreConverted(name: String) throws {
    let plain = try Fixture(name).bytes
    func file(_ profile: [UInt8]) -> [UInt8] {
      JPEGFile.file(plain, inserting: 0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1] + profile)
    }
    let picture = try decodePicture(file(TestProfile.inkBytes))
    #expect(picture.profileError == nil)
    // The tables know no colors.
    #expect(
      picture.frame.pixels.indices.allSatisfy { index in
        index % 4 != 1
          || abs(Int(picture.frame.pixels[index]) - Int(picture.frame.pixels[index - 1])) < 2
      })
    let wrong = try decodePicture(file(TestProfile.displayP3.bytes))
    #expect(wrong.profileError != nil)
    #expect(try wrong.frame == decodeImage(plain))
  }

  @Test func framesThatAreDecodedAlreadyAreConverted() throws {
    let frame = Frame.noise(31, 3, seed: 2)
    var same = frame
    try same.convertToSRGB(from: .icc(TestProfile.srgb.bytes))
    #expect(same == frame)
    guard hasLittleCMS else { return }
    var converted = frame
    try converted.convertToSRGB(from: .icc(TestProfile.displayP3.bytes))
    let expected = TestProfile.displayP3.srgbLevels(
      frame.pixel(5, 1)[0..<3].map { Double($0) / 255 })
    for channel in 0..<3 {
      #expect(abs(Double(converted.pixel(5, 1)[channel]) - expected[channel]) <= 1)
    }
    #expect(converted.pixel(5, 1)[3] == frame.pixel(5, 1)[3])
  }
}
