import ImageFiles
import Imaging
import TestSupport
import Testing

@Suite struct MotionJPEGDecoderTests {
  /// Sampling factors and the format that they are.
  struct Sampling: CustomTestStringConvertible {
    let name: String
    let format: PixelFormat
    let factors: [BlockJPEG.Factors]

    var testDescription: String { name }

    static let all = [
      Sampling(name: "4:2:0", format: .i420, factors: [(2, 2), (1, 1), (1, 1)]),
      Sampling(name: "4:2:2", format: .i422, factors: [(2, 1), (1, 1), (1, 1)]),
      Sampling(name: "4:2:2, tall", format: .i422, factors: [(2, 2), (1, 2), (1, 2)]),
      Sampling(name: "4:4:4", format: .i444, factors: [(1, 1), (1, 1), (1, 1)]),
      Sampling(name: "4:4:4, tall", format: .i444, factors: [(1, 3), (1, 3), (1, 3)]),
      Sampling(name: "grey", format: .gray, factors: [(1, 1)]),
      Sampling(name: "grey, 2x2", format: .gray, factors: [(2, 2)]),
    ]
  }

  /// Tells whether the planes of a picture have the file's levels, every sample.
  private func expectLevels(
    _ decoder: MotionJPEGDecoder, _ file: BlockJPEG, as format: PixelFormat
  ) throws {
    try file.bytes.withUnsafeBytes { bytes in
      let view = try decoder.decode(bytes)
      #expect(view.format == format && view.encoding == ColorEncoding(.bt601, .full))
      #expect(view.width == file.width && view.height == file.height)
      for component in file.factors.indices {
        let size = file.size(component)
        let wrong = (0..<size.height).flatMap { y in
          (0..<size.width).filter { x in
            view.plane(component).row(y)[x] != file.level(component, x / 8, y / 8)
          }
        }
        #expect(wrong.isEmpty, "plane \(component)")
      }
    }
  }

  private func failure(
    _ bytes: [UInt8], _ decoder: MotionJPEGDecoder = MotionJPEGDecoder()
  ) -> String? {
    bytes.withUnsafeBytes { bytes in
      do throws(ImageError) {
        _ = try decoder.decode(bytes)
        return nil
      } catch {
        return "\(error)"
      }
    }
  }

  @Test(arguments: Sampling.all)
  func `every sample of every size`(_ sampling: Sampling) throws {
    let decoder = MotionJPEGDecoder()
    for (width, height) in [
      (1, 1), (8, 8), (9, 7), (16, 16), (17, 33), (64, 48), (31, 8), (640, 40),
    ] {
      for hasTables in [false, true] {
        try expectLevels(
          decoder,
          BlockJPEG(
            width: width, height: height, factors: sampling.factors, hasTables: hasTables,
            seed: width),
          as: sampling.format)
      }
    }
  }

  @Test func `restart markers`() throws {
    for interval in [1, 3, 4] {
      try expectLevels(
        MotionJPEGDecoder(),
        BlockJPEG(
          width: 70, height: 50, factors: Sampling.all[1].factors, restartInterval: interval),
        as: .i422)
    }
  }

  @Test func `nothing is kept from frame to frame`() throws {
    let decoder = MotionJPEGDecoder()
    var file = BlockJPEG(width: 40, height: 24, factors: Sampling.all[0].factors, hasTables: true)
    try expectLevels(decoder, file, as: .i420)
    file.hasTables = false
    try expectLevels(decoder, file, as: .i420)
    file.hasQuantizers = false
    let message = try #require(failure(file.bytes, decoder))
    #expect(message.contains("Quantization table"), "\(message)")
    // A broken frame, and one of another kind, leave the decoder as good as before.
    #expect(failure(Array(file.bytes.dropLast(20)), decoder) != nil)
    file.hasQuantizers = true
    try expectLevels(decoder, file, as: .i420)
    file.factors = Sampling.all[3].factors
    try expectLevels(decoder, file, as: .i444)
  }

  @Test(arguments: Sampling.all)
  func `every truncation is damage`(_ sampling: Sampling) {
    let bytes = BlockJPEG(width: 33, height: 26, factors: sampling.factors).bytes
    for count in 0..<bytes.count {
      #expect(failure(Array(bytes.prefix(count))) != nil, "\(count) of \(bytes.count) bytes")
    }
    // The same with an end of image behind it, as drivers and cameras may write it.
    let header = bytes.count - 40
    for count in header..<bytes.count - 4 {
      #expect(failure(bytes.prefix(count) + [0xFF, 0xD9]) != nil, "\(count) of \(bytes.count)")
    }
  }

  @Test func `a few surplus bytes are harmless`() throws {
    var file = BlockJPEG(width: 48, height: 32, factors: Sampling.all[1].factors)
    file.surplus = [UInt8](repeating: 0, count: 7)
    try expectLevels(MotionJPEGDecoder(), file, as: .i422)
    file.surplus = [UInt8](repeating: 0, count: 40)
    let message = try #require(failure(file.bytes))
    #expect(message.contains("extraneous"), "\(message)")
    // Behind the end nothing matters: buffers of a fixed size are common.
    file.surplus = []
    #expect(failure(file.bytes + [UInt8](repeating: 0, count: 5000)) == nil)
  }

