import Glibc

/// What ffprobe tells of a film. Its first video stream counts; cover pictures don't.
public struct FilmProbe: Hashable, Sendable {
  /// A stream of sound.
  public struct Sound: Hashable, Sendable {
    /// The stream's number in the file.
    public let index: Int
    /// ffmpeg's name of the codec, for example `aac`.
    public let codec: String
  }

  /// The film's file.
  public let path: String
  /// The video stream's number in the file.
  public let streamIndex: Int
  /// ffmpeg's name of the video codec, for example `h264`.
  public let codec: String
  /// Pixels a row, as shown: after rotation.
  public let width: Int
  /// Rows, as shown: after rotation.
  public let height: Int
  /// Degrees, anticlockwise, by which stored pictures are turned to be shown.
  public let rotation: Int
  /// ffmpeg's name of the pixel format, for example `yuv420p`.
  public let pixelFormat: String
  /// Bits a component.
  public let bitDepth: Int
  /// Whether pixels have transparency.
  public let hasAlpha: Bool
  /// Whether the film is stored as red, green and blue.
  public let isRGB: Bool
  /// Whether frames are stored as two fields of different times.
  public let isInterlaced: Bool
  /// Frames a second, nominally.
  public let frameRate: Rational?
  /// Frames a second on average.
  public let averageFrameRate: Rational?
  /// Seconds a tick of the stream's times.
  public let timeBase: Rational
  /// Seconds, as far as the file tells.
  public let duration: Double?
  /// Frames, as far as the file tells.
  public let frameCount: Int?
  /// Width of a shown pixel by its height, where the file tells.
  public let pixelAspect: Rational?
  /// What the file says of its colours.
  public let colour: ColourTags
  /// The streams of sound, in the order of the file.
  public let sounds: [Sound]

  /// Whether the film has high dynamic range.
  public var isHDR: Bool { colour.isHDR }

  /// Asks ffprobe.
  ///
  /// - Throws: `FilmError`: `.unreadable`, `.notAFilm`, `.tooLarge`, `.cannotStart`.
  public init(_ path: String, ffmpeg: FFmpeg) throws(FilmError) {
    try Self.checkReadable(path)
    let text: String
    do {
      text = try runToEnd(
        ffmpeg.ffprobe,
        [
          "-hide_banner", "-loglevel", "error", "-show_streams", "-show_format", "-of", "flat",
          FFmpeg.argument(path),
        ])
    } catch .programFailed(_, let status, let lines) {
      let reason = lines.last?.droppingPrefix("\(FFmpeg.argument(path)): ")
      throw .notAFilm(path: path, reason: reason ?? "ffprobe \(status)")
    }
    try self.init(path, FlatText(text))
  }

  /// Reads what ffprobe printed.
  init(_ path: String, _ text: FlatText) throws(FilmError) {
    let count = text.integer("format.nb_streams") ?? 0
    let streams = (0..<min(count, 1000)).map { "streams.stream.\($0)." }
    func isPicture(_ stream: String) -> Bool {
      text[stream + "codec_type"] == "video"
        && text[stream + "disposition.attached_pic"] != "1"
    }
    guard let stream = streams.first(where: isPicture) else {
      throw .notAFilm(
        path: path,
        reason: streams.contains { text[$0 + "codec_type"] == "audio" }
          ? "sound without a video stream" : "no video stream")
    }
    guard let index = text.integer(stream + "index"),
      let storedWidth = text.integer(stream + "width"),
      let storedHeight = text.integer(stream + "height"),
      let pixelFormat = text[stream + "pix_fmt"], let codec = text[stream + "codec_name"]
    else { throw .notAFilm(path: path, reason: "a video stream that ffmpeg can't decode") }

    self.path = path
    self.codec = codec
    self.pixelFormat = pixelFormat
    streamIndex = index
    let rotation = Self.rotation(text, stream)
    self.rotation = rotation
    // ffmpeg turns pictures by quarters when the angle is within a degree of one.
    let angle = (rotation % 360 + 360) % 360
    let isTurned = [90, 270].contains { abs($0 - angle) <= 1 }
    (width, height) = isTurned ? (storedHeight, storedWidth) : (storedWidth, storedHeight)
    try FilmFormat.check(width: width, height: height)
    let kind = PixelKind(pixelFormat)
    bitDepth = kind.bitDepth
    isRGB = kind.isRGB
    // VP8 and VP9 keep transparency in a second stream of pictures that the format does not name.
    hasAlpha =
      kind.hasAlpha || text[stream + "tags.alpha_mode"] == "1"
      || text[stream + "tags.ALPHA_MODE"] == "1"
    isInterlaced = ["tt", "bb", "tb", "bt"].contains(text[stream + "field_order"])
    frameRate = text[stream + "r_frame_rate"].flatMap { Rational($0) }
    averageFrameRate = text[stream + "avg_frame_rate"].flatMap { Rational($0) }
    timeBase = text[stream + "time_base"].flatMap { Rational($0) } ?? .milliseconds
    duration =
      text[stream + "duration"].flatMap(Double.init)
      ?? (text[stream + "tags.DURATION"] ?? text[stream + "tags.DURATION-eng"])
      .flatMap(Self.seconds) ?? text["format.duration"].flatMap(Double.init)
    frameCount = text.integer(stream + "nb_frames")
    let aspect = text[stream + "sample_aspect_ratio"].flatMap { Rational($0) }
    pixelAspect = isTurned ? aspect?.inverse : aspect
    colour = Self.colour(text, stream, isRGB: isRGB)
    sounds = streams.compactMap { stream in
      guard text[stream + "codec_type"] == "audio", let index = text.integer(stream + "index"),
        let codec = text[stream + "codec_name"]
      else { return nil }
      return Sound(index: index, codec: codec)
    }
  }

  private static func checkReadable(_ path: String) throws(FilmError) {
    guard let status = fileStatus(path), withPath(path, { access($0, R_OK) }) == 0 else {
      throw .unreadable(path: path, reason: "\(SystemError(number: errno))")
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw .unreadable(path: path, reason: "\(SystemError(number: EISDIR))")
    }
  }

  private static func rotation(_ text: FlatText, _ stream: String) -> Int {
    for index in 0..<16 {
      let key = stream + "side_data_list.side_data.\(index).rotation"
      if let rotation = text.integer(key) { return rotation }
    }
    return 0
  }

  private static func colour(_ text: FlatText, _ stream: String, isRGB: Bool) -> ColourTags {
    func word(_ key: String) -> String? {
      text[stream + key].flatMap { $0 == "unspecified" || $0 == "reserved" ? nil : $0 }
    }
    if isRGB { return ColourTags() }
    let range: ColourTags.Range? =
      switch text[stream + "color_range"] {
      case "tv": .limited
      case "pc": .full
      default: text[stream + "pix_fmt"]?.hasPrefix("yuvj") == true ? .full : nil
      }
    return ColourTags(
      range: range, matrix: word("color_space"), primaries: word("color_primaries"),
      transfer: word("color_transfer"), chromaLocation: word("chroma_location"))
  }

  /// Reads `00:01:02.500000000`.
  private static func seconds(_ text: String) -> Double? {
    let parts = text.split(separator: ":").map { Double($0) }
    guard parts.count == 3, let hours = parts[0], let minutes = parts[1], let seconds = parts[2]
    else { return nil }
    return hours * 3600 + minutes * 60 + seconds
  }
}

extension String {
  /// The text without `prefix`, where it begins so.
  fileprivate func droppingPrefix(_ prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
  }
}
