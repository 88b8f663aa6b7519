/// A stream of a film's file, as ffprobe tells of it.
public struct FilmStream: Hashable, Sendable {
  /// Kind of a stream by what it holds.
  public enum Kind: Hashable, Sendable {
    case video, sound, subtitle
    /// One picture that stands for the film.
    case cover
    /// A file inside the file: a font, for example.
    case attachment
    /// Anything else that has times: time codes, positions, chapters' titles.
    case data
  }

  /// The stream's number in the file.
  public let index: Int
  /// Kind by what it holds.
  public let kind: Kind
  /// ffmpeg's name of the codec, for example `aac`; `unknown` where it has none.
  public let codec: String
  /// The container's own name of the codec, for example `mp4a`.
  let codecTag: String?
  /// Seconds at which it begins, in the file's own times.
  let start: Double?
  /// Samples a second of sound; nil when unknown.
  let sampleRate: Int?
  /// Significant bits a sample of sound, where the codec tells.
  let bitsPerSample: Int?
  /// Whether sound says where its channels are heard.
  let hasChannelLayout: Bool
  /// The language, for example `eng`.
  let language: String?
  /// The stream's title.
  let title: String?
  /// The name of an attached file.
  let fileName: String?

  /// Reads what stands under a key such as `streams.stream.0.`.
  ///
  /// - Returns: nil for a stream without a number.
  init?(_ text: FlatText, _ key: String) {
    guard let index = text.integer(key + "index") else { return nil }
    self.index = index
    let type = text[key + "codec_type"]
    let isPicture =
      text[key + "disposition.attached_pic"] == "1"
      || text[key + "disposition.timed_thumbnails"] == "1"
    kind =
      switch type {
      case "video": isPicture ? .cover : .video
      case "audio": .sound
      case "subtitle": .subtitle
      case "attachment": .attachment
      default: .data
      }
    codec = text[key + "codec_name"] ?? "unknown"
    codecTag = text[key + "codec_tag_string"]
    start = text[key + "start_time"].flatMap(Double.init)
    sampleRate = text.integer(key + "sample_rate").flatMap { $0 > 0 ? $0 : nil }
    bitsPerSample =
      [text.integer(key + "bits_per_raw_sample"), text.integer(key + "bits_per_sample")]
      .compactMap { $0 }.first { $0 > 0 }
    hasChannelLayout = text[key + "channel_layout"] != nil
    let language = text[key + "tags.language"] ?? text[key + "tags.LANGUAGE"]
    self.language = language == "und" ? nil : language
    title = text[key + "tags.title"] ?? text[key + "tags.TITLE"]
    fileName = text[key + "tags.filename"] ?? text[key + "tags.FILENAME"]
  }
}

extension FilmStream {
  /// Whether sound is kept without loss.
  var isExact: Bool {
    codec.hasPrefix("pcm_")
      || [
        "flac", "alac", "truehd", "mlp", "tta", "wavpack", "s302m", "ape", "tak", "wmalossless",
        "shorten", "als", "mp4als",
      ].contains(codec)
  }

  /// Whether subtitles are text, which one codec takes over from another.
  var isText: Bool {
    [
      "subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text", "microdvd", "mpl2", "sami",
      "realtext", "subviewer", "subviewer1", "stl", "jacosub", "vplayer", "pjs", "eia_608",
    ].contains(codec)
  }
}
