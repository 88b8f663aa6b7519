/// Short runs of ffmpeg that show what can be done with a stream of a film, where no table tells.
struct FilmTrial {
  /// Codecs of pictures that QuickTime's files take as covers.
  static let coverCodecs: Set<String> = ["mjpeg", "png", "bmp"]

  private let film: FilmProbe
  private let ffmpeg: FFmpeg

  /// Trials with a film.
  init(_ film: FilmProbe, _ ffmpeg: FFmpeg) { (self.film, self.ffmpeg) = (film, ffmpeg) }

  /// Tells whether a second of the sound can be decoded.
  func decodes(_ stream: FilmStream) -> Bool { samples(of: source(stream)) != nil }

  /// Tells whether the sound's samples are about as many as its times have room for.
  func hasTimes(_ stream: FilmStream) -> Bool {
    let source = source(stream)
    guard let all = samples(of: source, filter: "anull"), let fitting = samples(of: source) else {
      return true
    }
    return fitting.count * 10 >= all.count * 9
  }

  /// Tells whether a second of the stream, copied into the container and taken out again, is still
  /// what it was: the same sound, or the same packets of anything else.
  func survives(_ stream: FilmStream, in container: FilmContainer) -> Bool {
    let source = source(stream)
    // Twice, so that other packets lie between its own, as those of pictures do.
    let twice = stream.kind == .sound ? ["-map", "0:\(stream.index)"] : []
    guard let file = try? MemoryFile([]),
      (try? run(source + twice + ["-c", "copy", "-f", container.ffmpegName, file.path])) != nil
    else { return false }
    let copy = ["-i", file.path, "-map", "0:0"]
    if stream.kind == .sound {
      guard let before = samples(of: source), let after = samples(of: copy) else { return false }
      return SoundLikeness.correlation(before, after) > 0.93
    }
    let digest = ["-c", "copy", "-f", "streamhash", "-hash", "md5", "pipe:1"]
    guard let before = try? run(source + digest), let after = try? run(copy + digest) else {
      return false
    }
    return before.digest == after.digest
  }

  /// The first packet of a stream: the file of a cover picture.
  func packet(of stream: FilmStream) -> [UInt8]? {
    try? runForBytes(
      ffmpeg.ffmpeg,
      Self.common + ["-i", FFmpeg.argument(film.path), "-map", "0:\(stream.index)"]
        + ["-frames:v", "1", "-c", "copy", "-f", "image2pipe", "pipe:1"], outputLimit: 1 << 26)
  }

  private static let common = ["-nostdin", "-hide_banner", "-loglevel", "error", "-y"]

  /// ffmpeg's arguments for the first second of a stream, wherever in the film that is.
  private func source(_ stream: FilmStream) -> [String] {
    let begin = (stream.start ?? film.start) - film.start
    return (begin > 0.5 ? ["-ss", "\(begin)"] : [])
      + ["-t", "1", "-i", FFmpeg.argument(film.path), "-map", "0:\(stream.index)"]
  }

  /// Runs ffmpeg; what it prints.
  private func run(_ arguments: [String]) throws(FilmError) -> [UInt8] {
    try runForBytes(ffmpeg.ffmpeg, Self.common + arguments, outputLimit: 1 << 20)
  }

  /// Sound as samples; nil when it can't be decoded.
  private func samples(
    of source: [String], filter: String = "aresample=async=1:first_pts=0"
  ) -> [Int16]? {
    let form = ["-ac", "1", "-ar", "\(SoundLikeness.rate)", "-f", "s16le", "pipe:1"]
    let bytes = try? run(source + ["-af", filter] + form)
    guard let bytes, !bytes.isEmpty else { return nil }
    return stride(from: 0, to: bytes.count - 1, by: 2).map {
      Int16(truncatingIfNeeded: Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8)
    }
  }
}

extension [UInt8] {
  /// Text that follows `=` in a line such as `0,a,MD5=...`.
  fileprivate var digest: ArraySlice<UInt8> { self[(firstIndex(of: UInt8(ascii: "=")) ?? 0)...] }
}
