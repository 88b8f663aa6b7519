import ArgumentParser
import Compositing
import ImageFiles

/// Options of the light, and of what stands before the person.
struct StudioArguments: EffectOptions {
  static let settings = [
    Setting<Self>("relight", .number) { $0.relight.map { .number(shortest($0)) } },
    Setting("warmth", .number) { $0.warmth.map { .number(shortest($0)) } },
    Setting("dim-background", .number) { $0.dimBackground.map { .number(shortest($0)) } },
    Setting("desaturate-background", .number) {
      $0.desaturateBackground.map { .number(shortest($0)) }
    },
    Setting("opacity", .number) { $0.opacity.map { .number(shortest($0)) } },
    Setting("auto-frame", .flag) { .boolean($0.autoFrame) },
    Setting("in-front", .text) { $0.inFront.map { .text($0) } },
    Setting("in-front-position", .text) { .text($0.inFrontPosition.rawValue) },
  ]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Light on the person, -2 to 2 stops: 1 doubles it where it is dark.", valueName: "stops"))
  var relight: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Warmth of the light on the person, -100 (blue) to 100 (orange) %.", valueName: "percent"))
  var warmth: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Take light from the background, 0 to 100 %.", valueName: "percent"))
  var dimBackground: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Take color from the background, 0 to 100 %.", valueName: "percent"))
  var desaturateBackground: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Opacity of the person, 0 to 100 %.", valueName: "percent"))
  var opacity: Float?

  @Option(
    help: ArgumentHelp(
      "Put a picture before the person: a logo, a lower third, with transparency.",
      valueName: "image"),
    completion: .file(extensions: PictureFormat.allFileExtensions))
  var inFront: String?

  @Flag(help: "Follow the person, as a camera operator would: up to twice as large, smoothly.")
  var autoFrame = false

  @Option(help: "Where the picture of --in-front is.")
  var inFrontPosition = FrontPosition.bottom

  func apply(to options: inout CompositorOptions) {
    if let relight { options.light.exposure = relight }
    if let warmth { options.light.warmth = warmth }
    if let dimBackground { options.light.dimming = dimBackground }
    if let desaturateBackground { options.light.desaturation = desaturateBackground }
    if let opacity { options.opacity = opacity / 100 }
  }

  func validate() throws {
    for (option, value, range, unit) in [
      ("--relight", relight, StudioLight.exposureRange, "stops"),
      ("--warmth", warmth, StudioLight.warmthRange, "%"),
      ("--dim-background", dimBackground, StudioLight.shareRange, "%"),
      ("--desaturate-background", desaturateBackground, StudioLight.shareRange, "%"),
      ("--opacity", opacity, StudioLight.shareRange, "%"),
    ] {
      try check(option, value, range, unit)
    }
    if inFront?.isEmpty == true {
      throw ValidationError("expected --in-front to name a file, found ''")
    }
  }
}

extension FrontPosition: ExpressibleByArgument {}
