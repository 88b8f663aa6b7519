import ArgumentParser
import Compositing

/// Options of what is mended in masks.
struct MaskHygieneArguments: EffectOptions {
  static let settings = [
    Setting<Self>("only-main-person", .flag) { .boolean($0.onlyMainPerson) },
    Setting("min-area", .number) { $0.minArea.map { .number(shortest($0)) } },
    Setting("fill-holes", .number) { $0.fillHoles.map { .number(shortest($0)) } },
    Setting("grow", .number, group: outlines) { $0.grow.map { .number(shortest($0)) } },
    Setting("shrink", .number, group: outlines) { $0.shrink.map { .number(shortest($0)) } },
    Setting("feather", .number) { $0.feather.map { .number(shortest($0)) } },
  ]

  /// Options that move the outline.
  private static let outlines = ["grow", "shrink"]

  @Flag(
    help: """
      Keep the main person alone: the largest and most central one, steadily, with what they hold.
      """)
  var onlyMainPerson = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Drop what of the mask is smaller, 0 to 50 % of the frame.", valueName: "percent"))
  var minArea: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Fill holes in the person up to this size, 0 to 20 % of the frame; shows what the mask hid.",
      valueName: "percent"))
  var fillHoles: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Move the person's outline outward, 0 to 100 pixels of the frame; shows what the mask hid.",
      valueName: "pixels"))
  var grow: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Move the person's outline inward, 0 to 100 pixels of the frame.", valueName: "pixels"))
  var shrink: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Fade the person within their outline, over 0 to 100 pixels of the frame.",
      valueName: "pixels"))
  var feather: Float?

  func apply(to options: inout CompositorOptions) {
    if onlyMainPerson { options.hygiene.onlyMainPerson = true }
    if let minArea { options.hygiene.leastArea = minArea }
    if let fillHoles { options.hygiene.largestHole = fillHoles }
    if let growth = grow ?? shrink.map({ -$0 }) { options.hygiene.growth = growth }
    if let feather { options.hygiene.feather = feather }
  }

  func validate() throws {
    if grow != nil && shrink != nil {
      throw ValidationError("expected one of --grow and --shrink, found both")
    }
    for (option, value, range, unit) in [
      ("--min-area", minArea, MaskHygiene.areaRange, "% of the frame"),
      ("--fill-holes", fillHoles, MaskHygiene.holeRange, "% of the frame"),
      ("--grow", grow, MaskHygiene.pixelRange, "pixels"),
      ("--shrink", shrink, MaskHygiene.pixelRange, "pixels"),
      ("--feather", feather, MaskHygiene.pixelRange, "pixels"),
    ] {
      try check(option, value, range, unit)
    }
  }
}

extension MaskHygiene {
  /// Settings by which more is shown than before.
  func settingsThatShowMore(than before: MaskHygiene) -> [(names: [String], showsMore: Bool)] {
    [
      (["only-main-person"], before.onlyMainPerson && !onlyMainPerson),
      (["min-area"], leastArea < before.leastArea),
      (["fill-holes"], largestHole > before.largestHole),
      (["grow", "shrink"], growth > before.growth), (["feather"], feather < before.feather),
    ]
  }
}
