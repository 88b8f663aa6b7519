/// Options of what is mended in masks before people are put on a background. All of it is off by default.
///
/// Only `largestHole` and a positive `growth` show something that the mask hid; all else only hides.
public struct MaskHygiene: Sendable, Equatable {
  /// Limits of `leastArea`, in per cent of the frame.
  public static let areaRange: ClosedRange<Float> = 0...50
  /// Limits of `largestHole`, in per cent of the frame.
  public static let holeRange: ClosedRange<Float> = 0...20
  /// Limits of the magnitude of `growth`, and of `feather`, in pixels of the frame.
  public static let pixelRange: ClosedRange<Float> = 0...100

  /// Whether only the main person stays: the largest and most central one, with what touches them.
  public var onlyMainPerson = false
  /// Area of the smallest blob that stays, in per cent of the frame; 0: all stay.
  public var leastArea: Float = 0
  /// Area of the largest hole within the person that is filled, in per cent of the frame; 0: none is.
  public var largestHole: Float = 0
  /// Pixels of the frame by which the person's outline moves outward; inward where it is negative.
  public var growth: Float = 0
  /// Width of the band within the person's outline over which they fade, in pixels of the frame.
  public var feather: Float = 0

  /// Nothing is mended.
  public init() {}

  /// Whether anything is mended at the mask's own size.
  var cleansCells: Bool { onlyMainPerson || leastArea > 0 || largestHole > 0 }
  /// Whether anything is mended at the frame's size.
  var shapesEdge: Bool { growth != 0 || feather > 0 }

  /// Checks every number.
  ///
  /// - Throws: `CompositingError.range` for the first that is out of range or not a number.
  func validate() throws(CompositingError) {
    try check("min area", leastArea, Self.areaRange)
    try check("fill holes", largestHole, Self.holeRange)
    try check(growth < 0 ? "shrink" : "grow", growth < 0 ? -growth : growth, Self.pixelRange)
    try check("feather", feather, Self.pixelRange)
  }

  private func check(
    _ option: String, _ value: Float, _ range: ClosedRange<Float>
  ) throws(CompositingError) {
    guard range.contains(value) else {
      throw .range(option: option, expected: range, found: value)
    }
  }
}
