/// Filter by which a model's mask becomes a mask of the frame's size.
public enum MaskFilter: String, Sendable, CaseIterable {
  /// The browser demo's joint bilateral filter, to the byte.
  case exact
  /// The same along rows, then along columns: an approximation, faster where the reach is large.
  case separable
  /// A guided filter (He, Sun and Tang 2013) that weighs the mask by how sure it is, within the contour's band.
  case guided
  /// Bilinear scaling and a Gaussian, which don't look at the frame: the demo's simple pipeline.
  case none

  /// Whether what comes of it is taken for the person's share of each pixel, which coverage limits; from others
  /// it makes a smooth step.
  public var keepsSoftEdges: Bool { self == .guided }
  /// The coverage that it is meant for.
  public var standardCoverage: ClosedRange<Float> { keepsSoftEdges ? 0...1 : 0.5...0.75 }
}

/// Blending of the background's light onto the person.
public enum BlendMode: String, Sendable, CaseIterable {
  /// 1 - (1 - frame)(1 - light)
  case screen
  /// frame + light
  case linearDodge = "linear-dodge"
}

/// Source of the light of light wrap.
public enum WrapSource: String, Sendable, CaseIterable {
  /// The background's pixel at that very place.
  case sharp
  /// The background, blurred.
  case blurred
}

/// Reach of the light of light wrap.
public enum WrapReach: String, Sendable, CaseIterable {
  /// In a band along the person's contour, whatever values the mask has inside of it.
  case contour
  /// On all of the person, less and less above the upper limit of the coverage: the browser demo's.
  case coverage
}

/// Options of what a `Compositor` does with a frame and a mask; the browser demo's are `demo`.
public struct CompositorOptions: Sendable, Equatable {
  /// Background behind the person.
  public var background = BackgroundEffect.blur(strength: BackgroundEffect.standardBlurStrength)
  /// Filter by which the mask becomes one of the frame's size.
  public var filter = MaskFilter.guided
  /// Reach of the filter, 0...10: in cells of the mask; of the guided filter in windows of its own.
  public var sigmaSpace: Float = 1
  /// Tolerance of the filter for differences of color, in units of a channel's whole range, 0...1; of the guided
  /// filter in tenths of that.
  public var sigmaColor: Float = 0.1
  /// Whether the filtered mask's edge is replaced by a matte: each pixel's share of the person, hair by hair,
  /// from closed-form matting (Levin, Lischinski, Weiss 2008). For stills: it takes tenths of a second a
  /// megapixel. A matte is the person's share, so `coverage` is best 0...1.
  ///
  /// ```swift
  /// var options = CompositorOptions()
  /// options.background = .transparent
  /// options.matting = true
  /// options.decontaminate = true
  /// ```
  public var matting = false
  /// Where the person begins to show and where only the person shows, in 0...1 of the filtered mask;
  /// equal limits make a hard edge.
  public var coverage: ClosedRange<Float> = 0...1
  /// Amount of light of a background picture that falls on the person's edge, 0...1; nil is 0.3 on
  /// a picture and 0 on a color.
  public var lightWrap: Float?
  /// Blending by which light is added.
  public var blend = BlendMode.screen
  /// Where the light comes from.
  public var wrapSource = WrapSource.sharp
  /// Where the light falls.
  public var wrapReach = WrapReach.contour
  /// Whether the old background's color is taken out of soft edges. Where it is blurred, less of the room's bright points
  /// beside the person stays sharp then.
  public var decontaminate = false
  /// Whether frames follow each other, and the guided filter keeps edges steady where nothing moves: no frame's edge then
  /// depends on the frame alone. For films and sessions; see `Compositor.forgetFrames()`.
  public var steadiesEdges = false
  /// Whether the person is mirrored (left to right); the background is not.
  public var mirror = false

