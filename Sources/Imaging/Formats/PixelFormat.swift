import KernelInterface

/// Arrangement of the bytes of a picture: 8 bits a component, the top row first.
///
/// Chroma that several pixels share lies in the middle of them, as in JPEG and MPEG-1, horizontally
/// and vertically: it is their mean, and reading it back repeats it. Of an odd width or height the
/// last chroma belongs to the one column or row that is left. (MPEG-2 and H.264 put it on the left
/// column; the difference is a quarter of a chroma sample.)
///
/// Of a camera's formats that do equally well the first here is taken. All that is known of a format
/// stands in its row of `descriptor`.
public enum PixelFormat: String, Sendable, CaseIterable {
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
  /// Red, green, blue.
  case rgb
  /// Red, green, blue, straight alpha; what the rest of vbg works with.
  case rgba
  /// Blue, green, red, straight alpha.
  case bgra
  /// A plane of Y.
  case gray

  /// The format's row of the table.
  package var descriptor: PixelFormatDescriptor {
    switch self {
    case .yuyv: .packed(.packedLumaFirst, v4l2: "YUYV", ffmpeg: "yuyv422", nut: "YUY2")
    case .uyvy: .packed(.packedChromaFirst, v4l2: "UYVY", ffmpeg: "uyvy422", nut: "UYVY")
    case .nv12: .planar(.interleaved, 2, 2, v4l2: "NV12", ffmpeg: "nv12", nut: "NV12")
    case .i420: .planar(.halfPlanar, 2, 2, v4l2: "YU12", ffmpeg: "yuv420p", nut: "I420")
    case .i422: .planar(.halfPlanar, 2, 1, v4l2: "422P", ffmpeg: "yuv422p", nut: "Y42B")
    case .i444: .planar(.fullPlanar, 1, 1, v4l2: nil, ffmpeg: "yuv444p", nut: "444P")
    case .rgb: .rgb(3, .addAlpha, .dropAlpha, v4l2: "RGB3", ffmpeg: "rgb24", nut: "RGB\u{18}")
    case .rgba: .rgb(4, nil, nil, v4l2: nil, ffmpeg: "rgba", nut: "RGBA")
    case .bgra: .rgb(4, .swapRedBlue, .swapRedBlue, v4l2: nil, ffmpeg: "bgra", nut: "BGRA")
    case .gray: .planar(.none, 1, 1, v4l2: "GREY", ffmpeg: "gray", nut: "Y800")
    }
  }

  /// Planes, 1...3.
  public var planeCount: Int { descriptor.planeCount }

  /// Rows that share chroma: 2 where it has half the height, else 1.
  public var rowsPerChroma: Int { descriptor.rowsPerChroma }

  /// Whether the bytes are luma and chroma, which have a `ColorEncoding`.
  public var isYUV: Bool { descriptor.isYUV }

  /// Whether pixels have more than luma.
  package var hasColors: Bool { !isYUV || descriptor.chroma != .none }

  /// Whether pixels have alpha.
  package var hasAlpha: Bool { descriptor.bytesPerGroup[0] == 4 && !isYUV }

  /// Whether pairs of pixels share four bytes.
  package var isPackedYUV: Bool { isYUV && descriptor.pixelsPerGroup[0] == 2 }

  /// Bytes that a row of a plane holds.
  ///
  /// - Precondition: the plane exists.
  public func rowByteCount(plane: Int, width: Int) -> Int {
    let descriptor = checkedDescriptor(plane)
    let groupWidth = descriptor.pixelsPerGroup[plane]
    return (width + groupWidth - 1) / groupWidth * descriptor.bytesPerGroup[plane]
  }

  /// Rows of a plane.
  ///
  /// - Precondition: the plane exists.
  public func rowCount(plane: Int, height: Int) -> Int {
    let rowsPerChroma = checkedDescriptor(plane).rowsPerChroma
    return plane > 0 ? (height + rowsPerChroma - 1) / rowsPerChroma : height
  }

  /// Bytes of a picture whose planes follow each other without gaps.
  ///
  /// - Parameter bytesPerRow: of the first plane, by default without gaps.
  public func byteCount(width: Int, height: Int, bytesPerRow: Int? = nil) -> Int {
    (0..<planeCount).reduce(0) {
      $0 + self.bytesPerRow(plane: $1, width: width, ofFirst: bytesPerRow)
        * rowCount(plane: $1, height: height)
    }
  }

  /// The distance of a plane's rows in a picture in one piece: with gaps in the first plane, rows of U V
  /// pairs and of full chroma are as far apart, rows of halved chroma half as far (rounded up), which is
  /// V4L2's rule for its single-plane formats.
  func bytesPerRow(plane: Int, width: Int, ofFirst bytesPerRow: Int?) -> Int {
    // A first plane of others has one byte a pixel.
    plane == 0
      ? bytesPerRow ?? rowByteCount(plane: 0, width: width)
      : rowByteCount(plane: plane, width: bytesPerRow ?? width)
  }

  private func checkedDescriptor(_ plane: Int) -> PixelFormatDescriptor {
    let descriptor = descriptor
    precondition(
      plane >= 0 && plane < descriptor.planeCount,
      "expected a plane in 0..<\(descriptor.planeCount), found \(plane)")
    return descriptor
  }
}
