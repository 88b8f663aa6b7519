import ImageFiles
import Imaging
import TestSupport
import Testing

@Suite struct BrokenImageTests {
  @Test(
    arguments: [
      ([], "an empty file"),
      (Array("GIF89a".utf8), "a GIF image"),
      (Array("RIFF\0\0\0\0WEBPVP8 ".utf8), "a WebP image"),
      (Array("\0\0\0\u{18}ftypheic".utf8), "a HEIF, AVIF or MP4 file"),
      (Array("\u{1C}\0\0\0TFL3".utf8), "a TensorFlow Lite model"),
      ([0x00, 0xFF, 0x0A], "a file that begins with 00 FF 0A"),
      ([0x89], "a file that begins with 89"),
      ([0xFF, 0xD8], "a file that begins with FF D8"),
      (Array("not an image".utf8), "a file that begins with 6E 6F 74 20 61 6E 20 69"),
    ] as [([UInt8], String)])
  func otherFilesAreNamed(bytes: [UInt8], found: String) {
    #expect(throws: ImageError.unknownFormat(found: found)) { try decodeImage(bytes) }
    #expect(
      ImageError.unknownFormat(found: found).description
        == "expected a PNG or JPEG image, found \(found)")
  }

  @Test(arguments: [
    "palette-4-transparent.png", "rgb-16-interlaced.png", "metadata.png",
  ])
  func everyTruncationIsAnError(name: String) throws {
    let bytes = try Fixture(name).bytes
    for byteCount in 0..<bytes.count {
      let error = #expect(throws: ImageError.self, "\(name) of \(byteCount) bytes") {
        try decodeImage(Array(bytes.prefix(byteCount)))
      }
      if let error, case .damaged(_, let reason) = error {
        #expect(reason.hasSuffix("found the end of the file after \(byteCount) bytes"))
      }
    }
  }

  /// Every result is an error or a frame as large as the header says.
  @Test(arguments: [
    "palette-4-transparent.png", "rgba-16-interlaced.png", "metadata.png", "gray-1.png",
    "baseline-420.jpg", "progressive.jpg", "orientation-7.jpg", "ycck-adobe.jpg",
  ])
  func mutationsAreAnErrorOrAFrame(name: String) throws {
    let bytes = try Fixture(name).bytes
    var generator = SeededGenerator(state: UInt64(bytes.count))
    var errorCount = 0
    for _ in 0..<2000 {
      var mutated = bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let position = mutated.indices.randomElement(using: &generator)!
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: mutated[position] = .random(in: 0...255, using: &generator)
        case 1: mutated[position] ^= 1 << Int.random(in: 0..<8, using: &generator)
        case 2: mutated.remove(at: position)
        default: mutated.insert(.random(in: 0...255, using: &generator), at: position)
        }
      }
      do {
        let frame = try decodeImage(mutated, maxPixelCount: 1_000_000)
        let header = try imageHeader(mutated)
        #expect(frame.width == header.width && frame.height == header.height)
      } catch {
        errorCount += 1
        #expect(!"\(error)".isEmpty)
      }
    }
    #expect(errorCount > 0)
  }

  /// The pixel data of a PNG behind right checksums, so that damage reaches zlib and the filters.
  @Test func mutationsBehindChecksumsAreAnErrorOrAFrame() throws {
    var generator = SeededGenerator(state: 5)
    for _ in 0..<2000 {
      let header = PNGFile.header(
        width: .random(in: 1...9, using: &generator), height: .random(in: 1...9, using: &generator),
        bitDepth: [1, 2, 4, 8, 16].randomElement(using: &generator)!,
        colorType: [0, 2, 3, 4, 6].randomElement(using: &generator)!)
      let rows = (0..<Int.random(in: 0...700, using: &generator)).map { _ in
        UInt8.random(in: 0...8, using: &generator)
      }
      let extra = ["PLTE", "tRNS", "gAMA", "sBIT"].flatMap { type in
        PNGFile.chunk(
          type,
          (0..<Int.random(in: 0...12, using: &generator)).map { _ in
            .random(in: 0...255, using: &generator)
          })
      }
      let file = PNGFile.file(header: header, rows: rows, extra: extra)
      do {
        let frame = try decodeImage(file)
        #expect(frame.pixels.count == frame.width * frame.height * 4)
      } catch {
        #expect("\(error)".hasPrefix("damaged PNG image: "))
      }
    }
  }
}
