/// Turn or mirroring by which a stored picture comes to stand upright: the values of the Exif tag.
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

extension Orientation {
  /// The orientation that an Exif block tells, in an integer of any size; nil when it is damaged or does
  /// not hold the tag. A picture whose metadata is broken is still a picture, so this never throws.
  package init?(exif block: ArraySlice<UInt8>) {
    let orientationTag = 0x0112
    guard let reader = TIFFReader(block) else { return nil }
    let entry = reader.firstDirectory.first { $0.tag == orientationTag }
    guard let entry, let value = reader.integer(entry) else { return nil }
    self.init(rawValue: value)
  }
}
