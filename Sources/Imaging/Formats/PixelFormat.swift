/// How the bytes of a picture are arranged: 8 bits a component, the top row first.
///
/// Chroma that several pixels share lies in the middle of them, as in JPEG and MPEG-1, horizontally
/// and vertically: it is their mean, and reading it back repeats it. Of an odd width or height the
/// last chroma belongs to the one column or row that is left. (MPEG-2 and H.264 put it on the left
/// column; the difference is a quarter of a chroma sample.)
public enum PixelFormat: String, Sendable, CaseIterable {
  /// Red, green, blue, straight alpha; what the rest of vbg works with.
  case rgba
  /// Blue, green, red, straight alpha.
  case bgra
  /// Red, green, blue.
  case rgb
  /// Y0 U Y1 V for two pixels (YUY2); an odd row ends with a whole group, its second Y unused.
  case yuyv
  /// U Y0 V Y1 for two pixels; an odd row ends with a whole group, its second Y unused.
  case uyvy
  /// A plane of Y, a plane of U V pairs, one for 2x2 pixels.
  case nv12
  /// Planes of Y, U and V; one U and V for 2x2 pixels (YU12).
  case i420
  /// Planes of Y, U and V; one U and V for 2x1 pixels.
  case i422
  /// Planes of Y, U and V; one of each for every pixel.
  case i444
  /// A plane of Y.
  case grey

  /// Planes, 1...3.
  public var planeCount: Int {
    switch self {
    case .rgba, .bgra, .rgb, .yuyv, .uyvy, .grey: 1
    case .nv12: 2
    case .i420, .i422, .i444: 3
    }
  }

  /// Rows that share chroma: 2 where it has half the height, else 1.
  public var rowsPerChroma: Int { self == .nv12 || self == .i420 ? 2 : 1 }

  /// Whether the bytes are luma and chroma, which have a `ColorEncoding`.
  public var isYUV: Bool { self != .rgba && self != .bgra && self != .rgb }

  /// Whether pairs of pixels share four bytes.
  package var isPackedYUV: Bool { self == .yuyv || self == .uyvy }

  /// Bytes that a row of a plane holds.
  ///
  /// - Precondition: the plane exists.
  public func rowByteCount(plane: Int, width: Int) -> Int {
    checkPlane(plane)
    let pairCount = (width + 1) / 2
    return switch self {
    case .rgba, .bgra: width * 4
    case .rgb: width * 3
    case .yuyv, .uyvy: pairCount * 4
    case .nv12: plane == 0 ? width : pairCount * 2
    case .i420, .i422: plane == 0 ? width : pairCount
    case .i444, .grey: width
    }
  }

  /// Rows of a plane.
  ///
  /// - Precondition: the plane exists.
  public func rowCount(plane: Int, height: Int) -> Int {
    checkPlane(plane)
    return plane > 0 ? (height + rowsPerChroma - 1) / rowsPerChroma : height
  }

  /// Bytes of a picture whose rows and planes follow each other without gaps.
  public func byteCount(width: Int, height: Int) -> Int {
    (0..<planeCount).reduce(0) {
      $0 + rowByteCount(plane: $1, width: width) * rowCount(plane: $1, height: height)
    }
  }

  private func checkPlane(_ plane: Int) {
    precondition(
      plane >= 0 && plane < planeCount, "expected a plane in 0..<\(planeCount), found \(plane)")
  }
}
