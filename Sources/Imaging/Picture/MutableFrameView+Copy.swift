extension MutableFrameView {
  /// Copies a picture of the same size and format, plane by plane.
  package func copy(_ other: FrameView) {
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
