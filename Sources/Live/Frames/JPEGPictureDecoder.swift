import ImageFiles
public import Imaging

/// Decodes the JPEG frames of a camera.
public protocol JPEGPictureDecoder: AnyObject, Sendable {
  /// Decodes a file and lends its picture to `body`. Allocates nothing once sizes stay the same.
  ///
  /// - Returns: whether the file was whole and sound; otherwise `body` was not called.
  func decode(_ file: UnsafeRawBufferPointer, _ body: (FrameView) -> Void) -> Bool
}

/// The frames of cameras that send Motion JPEG.
///
/// `@unchecked Sendable`: handed to one session, whose camera thread alone decodes (see `FrameIntake`).
public final class MotionJPEGPictures: JPEGPictureDecoder, @unchecked Sendable {
  private let decoder = MotionJPEGDecoder()

  /// A decoder without memory yet.
  public init() {}

  public func decode(_ file: UnsafeRawBufferPointer, _ body: (FrameView) -> Void) -> Bool {
    guard let picture = try? decoder.decode(file) else { return false }
    body(picture)
    return true
  }
}
