import ArgumentParser
import Compositing
import ImageFiles

/// Options of what stands behind the person.
struct BackgroundArguments: EffectOptions {
  /// Names of what may stand behind the person.
  static let choices = ["blur", "background", "color", "transparent", "none"]

  static let settings = [
    Setting<Self>("blur", .strength, group: choices) { arguments in
      guard arguments.background == nil && arguments.color == nil && !arguments.none else {
        return nil
      }
      switch arguments.blurEffect {
      case .blur(BackgroundEffect.standardBlurStrength): return .boolean(true)
      case .lensBlur(BackgroundEffect.standardBlurStrength): return .boolean(true)
      case .blur(let strength), .lensBlur(let strength): return .number(shortest(strength))
      default: return .text(BlurStrength.demoName)
      }
    },
    Setting("blur-shape", .text) {
      $0.blurShape == .gaussian ? nil : .text($0.blurShape.rawValue)
    },
    Setting("background", .text, group: choices) { $0.background.map { .text($0) } },
    Setting("color", .text, group: choices) { arguments in
      arguments.color.map { color in
        let value = Int(color.red) << 16 | Int(color.green) << 8 | Int(color.blue)
        return .text("#" + String(String(value + 0x100_0000, radix: 16).dropFirst()))
      }
    },
    Setting("none", .flag, group: choices) { $0.none ? .boolean(true) : nil },
    Setting("fit", .text) { .text($0.fit.rawValue) },
  ]

  @Option(
    help: ArgumentHelp(
      "Blur the background: the radius in per cent of the frame's height, 0 to 20 (default: "
        + "\(shortText(BackgroundEffect.standardBlurStrength))), or 'demo'. The default.",
      valueName: "strength"),
    transform: BlurStrength.init)
  var blur: BlurStrength?

  /// The strength where `--blur` has none: what a preset says, which leaves the choice to others.
  @Option(help: .hidden, transform: BlurStrength.init)
  var presetBlur: BlurStrength?

  @Option(
    help: """
      Shape that the blur makes of a point: gaussian, or disc, as a lens does it, with bright discs for \
      lamps. A disc takes twice the time, and what it hides can be computed back sooner.
      """)
  var blurShape = BlurShape.gaussian

  @Option(
    help: ArgumentHelp("Put the person on this picture.", valueName: "image"),
    completion: .file(extensions: PictureFormat.allFileExtensions))
  var background: String?

  @Option(
    name: [.customLong("color"), .customLong("colour")],
    help: ArgumentHelp(
      "Put the person on a color as CSS writes it: 'teal', '#00b140', 'rgb(0 177 64)'.",
      valueName: "color"),
    transform: CSSColor.init)
  var color: CSSColor?

  @Flag(help: "Change nothing: the frame as it is.")
  var none = false

  @Option(help: "How the picture of --background comes to the frame's size.")
  var fit = Fit.cover

  /// The options that are given, as they are written.
  ///
  /// - Parameter transparent: whether `--transparent` is.
  func named(transparent: Bool) -> [String] {
    [
      ("--blur", blur != nil), ("--background", background != nil), ("--color", color != nil),
      ("--transparent", transparent), ("--none", none),
    ].filter(\.1).map(\.0)
  }

  /// Checks that one background at most is named, and that the blur has the shape.
  ///
  /// - Parameter transparent: whether `--transparent` is.
  /// - Throws: `ValidationError`.
  func check(transparent: Bool) throws(ValidationError) {
    if blurShape == .disc && blur == .demo {
      throw ValidationError(
        "expected --blur with a number or without one for --blur-shape disc, found 'demo'")
    }
    let named = named(transparent: transparent)
    guard named.count > 1 else { return }
    throw ValidationError(
      "expected one of --blur, --background, --color, --transparent and --none, found "
        + named.joined(separator: " and "))
  }

  /// The word for the effect in a result's name.
  func resultName(transparent: Bool) -> String {
    if transparent { return "cutout" }
    if background != nil { return "background" }
    if color != nil { return "color" }
    return none ? "none" : "blurred"
  }

  /// The blur, where there is one.
  private var blurEffect: BackgroundEffect {
    let standard = BackgroundEffect.standardBlurStrength
    let effect = blur?.effect ?? presetBlur?.effect ?? .blur(strength: standard)
    guard blurShape == .disc else { return effect }
    // The demo's blur, which only a preset can name here, has no disc.
    if case .blur(let strength) = effect { return .lensBlur(strength: strength) }
    return .lensBlur(strength: standard)
  }

  /// Effect that the compositor is asked for; a color with alpha is put behind its result.
  func effect(transparent: Bool) -> BackgroundEffect {
    if transparent { return .transparent }
    if background != nil { return .image }
    if let color {
      return color.isOpaque
        ? .color(red: color.red, green: color.green, blue: color.blue) : .transparent
    }
    return none ? .none : blurEffect
  }
}

extension Fit: ExpressibleByArgument {}
