import Foundation
import Testing

@testable import Films

/// A flash and a beep at one moment stay at one moment, whatever starts first and wherever it goes.
@Suite(.enabled(if: Films.areThere, Films.reason)) struct FilmSyncTests {
  struct Source: CustomTestStringConvertible {
    let name: String
    let pictures: String
    let sound: String
    var options = ""
    var testDescription: String { name }

    /// Samples a packet: encoders want whole ones.
    var frame: Int { ["ac3": 1536, "mp2": 1152, "libopus": 960, "wmav2": 2048][sound] ?? 1024 }
  }

  static let sources = [
    Source(name: "s.ts", pictures: "libx264", sound: "aac"),
    Source(name: "s.m2ts", pictures: "libx264", sound: "ac3", options: "-mpegts_m2ts_mode 1"),
    Source(name: "s.vob", pictures: "mpeg2video -bf 2", sound: "mp2"),
    Source(name: "s.mpg", pictures: "mpeg1video", sound: "mp2"),
    Source(name: "s.mkv", pictures: "libx264", sound: "aac"),
    Source(name: "s.mp4", pictures: "libx264", sound: "aac"),
    Source(name: "s.mov", pictures: "libx264", sound: "pcm_s16le"),
    Source(name: "s.flv", pictures: "flv", sound: "aac"),
    Source(name: "s.webm", pictures: "libvpx -deadline realtime", sound: "libopus"),
    Source(name: "s.nut", pictures: "mpeg4", sound: "ac3"),
    Source(name: "s.wmv", pictures: "wmv2", sound: "wmav2"),
    Source(name: "s.3gp", pictures: "mpeg4", sound: "aac"),
    Source(name: "s.avi", pictures: "mpeg4", sound: "ac3"),
  ]

  let films: Films

  init() throws { films = try Films() }

  @Test(arguments: sources, [-0.7, -0.2, 0, 0.2, 0.7])
  func lipsStayInTime(source: Source, offset: Double) throws {
    // The sound begins so much later than the pictures.
    let pictures = offset < 0 ? ",trim=start=\(-offset)" : ""
    let sound = offset > 0 ? ",atrim=start=\(offset)" : ""
    try films.make(
      source.name,
      "-filter_complex color=black:s=64x48:r=25:d=2,format=yuv420p,"
        + "drawbox=c=white:t=fill:enable='between(t,0.999,1.199)'\(pictures)[v];"
        + "aevalsrc='if(between(t,1,1.2),0.6*sin(6283*t),0)':s=48000:d=2\(sound),"
        + "asetnsamples=n=\(source.frame):p=0[a] -map [v] -map [a] -c:v \(source.pictures) -c:a \(source.sound) "
        + source.options)
    let path = films.path(source.name)
    let before = try delay(path)
    let far = abs(offset) > 0.5
    for ending in far ? ["mp4", "mkv", "avi", "webm", "mov", "nut"] : ["mp4", "mkv"] {
      let output = films.path("out.\(ending)")
      let reader = try films.reader(path)
      let writer = try FilmWriter(
        output, format: reader.format, options: .init(sound: reader.probe), ffmpeg: films.ffmpeg)
      let report = try copy(reader, to: writer)
      #expect(report.fault == nil)
      let after = try delay(output)
      #expect(
        abs(after - before) < 0.025, "\(source.name) \(offset) -> \(ending): \(before) \(after)")
    }
  }

  /// Seconds from the first bright picture to the first loud sample, on ffmpeg's common clock.
  private func delay(_ path: String) throws -> Double {
    let (light, sound) = (films.path("light.raw"), films.path("sound.raw"))
    _ = try runToEnd(
      films.ffmpeg.ffmpeg,
      ["-nostdin", "-loglevel", "error", "-y", "-i", path]
        + ["-map", "0:v:0", "-vf", "fps=500:start_time=0,scale=1:1,format=gray"]
        + ["-f", "rawvideo", light, "-map", "0:a:0"]
        + ["-af", "aresample=8000:async=1:first_pts=0", "-ac", "1", "-f", "u8", sound])
    let lights = try Data(contentsOf: URL(filePath: light))
    let samples = try Data(contentsOf: URL(filePath: sound))
    let flash = try #require(lights.firstIndex { $0 > 100 })
    let beep = try #require(samples.firstIndex { abs(Int($0) - 128) > 12 })
    return Double(beep) / 8000 - Double(flash) / 500
  }
}
