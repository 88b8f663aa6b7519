/// A picture from a file, with what came along.
public struct DecodedImage: Sendable {
  /// The pixels, upright and in sRGB.
  public var frame: Frame

  /// The file's format.
  public let format: ImageFormat

  /// What the camera noted, as it was found; see `ExifBlock.forResult`.
  public var exif: ExifBlock?

  /// Why the colors are taken for sRGB though the file says that they are others; nil where all is well.
  public var profileError: ColorProfileError?
}
