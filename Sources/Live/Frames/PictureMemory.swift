public import Imaging

/// Memory of one picture, rows and planes without gaps, aligned to 64 bytes.
///
/// `@unchecked Sendable`: who holds it at a time is settled by the `NewestMailbox` it travels in.
public final class PictureMemory: @unchecked Sendable {
  /// The picture.
  public let view: MutableFrameView
  private let bytes: UnsafeMutableRawBufferPointer

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
    bytes = .allocate(
      byteCount: format.byteCount(width: width, height: height), alignment: 64)
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
    do throws(FrameViewError) {
      view = try MutableFrameView(
        width: width, height: height, format: format, encoding: encoding, bytes: bytes)
    } catch {
      bytes.deallocate()
      throw error
    }
  }

  deinit { bytes.deallocate() }
}
