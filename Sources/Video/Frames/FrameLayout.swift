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

  /// Bytes a row and rows of each plane, for frames of this size.
  public func planeSizes(width: Int, height: Int) -> [PlaneSize] {
    let (halfWidth, halfHeight) = ((width + 1) / 2, (height + 1) / 2)
    let luma = PlaneSize(bytesPerRow: width, rowCount: height)
    return switch self {
    case .rgba: [PlaneSize(bytesPerRow: width * 4, rowCount: height)]
    case .i420:
      [luma] + repeatElement(PlaneSize(bytesPerRow: halfWidth, rowCount: halfHeight), count: 2)
    case .i422:
      [luma] + repeatElement(PlaneSize(bytesPerRow: halfWidth, rowCount: height), count: 2)
    case .i444: [luma, luma, luma]
    case .nv12: [luma, PlaneSize(bytesPerRow: halfWidth * 2, rowCount: halfHeight)]
    case .grey: [luma]
    }
  }

  /// Bytes of a frame of this size. Allocates nothing: frames are checked against it.
  public func byteCount(width: Int, height: Int) -> Int {
    pixelFormat.byteCount(width: width, height: height)
  }

  /// Whether pixels are red, green and blue.
  public var isRGB: Bool { self == .rgba }

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

/// The extent of one plane.
public struct PlaneSize: Hashable, Sendable {
  /// Bytes from one row to the next.
  public let bytesPerRow: Int
  /// Rows.
  public let rowCount: Int
}
