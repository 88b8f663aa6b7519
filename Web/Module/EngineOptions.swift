import Effects

/// Options by their names, as the page gives them one by one before all of them take effect together.
struct EngineOptions {
  /// Effect on frames.
  private(set) var effect = FrameEffectOptions(smoothingOnlyHides: true)
  /// Meaning of the next model's numbers.
  private(set) var meaning = ModelMeaning()
  /// Part of frames that the model sees, and its shape there.
  private(set) var framing = FramingChoice.auto

  /// The word of `background`; the blur and the color are kept when another is in force.
  private var background = "blur"
  private var blur = CompositorOptions().background
  /// Whether a blur makes discs of points, as a lens does.
  private var blursByDisc = false
  private var color: UInt32 = 0x00b140
  /// Limits of the coverage; nil: those that the filter is meant for.
  private var coverage: (lower: Float?, upper: Float?) = (nil, nil)

  /// Word that leaves a choice to the engine.
  static let automatic = "auto"

  /// Takes an option in.
  ///
  /// - Parameters:
  ///   - word: of options that are words, or `auto`.
  ///   - number: of the others; a switch is on where it is not 0.
  /// - Throws: `EngineError` for a name or a word that there is not.
  mutating func set(_ name: String, word: String, number: Double) throws(EngineError) {
    let isAutomatic = word == Self.automatic
    switch name {
    case "background": background = word
    case "preset": try take(preset: word)
    case "blur":
      blur =
        isAutomatic
        ? CompositorOptions().background
        : word == "demo" ? .demoBlur : .blur(strength: Float(number))
    case "blur-shape": blursByDisc = try Self.isDisc(word)
    case "color": color = try Self.color(number)
    case "filter": effect.compositor.filter = try Self.choice("filter", word)
    case "sigma-space": effect.compositor.sigmaSpace = Float(number)
    case "sigma-color": effect.compositor.sigmaColor = Float(number)
    case "coverage-low": coverage.lower = isAutomatic ? nil : Float(number)
    case "coverage-high": coverage.upper = isAutomatic ? nil : Float(number)
    case "light-wrap": effect.compositor.lightWrap = isAutomatic ? nil : Float(number)
    case "blend": effect.compositor.blend = try Self.choice("blend", word)
    case "wrap-source": effect.compositor.wrapSource = try Self.choice("wrap source", word)
    case "wrap-reach": effect.compositor.wrapReach = try Self.choice("wrap reach", word)
    case "decontaminate": effect.compositor.decontaminate = number != 0
    case "matting": effect.compositor.matting = number != 0
    case "mirror": effect.compositor.mirror = number != 0
    case "only-main-person": effect.compositor.hygiene.onlyMainPerson = number != 0
    case "min-area": effect.compositor.hygiene.leastArea = Float(number)
    case "fill-holes": effect.compositor.hygiene.largestHole = Float(number)
    case "grow": effect.compositor.hygiene.growth = Float(number)
    case "feather": effect.compositor.hygiene.feather = Float(number)
    case "relight": effect.compositor.light.exposure = Float(number)
    case "warmth": effect.compositor.light.warmth = Float(number)
    case "dim-background": effect.compositor.light.dimming = Float(number)
    case "desaturate-background": effect.compositor.light.desaturation = Float(number)
    case "opacity": effect.compositor.opacity = Float(number) / 100
    case "auto-frame": effect.autoFrames = number != 0
    case "framing": framing = try Self.choice("framing", word)
    case "smoothing": effect.smoothing = try Self.choice("smoothing", word)
    case "reuse": effect.reuseLimit = Float(number)
    case "result": effect.result = try Self.result(word)
    default:
      guard try !meaning.set(name, word: word, number: number) else { return }
      throw EngineError(.option, "expected the name of an option, found '\(name)'")
    }
  }

  /// Joins options that depend on each other.
  ///
  /// - Throws: `EngineError` for what is out of range.
  mutating func settle() throws(EngineError) {
    effect.compositor.background = try backgroundEffect()
    let standard = effect.compositor.filter.standardCoverage
    let (lower, upper) = (
      coverage.lower ?? standard.lowerBound, coverage.upper ?? standard.upperBound
    )
    guard lower <= upper else {
      throw EngineError(
        .option,
        "expected a coverage whose first number is not above the second, found \(lower) and \(upper)"
      )
    }
    effect.compositor.coverage = lower...upper
    guard !effect.reuseLimit.isNaN else {
      throw EngineError(.option, "expected a number for reuse, found none")
    }
    // A blur is checked that is not in force, too.
    var blurred = effect.compositor
    blurred.background = shapedBlur
    do throws(CompositingError) {
      try effect.compositor.validate()
      try blurred.validate()
    } catch {
      throw EngineError(.option, error.description)
    }
  }

  /// Takes the options that a preset names; what stands behind the person stays.
  private mutating func take(preset: String) throws(EngineError) {
    switch preset {
    case "standard":
      take(CompositorOptions())
      coverage = (nil, nil)
      framing = .auto
    case Preset.demo.name:
      take(.demo)
      framing = .stretch
    case Preset.privacy.name:
      for setting in Preset.privacy.settings where setting.name == "blur" {
        if let strength = setting.value.flatMap({ Int($0) }) {
          blur = .blur(strength: Float(strength))
        }
      }
    default: throw Self.unknown("preset", "standard, demo or privacy", preset)
    }
  }

  private mutating func take(_ options: CompositorOptions) {
    let isMirrored = effect.compositor.mirror
    effect.compositor = options
    effect.compositor.mirror = isMirrored
    effect.autoFrames = false
    blur = options.background
    blursByDisc = false
    coverage = (options.coverage.lowerBound, options.coverage.upperBound)
  }

  /// The blur in its shape; the demo's has no other.
  private var shapedBlur: BackgroundEffect {
    if blursByDisc, case .blur(let strength) = blur { return .lensBlur(strength: strength) }
    return blur
  }

  private func backgroundEffect() throws(EngineError) -> BackgroundEffect {
    switch background {
    case "blur": shapedBlur
    case "image": .image
    case "color":
      .color(
        red: UInt8(truncatingIfNeeded: color >> 16), green: UInt8(truncatingIfNeeded: color >> 8),
        blue: UInt8(truncatingIfNeeded: color))
    case "transparent": .transparent
    case "none": .none
    default: throw Self.unknown("background", "blur, image, color, transparent or none", background)
    }
  }
}
