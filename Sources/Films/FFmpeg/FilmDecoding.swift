import Imaging

/// Plan of a film's decoding: ffmpeg's arguments, the frames that come of them, and what is lost.
struct FilmDecoding {
  /// Arguments of the child.
  let arguments: [String]
  /// Format that frames will have in common; time base and shape of pixels come with the frames.
  let format: FilmFormat
  /// Conversions, in words for a person.
  let conversions: [String]

  /// Chooses.
  init(_ probe: FilmProbe, options: FilmReader.Options, ffmpeg: FFmpeg) {
    var filters: [String] = []
    var conversions: [String] = []
    var color = probe.color
    if probe.isInterlaced {
      filters.append("bwdif=mode=send_frame")
      conversions.append("interlaced frames become whole ones")
    }
    if let reduction = options.reduction, probe.isHDR || reduction.crops {
      // Before what is slow on large pictures.
      filters.append(reduction.filter)
    }
    if probe.isHDR {
      filters += Self.toneMapping(&color, &conversions, transfer: probe.color.transfer, ffmpeg)
    } else if probe.bitDepth > 8 {
      conversions.append("\(probe.bitDepth) bits a component become 8")
    }
    if let rate = options.constantRate { filters.append("fps=\(rate)") }
    let (width, height) = (
      options.reduction?.width ?? probe.width, options.reduction?.height ?? probe.height
    )
    filters.append(
      Self.scaling(probe, to: (width, height), options.pixelFormat, &color))
    filters.append("format=\(options.pixelFormat.ffmpegName)")
    self.conversions = conversions

    format = FilmFormat(
      width: width, height: height, pixelFormat: options.pixelFormat, timeBase: probe.timeBase,
      frameRate: options.constantRate ?? probe.nominalFrameRate, pixelAspect: probe.pixelAspect,
      color: color)
    let timeBase = options.constantRate?.inverse ?? probe.timeBase
    arguments =
      ["-nostdin", "-hide_banner", "-loglevel", "error"]
      + (LargePictures.include(width: probe.width, height: probe.height)
        ? LargePictures.decoderOptions : [])
      + Self.decoder(probe) + ["-i", FFmpeg.argument(probe.path)]
      + ["-map", "0:\(probe.streamIndex)", "-vf", filters.joined(separator: ",")]
      // NUT would need a time base more for chapters.
      + ["-map_chapters", "-1", "-map_metadata", "-1"]
      + [ffmpeg.frameTimesOption, "passthrough", "-enc_time_base"]
      + ["\(timeBase.numerator):\(timeBase.denominator)"]
      + ["-c:v", "rawvideo", "-f", "nut", "pipe:1"]
      + probe.clockArguments(of: "0", withPictures: false)
  }

  /// ffmpeg's own decoders of VP8 and VP9 leave transparency out; libvpx's don't.
  private static func decoder(_ probe: FilmProbe) -> [String] {
    switch probe.codec {
    case "vp8" where probe.hasAlpha: ["-c:v", "libvpx"]
    case "vp9" where probe.hasAlpha: ["-c:v", "libvpx-vp9"]
    default: []
    }
  }

  /// From high dynamic range to BT.709; the tags become those of the result.
  private static func toneMapping(
    _ color: inout ColorTags, _ conversions: inout [String], transfer: String?, _ ffmpeg: FFmpeg
  ) -> [String] {
    let name = transfer == "smpte2084" ? "PQ" : "HLG"
    guard ffmpeg.filters.contains("zscale"), ffmpeg.filters.contains("tonemap") else {
      conversions.append(
        "high dynamic range (\(name)) is cut to 8 bits and will look pale: this ffmpeg lacks the "
          + "filter zscale")
      return []
    }
    conversions.append("high dynamic range (\(name)) becomes BT.709 of 8 bits")
    color = ColorTags(
      range: .limited, matrix: "bt709", primaries: "bt709", transfer: "bt709",
      chromaLocation: color.chromaLocation)
    return [
      "zscale=transfer=linear:npl=100", "format=gbrpf32le", "zscale=primaries=bt709",
      "tonemap=hable:desat=0", "zscale=transfer=bt709:matrix=bt709:range=tv", "format=yuv444p",
      "setparams=colorspace=bt709:range=tv",
    ]
  }

  /// The conversion to the pixel format. It also holds the size when a film changes its own midway, and
  /// does nothing to frames that are right as they are.
  private static func scaling(
    _ probe: FilmProbe, to size: (width: Int, height: Int), _ pixelFormat: PixelFormat,
    _ color: inout ColorTags
  ) -> String {
    var filter =
      "scale=\(size.width):\(size.height):flags=bicubic+accurate_rnd+full_chroma_int"
    let matrix = color.matrixInEffect(height: probe.height).rawValue
    let range = color.rangeInEffect.rawValue
    switch (probe.isRGB, !pixelFormat.isYUV) {
    case (false, false): filter += ":in_range=\(range):out_range=\(range)"
    case (false, true): filter += ":in_color_matrix=\(matrix):in_range=\(range)"
    case (true, false): filter += ":out_color_matrix=\(matrix):out_range=\(range)"
    case (true, true): break
    }
    return filter
  }
}
