/// How a stored picture must be turned or mirrored to stand upright: the values of the Exif tag.
///
/// The names say where the stored picture's top row belongs, then its left column.
public enum Orientation: Int, Sendable, CaseIterable {
  case topLeft = 1
  case topRight
  case bottomRight
  case bottomLeft
  case leftTop
  case rightTop
  case rightBottom
  case leftBottom

  /// Nothing to do.
  public static let upright = Orientation.topLeft

  /// Whether stored rows become columns.
  public var swapsAxes: Bool { rawValue >= Orientation.leftTop.rawValue }
}
