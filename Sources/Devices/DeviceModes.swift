public import Imaging

/// Wish of a person for a camera's mode; the nearest mode that it has is taken.
public struct CaptureWish: Hashable, Sendable {
  /// Pixels a row; nil for any.
  public var width: Int?
  /// Rows; nil for any.
  public var height: Int?
  /// Frames a second; nil for any.
  public var framesPerSecond: Double?

  /// A wish; for anything unless given.
  public init(width: Int? = nil, height: Int? = nil, framesPerSecond: Double? = nil) {
    self.width = width
    self.height = height
    self.framesPerSecond = framesPerSecond
  }
}

/// Mode in which a camera sends its frames.
public struct CaptureMode: Hashable, Sendable {
  /// Content of a frame's bytes.
  public enum Content: Hashable, Sendable {
    /// Pixels.
    case pixels(PixelFormat, ColorEncoding)
    /// A JPEG file a frame.
    case jpeg
  }

  /// Pixels a row.
  public var width: Int
  /// Rows.
  public var height: Int
  /// Frames a second, as the driver says.
  public var framesPerSecond: Double
  /// Content of a frame's bytes.
  public var content: Content

  /// A mode.
  public init(width: Int, height: Int, framesPerSecond: Double, content: Content) {
    self.width = width
    self.height = height
    self.framesPerSecond = framesPerSecond
    self.content = content
  }
}

/// Mode in which a virtual camera sends its frames.
public struct OutputMode: Hashable, Sendable {
  /// Pixels a row, even.
  public var width: Int
  /// Rows, even.
  public var height: Int
  /// Frames a second.
  public var framesPerSecond: Double
  /// Arrangement of pixels in memory.
  public var format: PixelFormat
  /// Encoding of their colors.
  public var encoding: ColorEncoding

  /// A mode: YUYV, BT.601 and limited range unless given, which every program understands.
  public init(
    width: Int, height: Int, framesPerSecond: Double, format: PixelFormat = .yuyv,
    encoding: ColorEncoding = ColorEncoding()
  ) {
    self.width = width
    self.height = height
    self.framesPerSecond = framesPerSecond
    self.format = format
    self.encoding = encoding
  }
}
