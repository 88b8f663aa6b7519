import ArgumentParser
import Compositing

/// Options of where the person is.
struct PersonArguments: EffectOptions {
  static let settings = [
    Setting<Self>("mirror", .flag) { .boolean($0.mirror) },
    Setting("keep-region", .texts) { texts($0.keepRegion) },
    Setting("drop-region", .texts) { texts($0.dropRegion) },
  ]

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

  func apply(to options: inout CompositorOptions) {
    options.mirror = mirror
    options.keepRegions = keepRegion
    options.dropRegions = dropRegion
  }
}
