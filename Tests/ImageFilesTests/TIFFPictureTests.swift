import Imaging
import Testing

@testable import ImageFiles

/// TIFF files of all kinds, against what was put into them.
@Suite(.enabled(if: Installed.tiff, "skipped: libtiff.so.6 is not installed"))
struct TIFFPictureTests {
  let frame = pattern(width: 21, height: 13)

  private func file(_ samples: (Int, Int) -> [Int]) -> TIFFFile {
    var file = TIFFFile(width: frame.width, height: frame.height, samples: [])
    for y in 0..<frame.height {
      for x in 0..<frame.width { file.samples += samples(x, y) }
    }
    return file
  }

  private func color(_ x: Int, _ y: Int) -> [Int] {
    frame.bytes[(y * frame.width + x) * 4..<(y * frame.width + x) * 4 + 3].map(Int.init)
  }

  @Test(arguments: [false, true], [8, 16])
  func rgb(isBigEndian: Bool, bitDepth: Int) throws {
    var file = file { x, y in color(x, y).map { bitDepth == 16 ? $0 * 257 : $0 } }
    file.isBigEndian = isBigEndian
    file.bitDepth = bitDepth
    #expect(try decoded(file.bytes) == frame)
  }

  /// 16 bits are rounded, not cut.
  @Test func rounding() throws {
    var file = TIFFFile(
      width: 2, height: 1, bitDepth: 16, samples: [128, 129, 65535, 65407, 65406, 0])
    file.samplesPerPixel = 3
    #expect(try decoded(file.bytes).bytes == [0, 1, 255, 255, 255, 254, 0, 255].map { $0 })
  }

  @Test func orientations() throws {
    for orientation in Orientation.allCases {
      var file = file(color)
      file.orientation = orientation.rawValue
      #expect(try decoded(file.bytes) == frame.turnedUpright(from: orientation), "\(orientation)")
      // Inks, and the way of libtiff's own conversion too.
      file = self.file { x, y in color(x, y).map { 255 - $0 } + [0] }
      (file.photometric, file.samplesPerPixel) = (5, 4)
      file.orientation = orientation.rawValue
      #expect(try decoded(file.bytes) == frame.turnedUpright(from: orientation), "\(orientation)")
      file = self.file { x, y in [(x + 2 * y) % 16] }
      (file.photometric, file.samplesPerPixel, file.bitDepth) = (1, 1, 4)
      file.orientation = orientation.rawValue
      let levels = file.samples.flatMap { level in [17 * level, 17 * level, 17 * level, 255] }
      let gray = Frame(width: frame.width, height: frame.height, pixels: levels.map(UInt8.init))
      #expect(try decoded(file.bytes) == gray.turnedUpright(from: orientation), "\(orientation)")
    }
  }

  @Test func alpha() throws {
    let shown = pattern(width: 21, height: 13, hasAlpha: true)
    for (extra, isPremultiplied) in [(2, false), (1, true)] {
      var file = file { x, y in
        let alpha = 255 - x * 255 / 20
        return color(x, y).map { isPremultiplied ? ($0 * alpha + 127) / 255 : $0 } + [alpha]
      }
      (file.samplesPerPixel, file.extraSample) = (4, extra)
      let found = try decoded(file.bytes)
      #expect(found.bytes.enumerated().allSatisfy { $0 % 4 != 3 || $1 == shown.bytes[$0] })
      // Of a product with alpha a, steps of 255 / a are left.
      for index in shown.bytes.indices where shown.bytes[index | 3] > 0 {
        let step = isPremultiplied ? 255 / Int(shown.bytes[index | 3]) + 1 : 0
        #expect(abs(Int(found.bytes[index]) - Int(shown.bytes[index])) <= step)
      }
    }
  }

  /// White paper without ink; what is half black is half as light.
  @Test(arguments: [8, 16]) func inks(bitDepth: Int) throws {
    let full = 1 << bitDepth - 1
    let levels = [[0, 0, 0, 0], [full, 0, 0, 0], [0, full, full, 0], [0, 0, 0, full / 2]]
    var file = TIFFFile(
      width: 4, height: 1, bitDepth: bitDepth, samples: levels.flatMap(\.self))
    (file.photometric, file.samplesPerPixel) = (5, 4)
    #expect(
      try decoded(file.bytes).bytes == [
        255, 255, 255, 255, 0, 255, 255, 255, 255, 0, 0, 255, 128, 128, 128, 255,
      ])
  }

  @Test(arguments: [8, 16], [0, 1]) func gray(bitDepth: Int, photometric: Int) throws {
    let full = 1 << bitDepth - 1
    var file = file { x, _ in
      let level = x * full / 20
      return [photometric == 0 ? full - level : level]
    }
    (file.bitDepth, file.photometric, file.samplesPerPixel) = (bitDepth, photometric, 1)
    let found = try decoded(file.bytes)
    for x in 0..<21 {
      let level = UInt8((Double(x * full / 20) * 255 / Double(full)).rounded())
      #expect(Array(found.bytes[x * 4..<x * 4 + 4]) == [level, level, level, 255])
    }
  }

  @Test(
    .enabled(if: Installed.program("tiffcp"), "skipped: tiffcp (libtiff-tools) is not installed"),
    arguments: [
      "-t -w 16 -l 16", "-c lzw", "-c zip", "-c packbits", "-p separate", "-8",
      "-B -8 -t -w 32 -l 16",
      "-r 3", "-c lzw:2 -r 4",
    ])
  func layouts(options: String) throws {
    let folder = PictureFolder()
    try folder.write(file(color).bytes, "in.tif")
    let bytes = try folder.make(frame, "tif", "tiffcp \(options) in.tif OUT")
    #expect(try decoded(bytes) == frame)
  }

  @Test(
    .enabled(if: Installed.program("tiffcp"), "skipped: tiffcp (libtiff-tools) is not installed"))
  func pages() throws {
    let folder = PictureFolder()
    var other = file { _, _ in [9, 9, 9] }
    other.subfileType = 1
    try folder.write(file(color).bytes, "a.tif")
    try folder.write(other.bytes, "b.tif")
    #expect(try decoded(folder.make(frame, "tif", "tiffcp a.tif b.tif OUT")) == frame)
    // A preview comes first in cameras' files.
    #expect(try decoded(folder.make(frame, "tif", "tiffcp b.tif a.tif OUT")) == frame)
    let error = #expect(throws: PictureError.self) { try decoded(other.bytes) }
    #expect(error.map { "\($0)".contains("only previews") } == true)
  }

  @Test func kindsThatAreNotRead() throws {
    var file = file(color)
    file.bitDepth = 32
    file.samples = file.samples.flatMap { [$0, 0, 0, 0] }
    let error = #expect(throws: PictureError.self) { try decoded(file.bytes) }
    #expect(
      error.map { "\($0)".hasPrefix("can't read this TIFF image") } == true, "\(error as Any)")
  }

  @Test func sizeIsCheckedFirst() throws {
    var file = TIFFFile(width: 30000, height: 30000, samples: [1, 2, 3])
    file.width = 30000
    #expect(
      throws: PictureError.tooManyPixels(width: 30000, height: 30000, maxPixelCount: 1_000_000)
    ) { try decoded(file.bytes) }
  }
}
