import ImageFiles
import Imaging
import Testing

@Suite struct EncodeJPEGTests {
  /// A picture without hard edges, as photos are.
  private func waves(_ width: Int, _ height: Int) -> Frame {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        pixels += [
          UInt8(x * 255 / max(width - 1, 1)), UInt8(y * 255 / max(height - 1, 1)),
          UInt8((x + y) * 255 / max(width + height - 2, 1)), 255,
        ]
      }
    }
    return Frame(width: width, height: height, pixels: pixels)
  }

  @Test(arguments: [(1, 1), (1, 9), (9, 1), (8, 8), (17, 13), (640, 3)])
  func framesComeBack(width: Int, height: Int) throws {
    let frame = waves(width, height)
    let file = try encodeJPEG(frame, quality: 100)
    #expect(file.starts(with: [0xFF, 0xD8, 0xFF]) && file.suffix(2) == [0xFF, 0xD9])
    let found = try decodeImage(file)
    #expect(try #require(found.greatestDifference(from: frame)) <= 4)
  }

  /// A file many times the encoder's buffer, of noise so that nothing compresses away.
  @Test func largeFilesAreWhole() throws {
    let frame = Frame.noise(701, 503, seed: 4)
    let file = try encodeJPEG(frame, quality: 100)
    #expect(file.count > 20 * 16384)
    let found = try decodeImage(file)
    #expect((found.width, found.height) == (701, 503))
    #expect(try meanDifference(found, frame) < 1)
  }

  @Test func qualityCostsBytes() throws {
    let frame = Frame.noise(128, 128, seed: 5)
    let files = try [1, 50, 92, 100].map { try encodeJPEG(frame, quality: $0) }
    for (smaller, larger) in zip(files, files.dropFirst()) { #expect(smaller.count < larger.count) }
    #expect(try encodeJPEG(frame) == files[2])
    let differences = try files.map { try meanDifference(decodeImage($0), frame) }
    #expect(differences == differences.sorted(by: >))
  }

  /// Red and blue of equal gray, alternating: subsampled colors would all be violet.
  @Test func colorsKeepTheirResolution() throws {
    let pair: [UInt8] = [200, 0, 0, 255, 0, 0, 200, 255]
    let pixels = Array(repeatElement(pair, count: 32).joined())
    let found = try decodeImage(encodeJPEG(Frame(width: 8, height: 8, pixels: pixels)))
    #expect(found.pixel(2, 3)[0] > 150 && found.pixel(2, 3)[2] < 50)
    #expect(found.pixel(3, 3)[0] < 50 && found.pixel(3, 3)[2] > 150)
  }

  @Test func alphaIsLeftOut() throws {
    var frame = waves(16, 16)
    let opaque = try encodeJPEG(frame)
    frame.withMutablePixels { pixels in
      for index in stride(from: 3, to: 16 * 16 * 4, by: 4) { pixels[index] = UInt8(index & 255) }
    }
    #expect(try encodeJPEG(frame) == opaque)
  }

  @Test func refusesSidesThatTheFormatLacks() throws {
    for (width, height) in [(65501, 1), (1, 65501), (70_000, 1)] {
      let frame = Frame.noise(width, height, seed: 1)
      let error = #expect(throws: ImageError.self) { try encodeJPEG(frame) }
      #expect("\(error!)".contains("found \(width)x\(height)"))
    }
    let long = try decodeImage(encodeJPEG(Frame.noise(65500, 1, seed: 1)))
    #expect((long.width, long.height) == (65500, 1))
  }

  /// Of the colors alone.
  private func meanDifference(_ one: Frame, _ other: Frame) throws -> Double {
    let (one, other) = (one.pixels, other.pixels)
    try #require(one.count == other.count)
    var sum = 0
    for index in one.indices where index % 4 != 3 {
      sum += abs(Int(one[index]) - Int(other[index]))
    }
    return Double(sum) / Double(one.count / 4 * 3)
  }
}
