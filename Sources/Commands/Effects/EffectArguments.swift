import ArgumentParser
import Compositing

/// What a picture is made of: the background, and how the person is put on it.
struct EffectArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Blur the background: the radius in per cent of the frame's height, 0 to 20. Without a "
        + "number, a blur of three rounds. The default effect.", valueName: "strength"),
    transform: BlurStrength.init)
  var blur: BlurStrength?

  @Option(
    help: ArgumentHelp(
      "Put the person on a picture (PNG or JPEG); 'vbg video' also takes a film or an animated GIF.",
      valueName: "image"),
    completion: .file(extensions: ["png", "jpg", "jpeg"]))
  var background: String?

  @Option(help: "How a picture comes to the frame's size.")
  var fit = Fit.cover

  @Option(
    name: [.customLong("color"), .customLong("colour")],
    help: ArgumentHelp(
      "Put the person on a colour: '#rrggbb', '#rgb' or a name of CSS.", valueName: "color"),
    transform: RGBColor.init)
  var color: RGBColor?

  @Flag(help: "Keep the person alone, on transparency (PNG; films: .webm, .mov, .mkv).")
  var transparent = false

  @Flag(help: "Change nothing: the frame as it is.")
  var none = false

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
      "Tolerance of the filter for differences of colour, 0 to 1.", valueName: "number"))
  var sigmaColor: Float = 0.1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Mask values where the person begins to show and where only the person shows, 0 to 1 "
        + "(default: 0.5,0.75).", valueName: "lo,hi"),
    transform: CoverageLimits.init)
  var coverage: CoverageLimits?

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

  @Option(help: "Take the old background's colour out of soft edges (default: on for stills).")
  var decontaminate: Switch?

  func validate() throws {
    let named = namedBackgrounds
    guard named.count <= 1 else {
      throw ValidationError(
        "expected one of --blur, --background, --color, --transparent and --none, found "
          + named.joined(separator: " and "))
    }
    do throws(CompositingError) {
      try options(decontaminates: false).validate()
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// What the compositor gets.
  ///
  /// - Parameter decontaminates: what holds where the command line does not say.
  func options(decontaminates: Bool) -> CompositorOptions {
    var options = CompositorOptions()
    options.background = effect
    options.filter = filter
    options.sigmaSpace = sigmaSpace
    options.sigmaColor = sigmaColor
    if let coverage { options.coverage = coverage.range }
    options.lightWrap = lightWrap
    options.blend = blend
    options.wrapSource = wrapSource
    options.mirror = mirror
    options.keepRegions = keepRegion
    options.dropRegions = dropRegion
    options.decontaminate = decontaminate.map { $0 == .on } ?? decontaminates
    return options
  }

  /// The option that names the background, if one does.
  var namedBackground: String? { namedBackgrounds.first }

  private var namedBackgrounds: [String] {
    [
      ("--blur", blur != nil), ("--background", background != nil), ("--color", color != nil),
      ("--transparent", transparent), ("--none", none),
    ].filter(\.1).map(\.0)
  }

  private var effect: BackgroundEffect {
    if background != nil { return .image }
    if let color { return .color(red: color.red, green: color.green, blue: color.blue) }
    if transparent { return .transparent }
    return none ? .none : .blur(strength: blur?.percent)
  }
}

/// The value of an option that is on or off.
enum Switch: String, CaseIterable, ExpressibleByArgument {
  case on, off
}

extension MaskFilter: ExpressibleByArgument {}
extension BlendMode: ExpressibleByArgument {}
extension WrapSource: ExpressibleByArgument {}
extension Fit: ExpressibleByArgument {}
