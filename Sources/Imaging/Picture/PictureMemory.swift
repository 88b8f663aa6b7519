import Memory

/// Memory of one picture, rows and planes without gaps, aligned to 64 bytes, and readable a whole vector
/// beyond the last pixel.
///
/// `@unchecked Sendable`: who holds it at a time is settled by the queue or mailbox it travels in.
public final class PictureMemory: @unchecked Sendable {
  /// The picture.
  public let view: MutableFrameView
  private let storage: Storage

  /// All its bytes: the format's planes, one behind the other.
  public var bytes: UnsafeMutableRawBufferPointer { storage.bytes }

  /// A picture of zeroes.
  ///
  /// - Throws: `FrameViewError` for a size out of range.
  public init(
    width: Int, height: Int, format: PixelFormat, encoding: ColorEncoding = ColorEncoding()
  ) throws(FrameViewError) {
    let sides = 1...FrameView.greatestSize
    guard sides.contains(width), sides.contains(height) else {
      throw .size(width: width, height: height)
    }
    storage = Storage(
      byteCount: format.byteCount(width: width, height: height), spareByteCount: 64)
    view = try MutableFrameView(
      width: width, height: height, format: format, encoding: encoding, bytes: storage.bytes)
  }
}
