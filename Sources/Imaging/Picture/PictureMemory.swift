/// Memory of one picture, rows and planes without gaps, aligned to 64 bytes, and readable a whole vector
/// beyond the last pixel.
///
/// `@unchecked Sendable`: who holds it at a time is settled by the queue or mailbox it travels in.
public final class PictureMemory: @unchecked Sendable {
  /// The picture.
  public let view: MutableFrameView
  /// All its bytes: the format's planes, one behind the other.
  public let bytes: UnsafeMutableRawBufferPointer

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
    let byteCount = format.byteCount(width: width, height: height)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount + 64, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    bytes = UnsafeMutableRawBufferPointer(rebasing: memory[..<byteCount])
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
