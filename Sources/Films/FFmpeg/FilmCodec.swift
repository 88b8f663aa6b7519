/// A codec for pictures that is known well enough to be told a quality.
enum FilmCodec: String, CaseIterable {
  case h264, hevc, vp9, av1, prores, ffv1, mpeg4

  /// From what a person writes: the codec's name, or the name of one of ffmpeg's encoders for it.
  init?(named name: String) {
    let lowered = name.lowercased()
    let known = Self.allCases.first { $0.rawValue == lowered || $0.encoders.contains(lowered) }
    guard let codec = lowered == "h265" ? .hevc : known else { return nil }
    self = codec
  }

  /// ffmpeg's encoders for it, the best first.
  var encoders: [String] {
    switch self {
    case .h264: ["libx264"]
    case .hevc: ["libx265"]
    case .vp9: ["libvpx-vp9"]
    case .av1: ["libsvtav1", "libaom-av1"]
    case .prores: ["prores_ks"]
    case .ffv1: ["ffv1"]
    case .mpeg4: ["mpeg4"]
    }
  }

  /// Whether sizes must be even: the codec's chroma has half the columns and rows, none of them cut.
  var needsEvenSizes: Bool { [.h264, .hevc, .av1].contains(self) }

  /// The pixel format to encode.
  ///
  /// - Returns: nil when transparency is asked for that the codec does not have.
  func pixelFormat(hasAlpha: Bool) -> String? {
    switch (self, hasAlpha) {
    case (.vp9, true): "yuva420p"
    case (.prores, true): "yuva444p10le"
    case (.ffv1, true): "bgra"
    case (_, true): nil
    case (.prores, false): "yuv422p10le"
    case (_, false): "yuv420p"
    }
  }

  /// An encoder's options.
  ///
  /// - Parameter quality: 0 (small) ... 100 (best).
  func options(encoder: String, quality: Int?, hasAlpha: Bool) -> [String] {
    let quality = quality ?? 75
    switch self {
    case .h264: return ["-preset", "medium", "-crf", "\(40 - 3 * quality / 10)"]
    case .hevc:
      return [
        "-preset", "medium", "-crf", "\(42 - 3 * quality / 10)", "-x265-params", "log-level=error",
      ]
    case .vp9:
      return ["-crf", "\(63 - quality / 2)", "-b:v", "0", "-row-mt", "1", "-cpu-used", "4"]
        + (hasAlpha ? ["-auto-alt-ref", "0"] : [])
    case .av1:
      return ["-crf", "\(63 - quality / 2)"]
        + (encoder == "libsvtav1" ? ["-preset", "8"] : ["-cpu-used", "6", "-row-mt", "1"])
    case .prores:
      return ["-profile:v", hasAlpha ? "4444" : "hq", "-q:v", "\(24 - quality / 5)"]
    case .ffv1: return ["-level", "3"]
    case .mpeg4: return ["-q:v", "\(31 - 28 * quality / 100)"]
    }
  }
}
