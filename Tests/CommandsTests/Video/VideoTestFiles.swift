import Foundation
import Testing

/// Files that tests of `vbg video` share: films of YUV4MPEG2, made here, and those that ffmpeg
/// makes.
struct FilmFiles {
  let folder = ScratchFolder()

  static let model = TestModel.segmentationNetwork.path
  /// The model and how it is read, so that nothing is guessed.
  static let modelOptions = ["--model", model] + TestModel.reading

  /// Whether ffmpeg is there, for the trait that skips a test by name.
  static let hasFFmpeg = (try? run("ffmpeg", ["-version"])) != nil
  static let reason: Comment = "skipped: ffmpeg is not installed"

  /// Runs `vbg video` with the tests' model.
  func video(
    _ arguments: String..., input: Data = Data(), environment: [String: String?] = [:]
  ) throws -> Outcome {
    try Program.vbg.run(
      ["video"] + Self.modelOptions + arguments, in: folder, input: input,
      environment: environment)
  }

  /// As `video`; expects success without a word, and OUT's path on standard output.
  func succeed(_ arguments: String..., location: SourceLocation = #_sourceLocation) throws {
    let outcome = try Program.vbg.run(
      ["video"] + Self.modelOptions + arguments, in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)", sourceLocation: location)
    #expect(outcome.errors.isEmpty, "\(outcome.errors)", sourceLocation: location)
    #expect(outcome.text == arguments[1] + "\n", sourceLocation: location)
  }

  /// Makes a film with ffmpeg; the arguments stand before its name.
  func make(_ name: String, _ arguments: String) throws {
    let words = arguments.split(separator: " ").map(String.init)
    _ = try Self.run(
      "ffmpeg", ["-nostdin", "-loglevel", "error", "-y"] + words + [folder.url(name).path])
  }

  /// ffprobe's answer, one entry a line.
  func ask(_ name: String, _ entries: String, _ more: String = "") throws -> [String] {
    let words = more.split(separator: " ").map(String.init)
    let text = try Self.run(
      "ffprobe",
      ["-loglevel", "error", "-of", "csv=p=0", "-show_entries", entries] + words
        + [folder.url(name).path])
    return text.split(separator: "\n").map(String.init)
  }

  /// Runs one of ffmpeg's programs and gives what it prints, by way of a file: a pipe's end may be
  /// inherited by a child of another test, and then has no end while that lives.
  static func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let logs = ScratchFolder()
    try logs.write([], "output")
    process.standardOutput = try FileHandle(forWritingTo: logs.url("output"))
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(program: program, arguments: arguments)
    }
    return String(decoding: try logs.read("output"), as: UTF8.self)
  }

  struct Failure: Error {
    let program: String
    let arguments: [String]
  }
}

/// A film of YUV4MPEG2 as bytes: 4:4:4, so that each pixel has a color of its own.
struct Y4MFilm {
  let width, height: Int
  var header: String
  var frames: [[UInt8]] = []

  init(width: Int, height: Int, rate: String = "25:1") {
    (self.width, self.height) = (width, height)
    header = "YUV4MPEG2 W\(width) H\(height) F\(rate) Ip A1:1 C444"
  }

  /// Reads a film of C420, C444 or Cmono, by its header's sizes.
  init(_ bytes: [UInt8]) throws {
    let end = try #require(bytes.firstIndex(of: 10))
    header = String(decoding: bytes[..<end], as: UTF8.self)
    let words = header.split(separator: " ")
    func number(_ letter: Character) -> Int {
      words.first { $0.first == letter }.flatMap { Int($0.dropFirst()) } ?? 0
    }
    (width, height) = (number("W"), number("H"))
    let chroma = words.first { $0.first == "C" } ?? "C420"
    let half = (width + 1) / 2 * ((height + 1) / 2)
    let byteCount =
      chroma == "Cmono"
      ? width * height : chroma == "C444" ? width * height * 3 : width * height + 2 * half
    var rest = bytes[(end + 1)...]
    while !rest.isEmpty {
      try #require(rest.starts(with: Array("FRAME\n".utf8)) && rest.count >= 6 + byteCount)
      frames.append(Array(rest.dropFirst(6).prefix(byteCount)))
      rest = rest.dropFirst(6 + byteCount)
    }
  }

  var bytes: [UInt8] {
    Array("\(header)\n".utf8) + frames.flatMap { Array("FRAME\n".utf8) + $0 }
  }

  /// A textured scene with a bright square whose left edge is at `x`.
  mutating func append(squareAt x: Int) {
    var frame: [UInt8] = []
    for row in 0..<height {
      for column in 0..<width {
        let isSquare = (x..<x + width / 4).contains(column) && row > height / 4
        frame.append(UInt8(isSquare ? 210 : 40 + (column * 5 + row * 3) % 80))
      }
    }
    frames.append(frame + [UInt8](repeating: 120, count: width * height))
    frames[frames.count - 1] += [UInt8](repeating: 140, count: width * height)
  }

  /// A film whose square moves by `step` pixels a frame.
  static func moving(frameCount: Int, step: Int, width: Int = 96, height: Int = 64) -> Y4MFilm {
    var film = Y4MFilm(width: width, height: height)
    for frame in 0..<frameCount { film.append(squareAt: 4 + frame * step) }
    return film
  }
}
