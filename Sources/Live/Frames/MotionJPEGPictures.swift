public import Imaging

/// The frames of cameras that send Motion JPEG.
///
/// `@unchecked Sendable`: used by one thread at a time.
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
