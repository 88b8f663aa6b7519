public import Imaging

/// Decodes the JPEG frames of a camera.
public protocol JPEGPictureDecoder: AnyObject, Sendable {
  /// Decodes a file and lends its picture to `body`. Allocates nothing once sizes stay the same.
  ///
  /// - Returns: whether the file was whole and sound; otherwise `body` was not called.
  func decode(_ file: UnsafeRawBufferPointer, _ body: (FrameView) -> Void) -> Bool
}
