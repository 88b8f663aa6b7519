import Imaging
import Testing
import Video

@testable import Live

/// Frames of every format and awkward size, on their way to RGBA of the output's size.
@Suite struct FrameIntakeTests {
  @Test(arguments: PixelFormat.allCases, [(32, 24), (33, 25), (33, 24), (32, 25)])
  func sameSize(format: PixelFormat, size: (width: Int, height: Int)) throws {
    let (memory, source) = try picture(format, size.width, size.height)
    let output = try CapturedPicture(width: 32, height: 24, packed: nil)
    let intake = FrameIntake(width: 32, height: 24, decoder: nil)
    #expect(write(.pixels(source), by: intake, to: output))
    // All of the frame as RGBA, of which the last column and row may be left out.
    let whole = try PictureMemory(width: size.width, height: size.height, format: .rgba)
    FrameConverter(
      width: size.width, height: size.height,
      from: FrameConverter.Picture(format, source.encoding), to: FrameConverter.Picture(.rgba)
    ).convert(source, to: whole.view)
    for y in 0..<24 {
      for byte in 0..<32 * 4 where output.view.row(y)[byte] != whole.view.row(y)[byte] {
        Issue.record("\(format) \(size): row \(y), byte \(byte)")
        return
      }
    }
    withExtendedLifetime(memory) {}
  }

  /// A camera's bytes stay as they are where the output has the same format and encoding.
  @Test func packedPicturesAreKept() throws {
    let (memory, source) = try picture(.yuyv, 33, 25)
    let intake = FrameIntake(width: 32, height: 24, decoder: nil)
    let same = FrameConverter.Picture(.yuyv, source.encoding)
    let output = try CapturedPicture(width: 32, height: 24, packed: same)
    #expect(write(.pixels(source), by: intake, to: output))
    #expect(output.view.format == .yuyv && output.view.encoding == source.encoding)
    for y in 0..<24 {
      #expect((0..<64).allSatisfy { output.view.row(y)[$0] == source.plane(0).row(y)[$0] })
    }
    let others: [FrameConverter.Picture] = [
      .init(.uyvy, source.encoding), .init(.yuyv, ColourEncoding(.bt709)),
    ]
    for other in others {
      let output = try CapturedPicture(width: 32, height: 24, packed: other)
      #expect(write(.pixels(source), by: intake, to: output))
      #expect(output.view.format == .rgba, "\(other)")
    }
    // A camera that comes back with another format or size.
    let frame = Frame(width: 8, height: 8, pixels: [UInt8](repeating: 255, count: 8 * 8 * 4))
    frame.withView { #expect(write(.pixels($0), by: intake, to: output)) }
    #expect(output.view.format == .rgba && output.view.row(12)[64] == 255)
    #expect(write(.pixels(source), by: intake, to: output))
    #expect(output.view.format == .yuyv)
    withExtendedLifetime(memory) {}
  }

  @Test func otherSizesFitWithBlackAround() throws {
    let intake = FrameIntake(width: 32, height: 24, decoder: nil)
    let output = try CapturedPicture(width: 32, height: 24, packed: nil)
    // Twice as wide: 12 rows of picture between 6 of black each.
    let wide = Frame(width: 64, height: 24, pixels: (0..<64 * 24).flatMap { _ in [9, 8, 7, 255] })
    wide.withView { #expect(write(.pixels($0), by: intake, to: output)) }
    for y in 0..<24 {
      let expected: [UInt8] = (6..<18).contains(y) ? [9, 8, 7, 255] : [0, 0, 0, 255]
      for x in [0, 15, 31] {
        #expect((0..<4).map { output.view.row(y)[x * 4 + $0] } == expected, "\(x), \(y)")
      }
    }
    for (width, height) in [(1, 1), (2, 300), (1920, 1080), (31, 23)] {
      let frame = Frame(
        width: width, height: height, pixels: [UInt8](repeating: 255, count: width * height * 4))
      frame.withView { #expect(write(.pixels($0), by: intake, to: output)) }
      #expect((0..<32).contains { output.view.row(12)[$0 * 4] == 255 }, "\(width)x\(height)")
    }
  }

  @Test func damagedFramesAreNotUsed() throws {
    let intake = FrameIntake(width: 32, height: 24, decoder: MotionJPEGPictures())
    let output = try CapturedPicture(width: 32, height: 24, packed: nil)
    let (memory, source) = try picture(.yuyv, 32, 24)
    #expect(!write(.pixels(source), isFlawed: true, by: intake, to: output))
    withExtendedLifetime(memory) {}
    let grey = Frame(
      width: 32, height: 24, pixels: (0..<32 * 24).flatMap { _ in [90, 90, 90, 255] })
    let file = try encodeJPEG(grey)
    for count in [0, 1, 2, 20, file.count / 2, file.count - 20] {
      file.prefix(count).withUnsafeBytes {
        #expect(!write(.jpeg($0), by: intake, to: output), "\(count) bytes")
      }
    }
    file.withUnsafeBytes { #expect(write(.jpeg($0), by: intake, to: output)) }
    #expect(abs(Int(output.view.row(12)[64]) - 90) <= 2)
    let without = FrameIntake(width: 32, height: 24, decoder: nil)
    file.withUnsafeBytes { #expect(!write(.jpeg($0), by: without, to: output)) }
  }

  private func write(
    _ picture: CapturedFrame.Picture, isFlawed: Bool = false, by intake: FrameIntake,
    to output: CapturedPicture
  ) -> Bool {
    intake.write(
      CapturedFrame(picture: picture, captureTime: .zero, sequence: 0, isFlawed: isFlawed),
      to: output)
  }

  /// Noise, in memory that must live as long as the view.
  private func picture(
    _ format: PixelFormat, _ width: Int, _ height: Int
  ) throws -> (PictureMemory, FrameView) {
    let memory = try PictureMemory(width: width, height: height, format: format)
    var generator = SeededGenerator(state: 5)
    for plane in 0..<format.planeCount {
      for y in 0..<format.rowCount(plane: plane, height: height) {
        for x in 0..<format.rowByteCount(plane: plane, width: width) {
          memory.view.row(y, plane: plane)[x] = .random(in: 0...255, using: &generator)
        }
      }
    }
    return (memory, memory.view.readOnly)
  }
}
