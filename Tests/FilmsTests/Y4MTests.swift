import Foundation
import Imaging
import TestSupport
import Testing

@testable import Films

/// YUV4MPEG2 streams: as ffmpeg writes them, as we write them, and broken in every way.
@Suite struct Y4MTests {
  private func open(_ bytes: [UInt8]) throws -> Y4MReader {
    let path = NSTemporaryDirectory() + "/vbg-y4m-\(UUID().uuidString)"
    try Data(bytes).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try Y4MReader(path)
  }

  private func stream(_ header: String, frames: [String] = []) -> [UInt8] {
    Array(header.utf8) + [10] + frames.flatMap { Array($0.utf8) }
  }

  @Test(arguments: [
    ("C420jpeg", PixelFormat.i420, 9 * 5 + 2 * 5 * 3), ("C420mpeg2", .i420, 75),
    ("C420paldv", .i420, 75), ("C420", .i420, 75), ("", .i420, 75), ("C422", .i422, 45 + 50),
    ("C444", .i444, 135), ("Cmono", .gray, 45),
  ])
  func layouts(word: String, pixelFormat: PixelFormat, byteCount: Int) throws {
    let pixels = String(repeating: "a", count: byteCount)
    let reader = try open(
      stream(
        "YUV4MPEG2 W9 H5 F30000:1001 Ip A4:3 \(word)",
        frames: ["FRAME\n" + pixels, "FRAME Ixyz XFOO=1\n" + pixels]))
    #expect(reader.format.pixelFormat == pixelFormat && reader.format.byteCount == byteCount)
    #expect(reader.format.frameRate == Rational(30000, 1001))
    #expect(reader.format.timeBase == Rational(1001, 30000))
    #expect(reader.format.pixelAspect == Rational(4, 3) && !reader.isInterlaced)
    let (times, bytes) = try allFrames(reader)
    #expect(times == [0, 1] && bytes == Array(repeating: 0x61, count: 2 * byteCount))
  }

  @Test func interlacingAndRangeAreTold() throws {
    let reader = try open(stream("YUV4MPEG2 W2 H2 F25:1 It XCOLORRANGE=FULL XYSCSS=420JPEG"))
    #expect(reader.isInterlaced && reader.format.color.range == .full)
    #expect(throws: FilmError.self) { try allFrames(reader) }
  }

