/// Error of bytes that are no picture of the size and format that they should be.
public enum FrameViewError: Error, Equatable, CustomStringConvertible {
  /// The size is empty or absurd.
  case size(width: Int, height: Int)
  /// The format has another number of planes.
  case planeCount(PixelFormat, found: Int)
  /// Rows of a plane would overlap.
  case bytesPerRow(plane: Int, expected: Int, found: Int)
  /// A plane, or a picture in one piece, has too few bytes.
  case byteCount(plane: Int, expected: Int, found: Int)

  public var description: String {
    switch self {
    case .size(let width, let height):
      "expected a size of 1x1 to \(FrameView.greatestSize)x\(FrameView.greatestSize), "
        + "found \(width)x\(height)"
    case .planeCount(let format, let found):
      "expected \(format.planeCount) planes for \(format.rawValue), found \(found)"
    case .bytesPerRow(let plane, let expected, let found):
      "expected at least \(expected) bytes a row of plane \(plane), found \(found)"
    case .byteCount(let plane, let expected, let found):
      "expected at least \(expected) bytes up to the end of plane \(plane), found \(found)"
    }
  }
}
