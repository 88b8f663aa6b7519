/// Plan of a film's encoding: what was chosen, and ffmpeg's arguments.
struct FilmEncoding {
  /// Arguments of the child but for the path of its output.
  let arguments: [String]
  /// Differences from what was asked for, in words for a person.
  let conversions: [String]
  /// Chroma sampling that is encoded, for example `4:2:0`.
  let chromaSampling: String?
  /// Arguments behind the path of its output.
  let trailingArguments: [String]
  /// Files that the child opens.
  let covers: [MemoryFile]

  /// Chooses.
  ///
  /// - Throws: `FilmError.unsupportedOutput`.
  init(
    path: String, _ format: FilmFormat, options: FilmWriter.Options, ffmpeg: FFmpeg
  ) throws(FilmError) {
    guard let container = FilmContainer(path: path) else {
      throw .unsupportedOutput(
        path: path,
        expected: "a name that ends in \(FilmNames.endingsInWords)",
        found: "'\(lastPathPart(path))'")
    }
    let (encoder, codec) = try Self.encoder(path: path, container, options, ffmpeg)
    if codec == nil && options.quality != nil {
      throw .unsupportedOutput(
        path: path, expected: "a codec whose scale of quality is known",
        found: "'\(encoder)': give its own options to ffmpeg instead")
    }
    guard let pixelFormat = Self.pixelFormat(codec, hasAlpha: options.keepsAlpha) else {
      throw .unsupportedOutput(
        path: path, expected: "a codec with transparency (vp9, prores, ffv1)", found: "'\(encoder)'"
      )
    }
    var conversions: [String] = []
    let filters = Self.filters(
      format, pixelFormat: pixelFormat, codec, container, options: options, &conversions)
    var arguments = [
      "-nostdin", "-hide_banner", "-loglevel", "error", "-y",
      // Times count from the film's begin, not from the first frame.
      "-seek_timestamp", "1", "-probesize", "32", "-analyzeduration", "0", "-fpsprobesize", "0",
      // A short queue: what is in it when ffmpeg is interrupted is lost.
      "-thread_queue_size", "1", "-f", "nut", "-i", "pipe:0",
    ]
    let film = options.sound
    if let film { arguments += ["-i", FFmpeg.argument(film.path)] }
    arguments += ["-map", "0:v:0"]
    let companions = film.map { FilmCompanions($0, in: container, ffmpeg: ffmpeg) }
    arguments += companions?.arguments ?? []
    conversions += companions?.conversions ?? []
    covers = companions?.covers ?? []
    arguments += ["-filter:v:0", filters, ffmpeg.frameTimesOption, "passthrough"]
    let timeBase = Self.timeBase(format, codec)
    arguments += ["-enc_time_base", "\(timeBase.numerator):\(timeBase.denominator)"]
    arguments += ["-c:v:0", encoder]
    arguments +=
      codec?.options(
        encoder: encoder, quality: options.quality, hasAlpha: options.keepsAlpha) ?? []
    if LargePictures.include(width: format.width, height: format.height) {
      arguments += LargePictures.options(codec, encoder: encoder)
    }
    // Without times, pictures that are stored ahead of their turn delay all others; and QuickTime's files
    // are as long as the picture that is stored last, which should be the one that is shown last.
    let endsLong = container.isQuickTime && film?.lastPictureIsLong == true
    if !container.hasTimes || endsLong { arguments += ["-bf", "0"] }
    arguments += Self.tags(format, pixelFormat: pixelFormat)
    if let end = film?.lastPictureTimes, ffmpeg.setsDurations, container.hasTimes {
      arguments += ["-bsf:v:0", Self.ending(end)]
    }
    if container.isQuickTime { arguments += ["-movflags", "+faststart"] }
    if container == .mkv || container == .webm {
      // Else the first subtitle becomes one that players show unasked.
      arguments += ["-default_mode", "passthrough", "-disposition:v:0", "default"]
    }
    arguments += options.ffmpegArguments + ["-f", container.ffmpegName]
    self.arguments = arguments
    trailingArguments = film?.clockArguments(of: "1", withPictures: true) ?? []
    self.conversions = conversions
    let named = options.ffmpegArguments.lastIndex(of: "-pix_fmt").map { $0 + 1 }
    let words = options.ffmpegArguments
    chromaSampling =
      PixelKind(named.flatMap { $0 < words.count ? words[$0] : nil } ?? pixelFormat).chromaSampling
  }

  /// MPEG-4 Part 2 counts in at most 65535 ticks a second.
  private static func timeBase(_ format: FilmFormat, _ codec: FilmCodec?) -> Rational {
    guard codec == .mpeg4, format.timeBase.denominator > 65_535 else { return format.timeBase }
    return Rational(1, 60_000) ?? format.timeBase
  }

  /// Sets packets' durations, as encoders don't, so that the last picture's stands in the file; all others
  /// end where the next begins, whatever is said here. The last begins at `begin` and ends at `end`: written
  /// as a ratio, since filters are not told what a tick is.
  private static func ending(_ times: (begin: Double, end: Double)) -> String {
    "setts=pts=PTS:dts=DTS:duration=max(1\\,round(PTS*\(times.end / times.begin - 1)))"
  }

