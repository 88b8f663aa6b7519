import Foundation
import Testing

@testable import Films

/// Every sound that this ffmpeg can make, in every container that is written: what comes out decodes to
/// what went in, copied or converted.
@Suite(.enabled(if: Films.areThere, Films.reason)) struct SoundTableTests {
  /// Encoders, and the kind of file that their sound is found in.
  static let encoders = [
    ("aac", "mp4"), ("aac", "ts"), ("ac3", "ts"), ("eac3", "ts"), ("dca", "ts"), ("mp2", "vob"),
    ("libmp3lame", "mp4"), ("libmp3lame", "ts"), ("libopus", "webm"), ("libvorbis", "mkv"),
    ("flac", "mkv"), ("alac", "mov"), ("truehd", "mkv"), ("mlp", "mkv"), ("tta", "mkv"),
    ("wavpack", "mkv"), ("s302m", "ts"), ("pcm_bluray", "m2ts"), ("pcm_dvd", "vob"),
    ("adpcm_swf", "flv"), ("adpcm_ima_qt", "mov"), ("adpcm_ima_wav", "avi"), ("adpcm_ms", "avi"),
    ("adpcm_yamaha", "avi"), ("nellymoser", "flv"), ("libspeex", "flv"), ("libgsm_ms", "avi"),
    ("libgsm", "mov"), ("g726", "mkv"), ("g722", "mkv"), ("wmav1", "avi"), ("wmav2", "asf"),
    ("pcm_alaw", "mov"), ("pcm_mulaw", "avi"), ("pcm_u8", "avi"), ("pcm_s8", "mov"),
    ("pcm_s16le", "avi"), ("pcm_s16be", "mov"), ("pcm_s24le", "mkv"), ("pcm_s24be", "mov"),
    ("pcm_s32le", "mkv"), ("pcm_s32be", "mov"), ("pcm_f32le", "mkv"), ("pcm_f32be", "mov"),
    ("pcm_f64le", "mkv"), ("pcm_f64be", "mov"),
  ]
  private static let narrow = ["libspeex", "nellymoser", "libgsm", "libgsm_ms", "g726", "g722"]

  let films: Films

  init() throws { films = try Films() }

  @Test(arguments: encoders)
  func soundComesOutAsItWentIn(encoder: String, ending: String) throws {
    guard films.ffmpeg.encoders.contains(encoder[...]) else { return }
    let isNarrow = Self.narrow.contains(encoder)
    let rates = ["g722": 16_000, "libspeex": 16_000, "nellymoser": 16_000, "adpcm_swf": 44_100]
    let rate = rates[encoder] ?? (isNarrow ? 8000 : 48_000)
    let pictures = ["vob", "m2ts", "ts"].contains(ending) ? "mpeg2video" : "mpeg4"
    let video = ending == "webm" ? "libvpx -deadline realtime" : ending == "flv" ? "flv" : pictures
    let path = try films.make(
      "in.\(ending)",
      "-f lavfi -i color=gray:s=64x48:r=25:d=1 -f lavfi -i "
        + "aevalsrc=0.4*sin(6.2832*t*(200+60*t)):s=\(rate):d=1 -c:v \(video) -strict -2 "
        + "-c:a \(encoder) -ac \(isNarrow ? 1 : 2) -ar \(rate)"
        + (ending == "m2ts" ? " -mpegts_m2ts_mode 1" : ""))
    let before = try samples(path)
    #expect(before.count > 3000, "\(encoder) in .\(ending) is no test")
    for ending in ["mp4", "mov", "mkv", "webm", "avi", "nut"] {
      let output = films.path("out.\(ending)")
      let reader = try films.reader(path)
      let writer = try FilmWriter(
        output, format: reader.format,
        options: .init(
          codec: ending == "webm" ? "vp9" : "mpeg4",
          sound: reader.probe), ffmpeg: films.ffmpeg)
      try copy(reader, to: writer)
      let sounds = try films.probe(output).sounds
      #expect(sounds.count == 1, "\(encoder) in .\(ending)")
      // What changed was said, and what was not said did not change.
      let isSame = sounds.first?.codec == reader.probe.sounds.first?.codec
      let words = "\(encoder) in .\(ending): \(writer.conversions)"
      #expect(isSame != writer.conversions.contains { $0.hasPrefix("sound (") }, "\(words)")
      #expect(likeness(before, try samples(output)) > 0.9, "\(words)")
    }
  }

  /// The sound as samples of 4 kHz; empty when it can't be decoded without a complaint.
  private func samples(_ path: String) throws -> [Double] {
    let raw = films.path("samples.raw")
    let child = try ChildProcess(
      films.ffmpeg.ffmpeg,
      ["-nostdin", "-loglevel", "error", "-y", "-i", path, "-map", "0:a:0"]
        + ["-af", "aresample=async=1:first_pts=0", "-ac", "1", "-ar", "4000", "-f", "s16le", raw],
      input: .nothing, output: .nothing)
    guard child.wait().isSuccess, child.errorLines.isEmpty else { return [] }
    return try Data(contentsOf: URL(filePath: raw)).withUnsafeBytes { bytes in
      bytes.bindMemory(to: Int16.self).map { Double($0) }
    }
  }

  /// The greatest correlation of two recordings; 0 for different lengths. They may be 150 ms apart:
  /// encoders put samples in front, and all streams begin that much later then.
  private func likeness(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count > 2000, b.count > 2000, abs(a.count - b.count) < 1200 else { return 0 }
    let reach = 600
    let core = a[reach..<min(a.count, b.count) - reach]
    let power = core.reduce(0) { $0 + $1 * $1 }
    return (0...2 * reach).map { lag in
      let other = b[lag..<lag + core.count]
      let product = zip(core, other).reduce(0) { $0 + $1.0 * $1.1 }
      let norm = (power * other.reduce(0) { $0 + $1 * $1 }).squareRoot()
      return norm > 0 ? product / norm : 0
    }.max() ?? 0
  }
}
