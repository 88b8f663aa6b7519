import Foundation
import Testing

@testable import Films

/// A disk that is full, stood in for by a limit on files' sizes that children inherit.
@Suite(.enabled(if: Films.areThere, Films.reason), .serialized) struct FullDiskTests {
  @Test func aFullDiskIsSaid() throws {
    let films = try Films()
    let wrapper = films.path("bin")
    try FileManager.default.createDirectory(atPath: wrapper, withIntermediateDirectories: true)
    for name in ["ffmpeg", "ffprobe"] {
      let real = name == "ffmpeg" ? films.ffmpeg.ffmpeg : films.ffmpeg.ffprobe
      // A child writes it: a child of another test could inherit our open file, and a file that is open
      // for writing cannot be run.
      _ = try runToEnd(
        "/bin/sh",
        [
          "-c", "printf '%s' \"$1\" > \"$2\" && chmod 755 \"$2\"", "sh",
          "#!/bin/sh\nulimit -f 64\nexec \(real) \"$@\"\n", "\(wrapper)/\(name)",
        ])
    }
    let limited = try FFmpeg(searchPath: wrapper)
    let source = try films.reader(films.moving("a.mkv", size: "640x480", seconds: 2))
    let sink = try FilmWriter(
      films.path("b.mkv"), format: source.format, options: .init(codec: "ffv1"), ffmpeg: limited)
    let error = #expect(throws: FilmError.self) { try copy(source, to: sink) }
    guard case .noSpace(films.path("b.mkv"), _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(films.names == ["a.mkv", "bin"])
  }

  @Test func fullDeviceFromStandardSystemCalls() throws {
    let writer = try? Y4MWriter("/dev/full", format: tinyFormat)
    #expect(writer == nil)
    let error = #expect(throws: FilmError.self) { try Y4MWriter("/dev/full", format: tinyFormat) }
    guard case .noSpace("/dev/full", _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
