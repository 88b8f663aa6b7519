import Testing

@testable import ImageFiles

/// Recognition of pictures that move, by the frames that their files have; whatever the bytes are.
@Suite struct AnimationTests {
  private static let gifFrame: [UInt8] =
    [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4c, 1, 0]
  private static let gifHead =
    Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]
  private static let gifControl: [UInt8] = [0x21, 0xf9, 4, 0, 10, 0, 0, 0]

  private static func chunk(_ name: String, _ payload: [UInt8]) -> [UInt8] {
    [0, 0, 0, UInt8(payload.count)] + Array(name.utf8) + payload + [0, 0, 0, 0]
  }
  private static let pngHead: [UInt8] =
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    + chunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0])
  private static func control(_ count: UInt8) -> [UInt8] {
    chunk("acTL", [0, 0, 0, count, 0, 0, 0, 0])
  }

  private static func riff(_ name: String, _ payload: [UInt8]) -> [UInt8] {
    Array(name.utf8) + [UInt8(payload.count), 0, 0, 0] + payload
      + [UInt8](repeating: 0, count: payload.count % 2)
  }
  private static func webP(_ chunks: [[UInt8]]) -> [UInt8] {
    Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBP".utf8) + chunks.flatMap { $0 }
  }
  private static func webPFrame(_ milliseconds: Int) -> [UInt8] {
    riff(
      "ANMF",
      [UInt8](repeating: 0, count: 12) + [
        UInt8(milliseconds & 255), UInt8(milliseconds >> 8), 0, 0, 9,
      ])
  }

  @Test func framesAreCounted() {
    let gif = Self.gifHead + Self.gifControl + Self.gifFrame
    #expect(!isAnimation(gif + [0x3b]))
    #expect(isAnimation(gif + Self.gifControl + Self.gifFrame + [0x3b]))
    // A frame with colors of its own, and what stands behind the end.
    var own = Self.gifFrame
    own[9] = 0x81
    own.insert(contentsOf: [UInt8](repeating: 0x2c, count: 12), at: 10)
    #expect(!isAnimation(Self.gifHead + own + [0x3b] + Self.gifFrame))
    #expect(isAnimation(Self.gifHead + own + own))

    #expect(!isAnimation(Self.pngHead + Self.chunk("IDAT", [1])))
    #expect(!isAnimation(Self.pngHead + Self.control(1) + Self.chunk("IDAT", [1])))
    #expect(isAnimation(Self.pngHead + Self.control(2) + Self.chunk("IDAT", [1])))
    // An animation control must stand before the picture.
    #expect(!isAnimation(Self.pngHead + Self.chunk("IDAT", [1]) + Self.control(2)))

    let extended = Self.riff("VP8X", [UInt8](repeating: 2, count: 10))
    #expect(!isAnimation(Self.webP([extended, Self.webPFrame(40)])))
    let moving = Self.webP([
      extended, Self.riff("ICCP", [1]), Self.webPFrame(40), Self.webPFrame(300),
    ])
    #expect(isAnimation(moving))
    #expect(webPFrameDurations(moving) == [40, 300])
  }

  /// Files that are cut off anywhere, or lie about lengths: an answer, and no end of the process.
  @Test func anyBytesHaveAnAnswer() {
    let files = [
      Self.gifHead + Self.gifControl + Self.gifFrame + Self.gifFrame,
      Self.pngHead + Self.control(2) + Self.chunk("IDAT", [1]),
      Self.webP([Self.webPFrame(1), Self.webPFrame(2)]),
    ]
    for file in files {
      for count in 0...file.count {
        _ = isAnimation(Array(file.prefix(count)))
        for value: UInt8 in [0, 127, 255] where count < file.count {
          var broken = file
          broken[count] = value
          _ = isAnimation(broken)
        }
      }
    }
    #expect(!isAnimation([]))
  }
}
