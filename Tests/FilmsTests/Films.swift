import Foundation
import Imaging
import Testing

@testable import Films

/// Films of ffmpeg's own pictures and tones, in a folder that goes with its last user.
final class Films {
  /// The programs; nil when they are not installed.
  static let installed = try? FFmpeg()

  /// For the trait that skips a test by name.
  static var areThere: Bool { installed != nil }
  static let reason: Comment = "skipped: ffmpeg is not installed"

  let ffmpeg: FFmpeg
  let folder: String

  init() throws {
    ffmpeg = try #require(Self.installed)
    folder = NSTemporaryDirectory() + "/vbg-films-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// The names of everything in the folder, hidden files too.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  /// Makes a film with ffmpeg; the arguments stand before the output's path.
  @discardableResult
  func make(_ name: String, _ arguments: String) throws -> String {
    let words = arguments.split(separator: " ").map(String.init)
    _ = try runToEnd(
      ffmpeg.ffmpeg, ["-nostdin", "-loglevel", "error", "-y"] + words + [path(name)])
    return path(name)
  }

  /// A film of moving pictures: `make` with their source in front.
  @discardableResult
  func moving(
    _ name: String, size: String = "64x48", rate: String = "25", seconds: Double = 1,
    _ arguments: String = "-c:v ffv1"
  ) throws -> String {
    let scale = size.replacing("x", with: ":")
    return try make(
      name, "-f lavfi -i testsrc2=s=160x120:r=\(rate):d=\(seconds),scale=\(scale) \(arguments)")
  }

  func probe(_ path: String) throws -> FilmProbe { try FilmProbe(path, ffmpeg: ffmpeg) }

  func reader(
    _ path: String, _ pixelFormat: PixelFormat = .i420, constantRate: Rational? = nil
  ) throws -> FilmReader {
    try FilmReader(
      probe(path), options: .init(pixelFormat: pixelFormat, constantRate: constantRate),
      ffmpeg: ffmpeg)
  }

  /// ffprobe's answer, one entry a line.
  func ask(_ path: String, _ arguments: String) throws -> [String] {
    let words = arguments.split(separator: " ").map(String.init)
    let text = try runToEnd(
      ffmpeg.ffprobe, ["-loglevel", "error", "-of", "csv=p=0"] + words + [path])
    return text.split(separator: "\n").map(String.init)
  }

  /// Returns what ffmpeg itself decodes: all bytes of all frames.
  func decoded(_ path: String, _ pixelFormat: String, _ input: String = "") throws -> [UInt8] {
    let output = self.path("decoded-\(UUID().uuidString).raw")
    let words = (input + " -i \(path)").split(separator: " ").map(String.init)
    _ = try runToEnd(
      ffmpeg.ffmpeg,
      ["-nostdin", "-loglevel", "error", "-y"] + words
        + ["-map", "0:V:0", "-fps_mode", "passthrough", "-pix_fmt", pixelFormat]
        + ["-f", "rawvideo", output])
    return try Array(Data(contentsOf: URL(filePath: output)))
  }
}

/// All frames of a source.
func allFrames(_ source: any FrameSource) throws -> (times: [Int], bytes: [UInt8]) {
  let frame = RawFrame(source.format)
  var (times, bytes): ([Int], [UInt8]) = ([], [])
  while try source.read(into: frame) {
    times.append(frame.time)
    bytes += frame.bytes
  }
  return (times, bytes)
}

/// Copies a film frame by frame.
@discardableResult
func copy(_ source: any FrameSource, to sink: any FrameSink) throws -> PipelineReport {
  try FramePipeline(source: source, sink: sink).run { $1.copy($0) }
}
