/// How a stored picture must be turned or mirrored to stand upright: the values of the Exif tag.
///
/// The names say which side of the upright picture the stored top row is, then the stored left
/// column (Exif 2.3, tag 0x0112).
public enum Orientation: Int, Sendable, CaseIterable {
  /// Upright as stored.
  case topLeft = 1

  /// Mirrored left to right.
  case topRight

  /// Turned by half.
  case bottomRight

  /// Mirrored top to bottom.
  case bottomLeft

  /// Rows and columns swapped.
  case leftTop

  /// To be turned clockwise by a quarter.
  case rightTop

  /// Rows and columns swapped, then turned by half.
  case rightBottom

  /// To be turned counter-clockwise by a quarter.
  case leftBottom

  /// Nothing to do.
  public static let upright = Orientation.topLeft

  /// Whether stored rows become columns.
  public var swapsAxes: Bool { rawValue >= Orientation.leftTop.rawValue }
}
