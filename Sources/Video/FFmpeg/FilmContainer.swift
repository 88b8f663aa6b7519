/// A kind of file that films are written to, by the end of the file's name.
enum FilmContainer: String, CaseIterable {
  case mp4, m4v, mov, mkv, webm, avi, nut

  /// From the end of a path, whatever its case; nil for an unknown one.
  init?(path: String) {
    let name = lastPathPart(path)
    guard let dot = name.lastIndex(of: ".") else { return nil }
    self.init(rawValue: name[name.index(after: dot)...].lowercased())
  }

  /// ffmpeg's name of the format.
  var ffmpegName: String {
    switch self {
    case .mp4, .m4v: "mp4"
    case .mov: "mov"
    case .mkv: "matroska"
    case .webm: "webm"
    case .avi: "avi"
    case .nut: "nut"
    }
  }

  /// What is used unless a codec is named; nil when transparency has no place in the container.
  func codec(hasAlpha: Bool) -> FilmCodec? {
    switch (self, hasAlpha) {
    case (.webm, _): .vp9
    case (.mov, true): .prores
    case (.mkv, true), (.nut, true): .ffv1
    case (_, true): nil
    case (_, false): .h264
    }
  }

  /// Whether sound of this codec may be copied as it is.
  func takes(sound codec: String) -> Bool {
    switch self {
    case .mp4, .m4v: ["aac", "mp3", "ac3", "eac3", "alac", "opus", "flac"].contains(codec)
    case .mov: ["aac", "mp3", "ac3", "eac3", "alac"].contains(codec) || codec.hasPrefix("pcm_")
    case .webm: ["opus", "vorbis"].contains(codec)
    case .avi: ["mp3", "ac3", "aac", "pcm_s16le", "pcm_u8"].contains(codec)
    case .mkv, .nut: true
    }
  }

  /// The encoder for sound that may not be copied.
  var soundEncoder: String {
    switch self {
    case .mp4, .m4v, .mov, .mkv, .nut: "aac"
    case .webm: "libopus"
    case .avi: "ac3"
    }
  }
}
