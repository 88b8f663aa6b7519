import Glibc
public import Imaging

/// Probe of a film: what ffprobe tells. Its first video stream counts; cover pictures don't.
public struct FilmProbe: Hashable, Sendable {
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
  /// Chroma sampling, for example `4:2:0`; nil without colors.
  public let chromaSampling: String?
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
  /// Tags of the file's colors.
  public let color: ColorTags
  /// All streams, in the order of the file.
  public let streams: [FilmStream]
  /// Chapters of the film.
  public let chapterCount: Int
  /// Seconds at which the first stream begins, in the file's own times.
  let start: Double
  /// Seconds from the first stream's begin to the end of the last picture, where the file tells.
  let pictureEnd: Double?
  /// Seconds from the first stream's begin to the last picture's begin: looked for where frames are shown
  /// for different times.
  private(set) var lastPictureTime: Double?
  /// ffmpeg's names of the container, with commas between them, for example `mov,mp4,m4a`.
  let containerNames: String
  /// Names of what the file says of itself: title, date, camera.
  let tagNames: [String]
  /// The time code of the first frame, for example `01:00:00:00`.
  let timecode: String?
  /// Whether frames carry closed captions.
  let hasClosedCaptions: Bool
  /// Whether the first packets need pictures that the file does not have: a recording's begin, often.
  let beginsWithinPictures: Bool
  /// Whether the first pictures are shown for different times.
  let beginsUnevenly: Bool

  /// The layout to decode to: that of nearly all films, or RGBA for what it would lose.
  public var workingFormat: PixelFormat {
    isRGB || hasAlpha || color.matrixInEffect(height: height) == .bt2020 ? .rgba : .i420
  }

  /// The streams of sound, in the order of the file.
  public var sounds: [FilmStream] { streams.filter { $0.kind == .sound } }

  /// The stream of the pictures that are worked on.
  var pictures: FilmStream? { streams.first { $0.index == streamIndex } }

  /// Whether the film has high dynamic range.
  public var isHDR: Bool { color.isHDR }

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
          "-hide_banner", "-loglevel", "error", "-show_streams", "-show_format", "-show_chapters",
          "-show_packets", "-read_intervals", "%+#\(Self.packetCount)", "-of", "flat",
          FFmpeg.argument(path),
        ], outputLimit: 1 << 24, stop: ffmpeg.stop)
    } catch .programFailed(_, let status, let lines) {
      let reason = lines.last?.droppingPrefix("\(FFmpeg.argument(path)): ")
      throw .notAFilm(path: path, reason: reason ?? "ffprobe \(status)")
    }
    try self.init(path, FlatText(text))
    if hasVaryingRate, let pictureEnd {
      lastPictureTime = Self.lastPictureTime(self, near: pictureEnd, ffmpeg)
    }
  }

  /// The latest time of the film's last packets of pictures; nil when ffprobe finds none.
  private static func lastPictureTime(
    _ film: FilmProbe, near end: Double, _ ffmpeg: FFmpeg
  ) -> Double? {
    let text = try? runToEnd(
      ffmpeg.ffprobe,
      [
        "-hide_banner", "-loglevel", "fatal", "-select_streams", "\(film.streamIndex)",
        "-show_entries", "packet=pts_time", "-of", "csv=p=0", "-read_intervals",
        "\(max(0, film.start + end - 10))%", FFmpeg.argument(film.path),
      ], outputLimit: 1 << 24, stop: ffmpeg.stop)
    return text?.split(whereSeparator: { $0 == "\n" || $0 == "," }).compactMap { Double($0) }.max()
      .map { $0 - film.start }
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
    chromaSampling = kind.chromaSampling
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
    color = Self.color(text, stream, isRGB: isRGB)
    self.streams = streams.compactMap { FilmStream(text, $0) }
    start = text["format.start_time"].flatMap(Double.init) ?? 0
    pictureEnd = Self.pictureEnd(text, stream, start: start, streamCount: count)
    containerNames = text["format.format_name"] ?? ""
    tagNames = text.keys(under: "format.tags.")
    chapterCount =
      Set(
        text.keys(under: "chapters.chapter.").compactMap { $0.split(separator: ".").first }
      ).count
    timecode =
      (["format.tags."] + streams.map { $0 + "tags." })
      .flatMap { [$0 + "timecode", $0 + "TIMECODE"] }.compactMap { text[$0] }.first
    hasClosedCaptions = text[stream + "closed_captions"] == "1"
    beginsWithinPictures = Self.beginsWithinPictures(text, stream: index)
    beginsUnevenly = Self.beginsUnevenly(text, stream: index)
  }

  /// Reads the stream's own length; where it is not told, the file's counts if there is nothing
  /// else in it.
  private static func pictureEnd(
    _ text: FlatText, _ stream: String, start: Double, streamCount: Int
  ) -> Double? {
    if let duration = text[stream + "duration"].flatMap(Double.init) {
      return duration + (text[stream + "start_time"].flatMap(Double.init) ?? start) - start
    }
    if let end = text[stream + "tags.DURATION"].flatMap(seconds) { return end - start }
    return streamCount == 1 ? text["format.duration"].flatMap(Double.init) : nil
  }

  /// Packets that are looked at: enough for the first one of the pictures to be among them.
  private static let packetCount = 64

  /// Tells whether the first packet of a stream is none that decoding can begin at.
  private static func beginsWithinPictures(_ text: FlatText, stream: Int) -> Bool {
    for index in 0..<packetCount {
      // Behind a section's name stands `packet` or, with frames, `packets_and_frames`.
      let key = "packets.packet.\(index)."
      guard text.integer(key + "stream_index") == stream else { continue }
      return text[key + "flags"]?.contains("K") == false
    }
    return false
  }

  /// Tells whether the times of the first packets differ by more than files round them.
  private static func beginsUnevenly(_ text: FlatText, stream: Int) -> Bool {
    let times = (0..<packetCount).map { "packets.packet.\($0)." }
      .filter { text.integer($0 + "stream_index") == stream }
      .compactMap { text[$0 + "pts_time"].flatMap(Double.init) }.sorted()
    // The last may wait for pictures that are stored behind it.
    let steps = zip(times, times.dropFirst()).map { $1 - $0 }.dropLast(min(8, times.count / 4))
    guard let least = steps.min(), let most = steps.max() else { return false }
    return most - least > max(0.0025, 0.1 * least)
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

  private static func color(_ text: FlatText, _ stream: String, isRGB: Bool) -> ColorTags {
    func word(_ key: String) -> String? {
      text[stream + key].flatMap { $0 == "unspecified" || $0 == "reserved" ? nil : $0 }
    }
    if isRGB { return ColorTags() }
    let range: ColorTags.Range? =
      switch text[stream + "color_range"] {
      case "tv": .limited
      case "pc": .full
      default: text[stream + "pix_fmt"]?.hasPrefix("yuvj") == true ? .full : nil
      }
    return ColorTags(
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
