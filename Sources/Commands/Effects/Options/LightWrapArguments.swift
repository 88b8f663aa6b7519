import ArgumentParser
import Compositing

/// Options of the background's light on the person.
struct LightWrapArguments: EffectOptions {
  static let settings = [
    Setting<Self>("light-wrap", .number) { $0.lightWrap.map { .number(shortest($0)) } },
    Setting("blend", .text) { .text($0.blend.rawValue) },
    Setting("wrap-source", .text) { .text($0.wrapSource.rawValue) },
    Setting("wrap-reach", .text) { .text($0.wrapReach.rawValue) },
  ]

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

  @Option(
    help: """
      Where the light falls: on a band along the person's contour, or on the person as the coverage \
      says, as in the browser demo.
      """)
  var wrapReach = WrapReach.contour

  func apply(to options: inout CompositorOptions) {
    options.lightWrap = lightWrap
    options.blend = blend
    options.wrapSource = wrapSource
    options.wrapReach = wrapReach
  }
}

extension BlendMode: ExpressibleByArgument {}
extension WrapSource: ExpressibleByArgument {}
extension WrapReach: ExpressibleByArgument {}
