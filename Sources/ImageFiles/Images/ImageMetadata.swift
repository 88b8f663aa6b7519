/// Metadata of a file: what it tells of its picture besides the pixels.
public struct ImageMetadata: Sendable, Hashable {
  /// Notes of the camera.
  public var exif: ExifBlock?

  /// Profile of the colors; nil where nothing is said, which means sRGB.
  public var profile: ColorProfile?

  /// Error for which a profile that is there is not used.
  public var profileError: ColorProfileError?

  /// Metadata, by default none.
  public init(exif: ExifBlock? = nil, profile: ColorProfile? = nil) {
    self.exif = exif
    self.profile = profile
  }

  /// Takes the profile of a JPEG file, or else the one that its Exif block means.
  mutating func takeProfile(_ parts: JPEGProfileParts) {
    do throws(ColorProfileError) {
      profile = try parts.joined().map(ColorProfile.icc)
      if profile == nil, exif?.isAdobeRGB == true { profile = .adobeRGB }
    } catch {
      profileError = error
    }
  }
}
