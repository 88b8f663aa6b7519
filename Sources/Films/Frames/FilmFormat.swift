public import Imaging

/// Format that all frames of a film have in common.
public struct FilmFormat: Hashable, Sendable {
  /// The largest width and height that are worked on.
  public static let maximumSide = 16_384
  /// The most pixels of a frame that is worked on.
  public static let maximumPixelCount = 1 << 26

  /// Pixels a row, as shown: rotation is already applied.
  public var width: Int
  /// Rows, as shown.
  public var height: Int
  /// Layout of frames in memory.
  public var pixelFormat: PixelFormat
  /// Seconds a tick of `RawFrame.time`.
  public var timeBase: Rational
  /// Frames a second, nominally: frames of a film with variable times differ from it.
  public var frameRate: Rational?
  /// Width of a pixel by its height; nil when the film does not say.
  public var pixelAspect: Rational?
  /// Tags of the film's colors.
  public var color: ColorTags

  /// A format.
  public init(
    width: Int, height: Int, pixelFormat: PixelFormat, timeBase: Rational,
    frameRate: Rational? = nil,
    pixelAspect: Rational? = nil, color: ColorTags = ColorTags()
  ) {
    self.width = width
    self.height = height
    self.pixelFormat = pixelFormat
    self.timeBase = timeBase
    self.frameRate = frameRate
    self.pixelAspect = pixelAspect
    self.color = color
  }

  /// Bytes of a frame.
  public var byteCount: Int { pixelFormat.byteCount(width: width, height: height) }

  /// Whether frames are so large that memory counts: those of 4:3 with 1440 rows, and all larger ones.
  public var isLarge: Bool { LargePictures.include(width: width, height: height) }

  /// Tells whether frames of this size are worked on.
  public static func isAllowed(width: Int, height: Int) -> Bool {
    (1...maximumSide).contains(width) && (1...maximumSide).contains(height)
      && width * height <= maximumPixelCount
  }

  /// Throws `FilmError.tooLarge` unless frames of this size are worked on.
  static func check(width: Int, height: Int) throws(FilmError) {
    if !isAllowed(width: width, height: height) { throw .tooLarge(width: width, height: height) }
  }
}
