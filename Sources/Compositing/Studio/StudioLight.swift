/// Options of the light on the person and on what is behind them. All of it is off by default.
public struct StudioLight: Sendable, Equatable {
  /// Limits of `exposure`.
  public static let exposureRange: ClosedRange<Float> = -2...2
  /// Limits of `warmth`.
  public static let warmthRange: ClosedRange<Float> = -100...100
  /// Limits of `dimming` and `desaturation`.
  public static let shareRange: ClosedRange<Float> = 0...100

  /// Exposure of the person, in stops: each doubles the light of what is dark, and less of what is light, so
  /// that nothing bright is cut off.
  public var exposure: Float = 0
  /// Warmth of the light on the person, in per cent: from blue to orange.
  public var warmth: Float = 0
  /// Share of the light that the background loses, in per cent.
  public var dimming: Float = 0
  /// Share of the color that the background loses, in per cent.
  public var desaturation: Float = 0

  /// Light as it is.
  public init() {}

  /// Whether anything is changed.
  public var isOn: Bool { self != StudioLight() }

  /// Checks every number.
  ///
  /// - Throws: `CompositingError.range` for the first that is out of range or not a number.
  func validate() throws(CompositingError) {
    try check("relight", exposure, Self.exposureRange)
    try check("warmth", warmth, Self.warmthRange)
    try check("dim background", dimming, Self.shareRange)
    try check("desaturate background", desaturation, Self.shareRange)
  }

  private func check(
    _ option: String, _ value: Float, _ range: ClosedRange<Float>
  ) throws(CompositingError) {
    guard range.contains(value) else {
      throw .range(option: option, expected: range, found: value)
    }
  }
}