  @Test(
    arguments: [
      ("4:4:0", [(1, 2), (1, 1), (1, 1)]), ("4:1:1", [(4, 1), (1, 1), (1, 1)]),
      ("unlike chroma", [(2, 2), (1, 1), (2, 1)]), ("two components", [(1, 1), (1, 1)]),
      ("four components", [(1, 1), (1, 1), (1, 1), (1, 1)]),
    ] as [(String, [BlockJPEG.Factors])])
  func `other samplings are refused`(name: String, factors: [BlockJPEG.Factors]) throws {
    let message = try #require(
      failure(BlockJPEG(width: 32, height: 32, factors: factors).bytes))
    #expect(
      message.hasPrefix("damaged JPEG image: expected luma alone or with chroma"), "\(message)")
  }

  @Test func `other kinds are refused`() throws {
    var file = BlockJPEG(width: 32, height: 32, factors: Sampling.all[3].factors)
    // Adobe's segment with transform 0: the components are red, green and blue.
    file.segments = [0xFF, 0xEE, 0, 14] + Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 0]
    #expect(try #require(failure(file.bytes)).contains("expected luma"))
    for name in ["progressive.jpg", "gray-progressive.jpg"] {
      let message = try #require(failure(try Fixture(name).bytes))
      #expect(message.contains("expected one scan"), "\(message)")
    }
    for name in ["cmyk.jpg", "ycck-adobe.jpg", "rgb.jpg"] {
      #expect(try #require(failure(try Fixture(name).bytes)).contains("expected luma"))
    }
    #expect(try #require(failure([])).contains("found none"))
    #expect(failure(try Fixture("rgb-8.png").bytes) != nil)
  }

  @Test func `the limit of pixels`() throws {
    let decoder = MotionJPEGDecoder(maxPixelCount: 32 * 24)
    let factors = Sampling.all[0].factors
    try expectLevels(decoder, BlockJPEG(width: 32, height: 24, factors: factors), as: .i420)
    let message = try #require(
      failure(BlockJPEG(width: 33, height: 24, factors: factors).bytes, decoder))
    #expect(message.contains("expected at most 768 pixels, found 33x24"), "\(message)")
  }

  private func pixels(_ view: FrameView) -> Frame {
    let converter = FrameConverter(
      width: view.width, height: view.height,
      from: view.layout, to: PixelLayout(.rgba))
    var frame = Frame(
      width: view.width, height: view.height,
      pixels: [UInt8](repeating: 0, count: view.width * view.height * 4))
    frame.withMutableView { converter.convert(view, to: $0) }
    return frame
  }

  @Test func `likeness with the decoder of files`() throws {
    let decoder = MotionJPEGDecoder()
    for name in ["baseline-444.jpg", "gray.jpg"] {
      let fixture = Fixture(name)
      let bytes = try fixture.bytes
      let frame = try bytes.withUnsafeBytes { pixels(try decoder.decode($0)) }
      let difference = try #require(frame.greatestDifference(from: try fixture.expected))
      #expect(difference <= DecodeJPEGTests.tolerance)
    }
  }

  @Test(arguments: Sampling.all)
  func `mutations are damage or a frame`(_ sampling: Sampling) throws {
    let decoder = MotionJPEGDecoder(maxPixelCount: 1_000_000)
    var generator = SeededGenerator(state: UInt64(sampling.name.utf8.count))
    var damageCount = 0
    var frameCount = 0
    for round in 0..<1500 {
      var bytes = BlockJPEG(
        width: 61, height: 37, factors: sampling.factors, hasTables: round % 2 == 0,
        restartInterval: round % 3 == 0 ? 2 : 0, seed: round
      ).bytes
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let position = bytes.indices.randomElement(using: &generator)!
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[position] = .random(in: 0...255, using: &generator)
        case 1: bytes[position] ^= 1 << Int.random(in: 0..<8, using: &generator)
        case 2: bytes.remove(at: position)
        default: bytes.insert(.random(in: 0...255, using: &generator), at: position)
        }
      }
      bytes.withUnsafeBytes { bytes in
        do throws(ImageError) {
          let view = try decoder.decode(bytes)
          frameCount += 1
          #expect(view.width * view.height <= 1_000_000)
          // All rows that the view states can be read.
          for plane in 0..<view.format.planeCount {
            let last = view.format.rowCount(plane: plane, height: view.height) - 1
            let column = view.format.rowByteCount(plane: plane, width: view.width) - 1
            #expect(view.plane(plane).row(last)[column] <= 255)
          }
        } catch {
          damageCount += 1
          #expect("\(error)".hasPrefix("damaged JPEG image: "))
        }
      }
    }
    #expect(damageCount > 300 && frameCount > 10, "\(damageCount) and \(frameCount)")
  }
}
