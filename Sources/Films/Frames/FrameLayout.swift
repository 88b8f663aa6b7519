/// How the bytes of a frame lie: planes follow each other, and rows follow each other, without gaps.
///
/// A chroma plane of a subsampled layout has `(width + 1) / 2` columns, and `(height + 1) / 2` rows
/// where rows are subsampled too.
public enum FrameLayout: String, Hashable, Sendable, CaseIterable {
  /// One plane of red, green, blue and straight alpha.
  case rgba
  /// Luma, then Cb, then Cr, both of half the width and half the height.
  case i420
  /// Luma, then Cb, then Cr, both of half the width.
  case i422
  /// Luma, then Cb, then Cr, all of one size.
  case i444
  /// Luma, then one plane of half the height with Cb and Cr by turns.
  case nv12
  /// Luma alone.
  case grey

  /// Bytes of a frame of this size. Allocates nothing: frames are checked against it.
  public func byteCount(width: Int, height: Int) -> Int {
    pixelFormat.byteCount(width: width, height: height)
  }

  /// Whether pixels are red, green and blue.
  public var isRGB: Bool { self == .rgba }

  /// How many chroma samples there are, for example `4:2:0`; nil without colors.
  public var chromaSampling: String? {
    switch self {
    case .rgba, .i444: "4:4:4"
    case .i422: "4:2:2"
    case .i420, .nv12: "4:2:0"
    case .grey: nil
    }
  }

  /// ffmpeg's name of the layout.
  var ffmpegName: String {
    switch self {
    case .rgba: "rgba"
    case .i420: "yuv420p"
    case .i422: "yuv422p"
    case .i444: "yuv444p"
    case .nv12: "nv12"
    case .grey: "gray"
    }
  }
}