  @Test(arguments: [
    "", "\n", "YUV4MPEG", "YUV4MPEG2", "YUV4MPEG2 W2", "YUV4MPEG2 W0 H2", "YUV4MPEG2 W-2 H2",
    "YUV4MPEG2 W2 H2 C420p10", "YUV4MPEG2 W2 H2 C411", "YUV4MPEG2 W2 H2 Iz", "YUV4MPEG2 W2 H2 F1",
    "YUV4MPEG2 W2 H2 F25:0", "YUV4MPEG2 W99999 H2", "YUV4MPEG2 W16384 H16384",
    "YUV4MPEG2 W99999999999999999999 H2", "YUV4MPEG2 W2 H2 Q", "RIFF....AVI LIST\u{1b}[2J",
    "YUV4MPEG2 W2 H2 " + String(repeating: "X", count: 2000),
  ])
  func brokenHeaders(header: String) throws {
    let error = #expect(throws: FilmError.self) {
      try open(header.isEmpty ? [] : stream(header))
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("expected") && text.contains("found"))
    #expect(text.utf8.allSatisfy { $0 >= 0x20 } && text.utf8.count < 400, "\(text)")
  }

  /// What is wrong is said, and of a long line that it goes on.
  @Test(arguments: [
    ("W0 H2", "expected a width and a height, found 'YUV4MPEG2 W0 H2'"),
    ("W2 H0", "expected a width and a height"), ("W2 H2 Ipb", "Im, I?, found 'Ipb'"),
    ("W2 H2 I", "Im, I?, found 'I'"),
    (
      "W2 H2 Q" + String(repeating: "q", count: 39),
      "found 'Q" + String(repeating: "q", count: 39) + "'"
    ),
    (
      "W2 H2 Q" + String(repeating: "q", count: 40),
      "found 'Q" + String(repeating: "q", count: 39) + "...'"
    ),
  ])
  func brokenHeadersAreShown(words: String, message: String) throws {
    let error = try #require(throws: FilmError.self) { try open(stream("YUV4MPEG2 " + words)) }
    #expect("\(error)".contains(message), "\(error)")
  }

  @Test func framesCutOffAreDamage() throws {
    let frame = "FRAME\n" + String(repeating: "a", count: 6)
    for (tail, count) in [
      ("FRAME\naaaaa", 1), ("FRAM", 1), ("FRAME", 1), ("FRAMES\naaaaaa", 1), ("garbage\n", 1),
    ] {
      let reader = try open(stream("YUV4MPEG2 W2 H2 F25:1", frames: [frame, tail]))
      let buffer = RawFrame(reader.format)
      let error = #expect(throws: FilmError.self) { while try reader.read(into: buffer) {} }
      guard case .damaged(_, count, _) = error else {
        Issue.record("\(tail): \(String(describing: error))")
        continue
      }
    }
    let empty = try open(stream("YUV4MPEG2 W2 H2 F25:1"))
    let error = #expect(throws: FilmError.self) { try empty.read(into: RawFrame(empty.format)) }
    guard case .noFrames = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// Whatever is changed in a stream, it is an error or frames.
  @Test func mutationsNeverTrap() throws {
    let whole = stream(
      "YUV4MPEG2 W6 H4 F30000:1001 Ip A1:1 C420jpeg",
      frames: (0..<3).map { _ in "FRAME\n" + String(repeating: "p", count: 36) })
    var generator = SeededGenerator(state: 4)
    var (errorCount, frameCount) = (0, 0)
    for _ in 0..<1500 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        guard !bytes.isEmpty else { break }
        let index = Int.random(in: 0..<bytes.count, using: &generator) % 60
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: index)
        case 2: bytes.insert(UInt8.random(in: 0x20...0x7e, using: &generator), at: index)
        default: bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
        }
      }
      do {
        frameCount += try allFrames(open(bytes)).times.count
      } catch is FilmError {
        errorCount += 1
      }
    }
    #expect(errorCount > 500 && frameCount > 100)
  }

  @Test(arguments: [PixelFormat.i420, .i422, .i444, .gray])
  func whatIsWrittenIsRead(pixelFormat: PixelFormat) throws {
    let path = NSTemporaryDirectory() + "/vbg-y4m-\(UUID().uuidString).y4m"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var format = FilmFormat(
      width: 7, height: 5, pixelFormat: pixelFormat, timeBase: try #require(Rational(1, 25)),
      frameRate: Rational(25, 1), pixelAspect: Rational(16, 11))
    format.color.range = .full
    if pixelFormat == .i420 { format.color.chromaLocation = "left" }
    let writer = try Y4MWriter(path, format: format)
    let frame = RawFrame(format)
    var expected: [UInt8] = []
    for index in 0..<3 {
      for offset in frame.bytes.indices { frame.bytes[offset] = UInt8((offset * 7 + index) % 256) }
      expected += frame.bytes
      try writer.write(frame)
    }
    try writer.finish(.complete)
    let reader = try Y4MReader(path)
    #expect(reader.format == format)
    #expect(try allFrames(reader).bytes == expected)
  }

  @Test(.enabled(if: Films.areThere, Films.reason)) func ffmpegAgrees() throws {
    let films = try Films()
    let path = try films.moving("a.y4m", size: "35x21", "-pix_fmt yuv420p")
    let source = try Y4MReader(path)
    let copied = films.path("b.y4m")
    try copy(source, to: Y4MWriter(copied, format: source.format))
    #expect(try films.decoded(copied, "yuv420p") == films.decoded(path, "yuv420p"))
    #expect(try allFrames(Y4MReader(copied)).bytes == films.decoded(path, "yuv420p"))
  }

  @Test func cancellingEndsAReadOfAnOpenPipe() throws {
    let pipe = try PipeEnd.pipe()
    try Array("YUV4MPEG2 W2 H2 F25:1\n".utf8).withBytes { (bytes) throws(SystemError) in
      try pipe.writing.write(bytes)
    }
    let reader = try Y4MReader(pipe.reading, path: "pipe")
    DispatchQueue.global().asyncAfter(deadline: .now() + 0.05) { reader.cancel() }
    #expect(throws: FilmError.cancelled) { try reader.read(into: RawFrame(reader.format)) }
    withExtendedLifetime(pipe.writing) {}
  }

  @Test func aReaderThatIsGoneIsAnErrorNotASignal() throws {
    let writing = try PipeEnd.pipe().writing
    let error = #expect(throws: SystemError.self) {
      try [UInt8](repeating: 0, count: 10).withBytes { (bytes) throws(SystemError) in
        try writing.write(bytes)
      }
    }
    #expect(error?.number == EPIPE)
  }
}
