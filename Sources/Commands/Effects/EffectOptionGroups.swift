import ArgumentParser
import Compositing
import ImageFiles

/// Options of what stands behind the person.
struct BackgroundArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Blur the background: the radius in per cent of the frame's height, 0 to 20. Without a "
        + "number, a blur of three rounds. The default.", valueName: "strength"),
    transform: BlurStrength.init)
  var blur: BlurStrength?

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

  /// Checks that one background at most is named.
  ///
  /// - Parameter transparent: whether `--transparent` is.
  /// - Throws: `ValidationError`.
  func check(transparent: Bool) throws(ValidationError) {
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

  /// Effect that the compositor is asked for; a color with alpha is put behind its result.
  func effect(transparent: Bool) -> BackgroundEffect {
    if transparent { return .transparent }
    if background != nil { return .image }
    if let color {
      return color.isOpaque
        ? .color(red: color.red, green: color.green, blue: color.blue) : .transparent
    }
    return none ? .none : .blur(strength: blur?.percent)
  }
}

/// For commands whose results can be transparent.
struct CutoutArguments: ParsableArguments {
  @Flag(help: "Keep the person alone, on transparency.")
  var transparent = false
}

/// Options of where the person is.
struct PersonArguments: ParsableArguments {
  @Flag(inversion: .prefixedNo, help: "Mirror the person, not the background.")
  var mirror = false

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "What is always the person: pixels of the frame, or per cent with '%'. Repeatable.",
      valueName: "x,y,width,height"),
    transform: Region.parse)
  var keepRegion: [Region] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "What is never the person; wins over --keep-region. Repeatable.",
      valueName: "x,y,width,height"),
    transform: Region.parse)
  var dropRegion: [Region] = []
}

/// Options of how the mask comes to the frame, and the person to the background.
struct EdgeArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Mask values where the person begins to show and where only the person shows, 0 to 1 "
        + "(default: 0.5,0.75).", valueName: "lo,hi"),
    transform: CoverageLimits.init)
  var coverage: CoverageLimits?

  @Option(
    help: """
      How the mask comes to the frame's size: along the frame's edges (exact, guided) or \
      smoothly (none).
      """)
  var filter = MaskFilter.exact

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Reach of the filter in cells of the mask, 0 to 10.", valueName: "number"))
  var sigmaSpace: Float = 1

  @Option(
    name: [.customLong("sigma-color"), .customLong("sigma-colour")], parsing: .unconditional,
    help: ArgumentHelp(
      "Tolerance of the filter for differences of color, 0 to 1.", valueName: "number"))
  var sigmaColor: Float = 0.1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Light of the background on the person's edge, 0 to 1 (default: 0.3 for --background, "
        + "0 for --color).", valueName: "strength"))
  var lightWrap: Float?

  @Option(help: "How light is added.")
  var blend = BlendMode.screen

  @Option(help: "Where the light comes from: the background as it is, or blurred.")
  var wrapSource = WrapSource.sharp

  @Option(help: "Take the old background's color out of soft edges (default: on for stills).")
  var decontaminate: Switch?
}

/// The value of an option that is on or off.
enum Switch: String, CaseIterable, ExpressibleByArgument {
  case on, off
}

extension MaskFilter: ExpressibleByArgument {}
extension BlendMode: ExpressibleByArgument {}
extension WrapSource: ExpressibleByArgument {}
extension Fit: ExpressibleByArgument {}
