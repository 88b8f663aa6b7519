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

  /// Returns the codec that is used unless one is named; nil when transparency has no place in the
  /// container.
  func codec(hasAlpha: Bool) -> FilmCodec? {
    switch (self, hasAlpha) {
    case (.webm, _): .vp9
    case (.mov, true): .prores
    case (.mkv, true), (.nut, true): .ffv1
    case (_, true): nil
    case (_, false): .h264
    }
  }

  /// Whether it is one of the kinds that QuickTime's files are the model of.
  var isQuickTime: Bool { [.mp4, .m4v, .mov].contains(self) }

  /// Whether it tells each frame's time. An AVI file only tells the rate; all streams begin at once.
  var hasTimes: Bool { self != .avi }

  /// Whether it has chapters.
  var hasChapters: Bool { self != .avi }

  /// Whether tracks have languages.
  var hasLanguages: Bool { self != .avi }

  /// Place for a picture that stands for the film; nil when it does not.
  var covers: CoverPlace? {
    switch self {
    case .mp4, .m4v: .stream
    case .mkv: .attachment
    case .mov, .webm, .avi, .nut: nil
    }
  }

  /// Place of a picture that stands for a film.
  enum CoverPlace {
    /// As a stream that is marked.
    case stream
    /// As an attached file.
    case attachment
  }

  /// Whether files can be attached.
  var hasAttachments: Bool { self == .mkv }

  /// Encoders for sound that can't be carried as it is, the best first.
  ///
  /// - Parameter isExact: whether the sound was compressed without loss, or not at all.
  func soundEncoders(isExact: Bool, bitsPerSample: Int?) -> [String] {
    let samples = (bitsPerSample ?? 16) > 16 ? "pcm_s24le" : "pcm_s16le"
    return switch (self, isExact) {
    case (.webm, _): ["libopus", "libvorbis"]
    case (.mkv, true): ["flac", samples]
    case (.mov, true), (.nut, true), (.avi, true): [samples]
    case (.avi, false): ["ac3", "libmp3lame"]
    case (_, _): ["aac"]
    }
  }

  /// Encoders of subtitles that may be copied into it.
  var subtitleCodecs: Set<String> {
    switch self {
    case .mp4, .m4v: ["mov_text", "dvd_subtitle"]
    case .mov: ["mov_text"]
    case .mkv:
      [
        "subrip", "srt", "ass", "ssa", "webvtt", "dvd_subtitle", "dvb_subtitle",
        "hdmv_pgs_subtitle", "hdmv_text_subtitle",
      ]
    case .webm: ["webvtt"]
    case .nut: ["ass", "ssa"]
    case .avi: []
    }
  }

  /// The encoder that text in other forms becomes; nil where there is no place for it.
  var textEncoder: String? {
    switch self {
    case .mp4, .m4v, .mov: "mov_text"
    case .mkv: "srt"
    case .webm: "webvtt"
    case .nut: "ass"
    case .avi: nil
    }
  }

  /// Names of what the file may say of itself, in lower case; nil where any name is kept.
  ///
  /// Source: ffmpeg's muxers of AVI (`riffenc.c`) and of QuickTime's files without the flag
  /// `use_metadata_tags`, as trials with ffmpeg 5.1 confirm.
  var tagNames: Set<String>? {
    switch self {
    case .mkv, .webm, .nut: nil
    case .mp4, .m4v, .mov:
      [
        "title", "artist", "album", "album_artist", "composer", "genre", "date", "comment",
        "description", "copyright", "lyrics", "creation_time",
      ]
    case .avi:
      ["title", "artist", "album", "genre", "date", "comment", "copyright", "language", "track"]
    }
  }
}
