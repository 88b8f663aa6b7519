import Imaging

extension MutableFrameView {
  /// Rows of RGBA pixels as a view.
  package init(_ rows: Rows<UInt32>) {
    let byteCount = ((rows.height - 1) * rows.stride + rows.width) * 4
    let bytes = UnsafeMutableRawBufferPointer(start: rows.base, count: byteCount)
    do {
      self = try MutableFrameView(
        width: rows.width, height: rows.height, format: .rgba, bytes: bytes,
        bytesPerRow: rows.stride * 4)
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
