import Devices
import ImageFiles
import Imaging
import TestSupport
import Testing

@testable import Live

/// Frames of every format and awkward size, on their way to RGBA or packed YUV of the output's size.
@Suite struct FrameIntakeTests {
  @Test(arguments: PixelFormat.allCases, [(32, 24), (33, 25), (33, 24), (32, 25)])
  func sameSize(format: PixelFormat, size: (width: Int, height: Int)) throws {
    let (memory, source) = try picture(format, size.width, size.height)
    let output = try PictureMemory(width: 32, height: 24, format: .rgba)
    let intake = FrameIntake(decoder: nil)
    #expect(write(.pixels(source), by: intake, to: output))
    // All of the frame as RGBA, of which the last column and row may be left out.
    let whole = try PictureMemory(width: size.width, height: size.height, format: .rgba)
    FrameConverter(
      width: size.width, height: size.height,
      from: PixelLayout(format, source.encoding), to: PixelLayout(.rgba)
    ).convert(source, to: whole.view)
    for y in 0..<24 {
      for byte in 0..<32 * 4 where output.view.row(y)[byte] != whole.view.row(y)[byte] {
        Issue.record("\(format) \(size): row \(y), byte \(byte)")
        return
      }
    }
    withExtendedLifetime(memory) {}
  }

  /// What becomes packed YUV is what becomes RGBA, and then packed; a camera's own bytes stay.
  @Test(arguments: PixelFormat.allCases, [PixelFormat.yuyv, .uyvy])
  func packedOutputs(format: PixelFormat, target: PixelFormat) throws {
    let encoding = ColorEncoding(.bt601, .limited)
    let intake = FrameIntake(decoder: nil)
    let packer = FrameConverter(
      width: 32, height: 24, from: PixelLayout(.rgba),
      to: PixelLayout(target, encoding))
    // Sizes in turn: the same, odd, and others that are fitted.
    for (width, height) in [(32, 24), (33, 25), (32, 24), (64, 20), (31, 23)] {
      let (memory, source) = try picture(format, width, height)
      let output = try PictureMemory(width: 32, height: 24, format: target, encoding: encoding)
      #expect(write(.pixels(source), by: intake, to: output))
      let rgba = try PictureMemory(width: 32, height: 24, format: .rgba)
      #expect(write(.pixels(source), by: FrameIntake(decoder: nil), to: rgba))
      let expected = try PictureMemory(width: 32, height: 24, format: target, encoding: encoding)
      packer.convert(rgba.view.readOnly, to: expected.view)
      let isSame = format == target && (width, height) != (64, 20) && (width, height) != (31, 23)
      for y in 0..<24 {
        let wanted = isSame ? source.plane(0).row(y) : UnsafePointer(expected.view.row(y))
        let isEqual = (0..<64).allSatisfy { output.view.row(y)[$0] == wanted[$0] }
        #expect(isEqual, "\(width)x\(height), row \(y)")
      }
      withExtendedLifetime(memory) {}
    }
  }

  @Test func otherSizesFitWithBlackAround() throws {
    let intake = FrameIntake(decoder: nil)
    let output = try PictureMemory(width: 32, height: 24, format: .rgba)
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

  /// What came before leaves no trace: sizes and formats in any order give what a fresh intake gives.
  @Test(arguments: [PixelFormat.rgba, .yuyv])
  func sizesAndFormatsInAnyOrder(target: PixelFormat) throws {
    let intake = FrameIntake(decoder: nil)
    let pictures: [(PixelFormat, Int, Int)] = [
      (.yuyv, 32, 24), (.nv12, 32, 24), (.uyvy, 32, 24), (.yuyv, 64, 20), (.yuyv, 64, 26),
      (.yuyv, 60, 26), (.nv12, 60, 26), (.rgba, 60, 26), (.rgba, 32, 40), (.yuyv, 20, 24),
      (.gray, 20, 24), (.yuyv, 32, 24),
    ]
    for (format, width, height) in pictures + pictures.reversed() {
      let (memory, source) = try picture(format, width, height)
      let found = try PictureMemory(width: 32, height: 24, format: target)
      let expected = try PictureMemory(width: 32, height: 24, format: target)
      #expect(write(.pixels(source), by: intake, to: found))
      #expect(write(.pixels(source), by: FrameIntake(decoder: nil), to: expected))
      for y in 0..<24 {
        let byteCount = target.rowByteCount(plane: 0, width: 32)
        let isEqual = (0..<byteCount).allSatisfy {
          found.view.row(y)[$0] == expected.view.row(y)[$0]
        }
        #expect(isEqual, "\(format) \(width)x\(height), row \(y)")
      }
      withExtendedLifetime(memory) {}
    }
  }

  @Test func damagedFramesAreNotUsed() throws {
    let intake = FrameIntake(decoder: MotionJPEGPictures())
    let output = try PictureMemory(width: 32, height: 24, format: .rgba)
    let (memory, source) = try picture(.yuyv, 32, 24)
    #expect(!write(.pixels(source), isFlawed: true, by: intake, to: output))
    withExtendedLifetime(memory) {}
    let gray = Frame(
      width: 32, height: 24, pixels: (0..<32 * 24).flatMap { _ in [90, 90, 90, 255] })
    let file = try encodeJPEG(gray)
    for count in [0, 1, 2, 20, file.count / 2, file.count - 20] {
      file.prefix(count).withUnsafeBytes {
        #expect(!write(.jpeg($0), by: intake, to: output), "\(count) bytes")
      }
    }
    file.withUnsafeBytes { #expect(write(.jpeg($0), by: intake, to: output)) }
    #expect(abs(Int(output.view.row(12)[64]) - 90) <= 2)
    let without = FrameIntake(decoder: nil)
    file.withUnsafeBytes { #expect(!write(.jpeg($0), by: without, to: output)) }
  }

  private func write(
    _ picture: CapturedFrame.Picture, isFlawed: Bool = false, by intake: FrameIntake,
    to output: PictureMemory
  ) -> Bool {
    intake.write(
      CapturedFrame(picture: picture, captureTime: .zero, sequence: 0, isFlawed: isFlawed),
      to: output.view)
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
