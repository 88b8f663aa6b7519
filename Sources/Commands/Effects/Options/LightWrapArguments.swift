import ArgumentParser
import Compositing

/// Options of the background's light on the person.
struct LightWrapArguments: EffectOptions {
  static let settings = [
    Setting<Self>("light-wrap", .number) { $0.lightWrap.map { .number(shortest($0)) } },
    Setting("blend", .text) { .text($0.blend.rawValue) },
    Setting("wrap-source", .text) { .text($0.wrapSource.rawValue) },
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

  func apply(to options: inout CompositorOptions) {
    options.lightWrap = lightWrap
    options.blend = blend
    options.wrapSource = wrapSource
  }
}

extension BlendMode: ExpressibleByArgument {}
extension WrapSource: ExpressibleByArgument {}
