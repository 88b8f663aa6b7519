import ImageFiles
import Imaging
import Testing

@Suite struct EncodePNGTests {
  @Test(arguments: [(1, 1), (1, 9), (9, 1), (17, 13), (640, 3)])
  func framesComeBack(width: Int, height: Int) throws {
    let frame = Frame.noise(width, height, seed: UInt64(width))
    let file = try encodePNG(frame)
    #expect(try decodeImage(file) == frame)
    // Bit depth 8, RGBA, not interlaced.
    #expect(Array(file[24..<29]) == [8, 6, 0, 0, 0])
    #expect(try decodeImage(encodePNG(frame.opaque())) == frame.opaque())
  }

  @Test(arguments: [(1, 1), (17, 13)])
  func opaqueFramesHaveNoAlpha(width: Int, height: Int) throws {
    var frame = Frame.noise(width, height, seed: 3).opaque()
    #expect(try Array(encodePNG(frame)[24..<29]) == [8, 2, 0, 0, 0])
    frame.withMutablePixels { $0[width * height * 4 - 1] = 254 }
    #expect(try Array(encodePNG(frame)[24..<29]) == [8, 6, 0, 0, 0])
    #expect(try decodeImage(encodePNG(frame)) == frame)
  }

  @Test func colorsAreMarkedAsSRGB() throws {
    // Behind IHDR: one byte, the chunk's name, the intent.
    let mark: [UInt8] = [0, 0, 0, 1] + Array("sRGB".utf8) + [0]
    let frame = Frame.noise(3, 2, seed: 1)
    #expect(try Array(encodePNG(frame)[33..<42]) == mark)
    #expect(try Array(encodePNG(frame.opaque())[33..<42]) == mark)
    let mask = try encodePNG(Mask(width: 1, height: 1, values: [0]))
    #expect(!mask.indices.contains { mask[$0...].starts(with: "sRGB".utf8) })
  }

  @Test func masksAreGray() throws {
    let mask = Mask(width: 3, height: 2, values: [0, 0.25, 0.5, 0.75, 1, .nan])
    let file = try encodePNG(mask)
    #expect(Array(file[24..<29]) == [8, 0, 0, 0, 0])
    let frame = try decodeImage(file)
    #expect((0..<6).map { frame.pixel($0 % 3, $0 / 3)[0] } == [0, 64, 128, 191, 255, 0])
    #expect(frame.pixel(1, 0) == [64, 64, 64, 255])
  }

  @Test func sixteenBitMasksKeepTheirHighBytes() throws {
    // 0.3 is level 19660.5 of 65535 (0.3 as a float is above 0.3): 19661 = 0x4CCD, near 77 of 255.
    let mask = Mask(width: 2, height: 2, values: [0.3, 0, 1, -3])
    #expect(mask.gray16() == [19661, 0, 65535, 0])
    let file = try encodePNG(mask, bitDepth: .sixteen)
    #expect(Array(file[24..<29]) == [16, 0, 0, 0, 0])
    let frame = try decodeImage(file)
    #expect((0..<4).map { frame.pixel($0 % 2, $0 / 2)[0] } == [77, 0, 255, 0])
  }

  @Test(arguments: GrayBitDepth.allCases, [(5, 4), (8, 9), (3, 2)])
  func masksAreResizedOnTheWay(bitDepth: GrayBitDepth, size: (width: Int, height: Int)) throws {
    let mask = Mask(
      width: 5, height: 4, values: (0..<20).map { Float($0 * 7 % 20) / 19 - 0.02 })
    let (width, height) = size
    #expect(
      try encodePNG(mask, width: width, height: height, bitDepth: bitDepth)
        == encodePNG(mask.resized(toWidth: width, height: height), bitDepth: bitDepth))
  }

  @Test func largeFramesComeBack() throws {
    let frame = Frame.noise(1, 70_000, seed: 1)
    #expect(try decodeImage(encodePNG(frame)) == frame)
  }
}
