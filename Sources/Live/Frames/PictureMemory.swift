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
    width: Int, height: Int, format: PixelFormat, encoding: ColourEncoding = ColourEncoding()
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

extension MutableFrameView {
  /// Copies a picture of the same size and format, plane by plane.
  func copy(_ other: FrameView) {
    precondition(
      width == other.width && height == other.height && format == other.format,
      "expected \(format) of \(width)x\(height), found \(other.format) of "
        + "\(other.width)x\(other.height)")
    for plane in 0..<format.planeCount {
      let source = other.plane(plane)
      let byteCount = format.rowByteCount(plane: plane, width: width)
      let rowCount = format.rowCount(plane: plane, height: height)
      if readOnly.plane(plane).bytesPerRow == byteCount && source.bytesPerRow == byteCount {
        row(0, plane: plane).update(from: source.base, count: byteCount * rowCount)
      } else {
        for y in 0..<rowCount {
          row(y, plane: plane).update(from: source.row(y), count: byteCount)
        }
      }
    }
  }
}