  /// Light on the person, and behind them.
  public var light = StudioLight()
  /// Opacity of the person, 0...1.
  public var opacity: Float = 1
  /// Faults that are mended in masks.
  public var hygiene = MaskHygiene()
  /// Whether the mask is a finished one: brought to the frame's size bilinearly, and not filtered.
  public var usesMaskAsItIs = false
  /// Whether the frame's own alpha multiplies the mask: for pictures that are transparent already.
  public var usesAlpha = false
  /// Parts of the result that always show the frame.
  public var keepRegions: [Region] = []
  /// Parts of the result that never show the frame; they win over `keepRegions`.
  public var dropRegions: [Region] = []

  /// The defaults, with a blurred background.
  public init() {}

  /// The strength of the light wrap that is in force.
  public var effectiveLightWrap: Float {
    background.standardLightWrap.map { lightWrap ?? $0 } ?? 0
  }

  /// Whether light falls by the contour's band alone.
  var wrapsByBand: Bool { wrapReach == .contour }

  /// Whether the person's own colors are estimated at soft edges.
  var estimatesColors: Bool { decontaminate && background.needsMask }

  /// Whether that is done while the mask is filtered: where the filter can, and the mask is as it left it. Elsewhere
  /// than in the filter's band nothing is known of colors.
  var estimatesColorsInBand: Bool {
    estimatesColors && !usesAlpha && !usesMaskAsItIs && filter == .guided && !matting
      && !changesMask
  }

  /// Whether the person is as transparent as asked for.
  var isFaded: Bool { background.needsMask && opacity < 1 }

  /// Whether the mask is changed at the frame's size, behind the filter.
  var changesMask: Bool { (needsMask && hygiene.shapesEdge) || isFaded }

  /// Whether the mask at the frame's size is the person's share of each pixel.
  var hasSoftEdges: Bool { filter.keepsSoftEdges || matting }

  /// The mask value above which the person shows, whatever lies around it; those below only shape edges near it. The
  /// guided filter shows nothing without a value over a half, and everything among values over three quarters.
  public var visibleAbove: Float {
    let isLimited = filter == .guided && !usesMaskAsItIs
    return isLimited ? min(max(coverage.lowerBound, 0.5), 0.75) : coverage.lowerBound
  }

  /// Whether frames' masks play a part.
  public var needsMask: Bool { background.needsMask || light.isOn }

  /// Checks every number.
  ///
  /// - Throws: `CompositingError.range` for the first that is out of range or not a number.
  public func validate() throws(CompositingError) {
    try check("sigma space", sigmaSpace, 0...10)
    try check("sigma color", sigmaColor, 0...1)
    try check("coverage", coverage.lowerBound, 0...1)
    try check("coverage", coverage.upperBound, 0...1)
    if let lightWrap { try check("light wrap", lightWrap, 0...1) }
    try hygiene.validate()
    try light.validate()
    try check("opacity", opacity, 0...1)
    switch background {
    case .blur(let strength), .lensBlur(let strength): try check("blur", strength, 0...20)
    case .demoBlur, .image, .color, .transparent, .none: break
    }
  }

  private func check(
    _ option: String, _ value: Float, _ range: ClosedRange<Float>
  ) throws(CompositingError) {
    guard range.contains(value) else {
      throw .range(option: option, expected: range, found: value)
    }
  }
}

/// Error of frames that cannot be composited.
public enum CompositingError: Error, Equatable, CustomStringConvertible {
  /// An option is out of range.
  case range(option: String, expected: ClosedRange<Float>, found: Float)
  /// A side is less than 1 or more than `Compositor.largestSide` pixels.
  case size(what: String, width: Int, height: Int)

  public var description: String {
    switch self {
    case .range(let option, let expected, let found):
      "expected \(option) in \(expected.lowerBound)...\(expected.upperBound), found \(found)"
    case .size(let what, let width, let height):
      "expected \(what) of 1x1 to \(Compositor.largestSide)x\(Compositor.largestSide), "
        + "found \(width)x\(height)"
    }
  }
}
