/// Settings for pictures that are so large that memory counts: of each that an encoder or decoder
/// holds, a 4K one takes 12 to 50 MB, and with their usual settings they hold dozens.
///
/// Benchmarks/results.md has what the settings cost and save.
enum LargePictures {
  /// Tells whether pictures count as large: those of 4:3 with 1440 rows, and all that are larger.
  static func include(width: Int, height: Int) -> Bool { width * height >= 1920 * 1440 }

  /// ffmpeg's options for a decoder: each of its threads holds pictures of its own.
  static let decoderOptions = ["-threads", "1"]

  /// An encoder's options, behind its usual ones.
  static func options(_ codec: FilmCodec?, encoder: String) -> [String] {
    switch (codec, encoder) {
    case (.h264, _):
      // Threads share a picture, so that their number adds none.
      [
        "-threads", "4", "-refs", "1", "-bf", "0", "-x264-params",
        "sliced-threads=1:sync-lookahead=0:rc-lookahead=2",
      ]
    case (.hevc, _):
      [
        "-x265-params",
        "log-level=error:frame-threads=1:rc-lookahead=3:bframes=1:ref=1:lookahead-slices=1",
      ]
    case (.vp9, _): ["-lag-in-frames", "4", "-threads", "4"]
    case (.av1, "libsvtav1"): ["-svtav1-params", "lookahead=0:lp=2"]
    case (.av1, _): ["-lag-in-frames", "4", "-threads", "4"]
    case (.prores, _), (.ffv1, _), (.mpeg4, _), (nil, _): ["-threads", "2"]
    }
  }
}