  private static func encoder(
    path: String, _ container: FilmContainer, _ options: FilmWriter.Options, _ ffmpeg: FFmpeg
  ) throws(FilmError) -> (name: String, codec: FilmCodec?) {
    let codec: FilmCodec
    if let name = options.codec {
      guard let known = FilmCodec(named: name) else {
        guard ffmpeg.encoders.contains(name[...]) else {
          throw .unsupportedOutput(
            path: path,
            expected: "one of the codecs "
              + FilmCodec.allCases.map(\.rawValue).joined(separator: ", ")
              + " or one of ffmpeg's encoders", found: "'\(name)'")
        }
        return (name, nil)
      }
      codec = known
      if known.encoders.contains(name), ffmpeg.encoders.contains(name[...]) { return (name, known) }
    } else if let usual = container.codec(hasAlpha: options.keepsAlpha) {
      codec = usual
    } else {
      throw .unsupportedOutput(
        path: path, expected: "a name that ends in .webm, .mov or .mkv for transparency",
        found: "'.\(container.rawValue)'")
    }
    if let name = codec.encoders.first(where: { ffmpeg.encoders.contains($0[...]) }) {
      return (name, codec)
    }
    if options.codec == nil, codec == .h264, ffmpeg.encoders.contains("mpeg4") {
      return ("mpeg4", .mpeg4)
    }
    throw .unsupportedOutput(
      path: path, expected: "an ffmpeg with the encoder \(codec.encoders[0])", found: "one without")
  }

  /// An encoder that isn't known gets what nearly all take.
  private static func pixelFormat(_ codec: FilmCodec?, hasAlpha: Bool) -> String? {
    guard let codec else { return hasAlpha ? nil : "yuv420p" }
    return codec.pixelFormat(hasAlpha: hasAlpha)
  }

  private static func filters(
    _ format: FilmFormat, pixelFormat: String, _ codec: FilmCodec?, _ container: FilmContainer,
    options: FilmWriter.Options, _ conversions: inout [String]
  ) -> String {
    var filters: [String] = []
    if !container.hasTimes {
      let rate = format.frameRate ?? .standardFrameRate
      filters.append("fps=\(rate):start_time=0")
      if options.sound?.hasVaryingRate == true {
        conversions.append(
          "frames of varying times become \(rate.words) a second: .\(container.rawValue) holds no "
            + "other")
      }
    }
    let isOdd = format.width % 2 + format.height % 2 > 0
    if isOdd && codec?.needsEvenSizes == true && format.width > 1 && format.height > 1 {
      let (width, height) = (format.width & ~1, format.height & ~1)
      filters.append("crop=\(width):\(height):0:0:exact=1")
      conversions.append(
        "\(format.width)x\(format.height) is cut to \(width)x\(height): the codec needs even sizes")
    }
    let kind = PixelKind(pixelFormat)
    let range = format.color.rangeInEffect.rawValue
    let matrix = format.color.matrixInEffect(height: format.height).rawValue
    var scale = "scale=flags=bicubic+accurate_rnd+full_chroma_int"
    if format.pixelFormat == .gray {
      scale += ":in_range=full:out_range=\(range)"
    } else if !format.pixelFormat.isYUV && !kind.isRGB {
      scale += ":out_color_matrix=\(matrix):out_range=\(range)"
    } else if format.pixelFormat.isYUV && !kind.isRGB {
      scale += ":in_range=\(range):out_range=\(range)"
    }
    filters += [scale, "format=\(pixelFormat)"]
    let tags = Self.tagPairs(format, pixelFormat: pixelFormat)
    if !tags.isEmpty {
      filters.append(
        "setparams=" + tags.map { "\($0.filterOption)=\($0.value)" }.joined(separator: ":"))
    }
    return filters.joined(separator: ",")
  }

  /// The film's colors, said to the encoder and to the container.
  private static func tags(_ format: FilmFormat, pixelFormat: String) -> [String] {
    var options = tagPairs(format, pixelFormat: pixelFormat).flatMap {
      ["-\($0.option)", $0.value]
    }
    if let location = format.color.chromaLocation {
      options += ["-chroma_sample_location", location]
    }
    return options
  }

  private static func tagPairs(
    _ format: FilmFormat, pixelFormat: String
  ) -> [(option: String, filterOption: String, value: String)] {
    if PixelKind(pixelFormat).isRGB { return [] }
    let color = format.color
    let range = color.range.map { $0 == .full ? "pc" : "tv" }
    // What RGB was converted with is known, so it is said.
    let matrix =
      color.matrix
      ?? (!format.pixelFormat.isYUV
        ? (color.matrixInEffect(height: format.height) == .bt709 ? "bt709" : "smpte170m") : nil)
    return [
      ("color_range", "range", range), ("colorspace", "colorspace", matrix),
      ("color_primaries", "color_primaries", color.primaries),
      ("color_trc", "color_trc", color.transfer),
    ].compactMap { option, filterOption, value in value.map { (option, filterOption, $0) } }
  }
}
