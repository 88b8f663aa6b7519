import ArgumentParser
import Compositing

/// Options of how the mask comes to the frame: the person's edge.
struct EdgeArguments: EffectOptions {
  static let settings = [
    Setting<Self>("filter", .text) { .text($0.inForce.filter.rawValue) },
    Setting("sigma-space", .number) { .number(shortest($0.inForce.sigmaSpace)) },
    Setting("sigma-color", .number) { .number(shortest($0.inForce.sigmaColor)) },
    Setting("coverage", .pair) {
      let limits = $0.inForce.coverage
      return .list([.number(shortest(limits.lowerBound)), .number(shortest(limits.upperBound))])
    },
    Setting("decontaminate", .flagOrText) {
      $0.decontaminate.map { .boolean($0 == .on) }
    },
  ]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Mask values where the person begins to show and where only the person shows, 0 to 1 "
        + "(default: \(text(Self.standard.coverage)); of filters but guided "
        + "\(text(MaskFilter.exact.standardCoverage))).", valueName: "lo,hi"),
    transform: CoverageLimits.init)
  var coverage: CoverageLimits?

  @Option(
    help: ArgumentHelp(
      "How the mask comes to the frame's size: with soft edges, such as hair has (guided), "
        + "along the frame's edges (exact, separable) or smoothly (none) (default: "
        + "\(Self.standard.filter.rawValue))."))
  var filter: MaskFilter?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Reach of the filter, 0 to 10: in cells of the mask, of guided in fixed shares of the "
        + "frame (default: "
        + "\(shortText(Self.standard.sigmaSpace))).", valueName: "number"))
  var sigmaSpace: Float?

  @Option(
    name: [.customLong("sigma-color"), .customLong("sigma-colour")], parsing: .unconditional,
    help: ArgumentHelp(
      "Tolerance of the filter for differences of color, 0 to 1 (default: "
        + "\(shortText(Self.standard.sigmaColor))).", valueName: "number"))
  var sigmaColor: Float?

  @Option(help: "Take the old background's color out of soft edges (default: on for stills).")
  var decontaminate: Switch?

  private static let standard = CompositorOptions()

  /// The defaults with what is asked for.
  private var inForce: CompositorOptions {
    var options = Self.standard
    apply(to: &options)
    return options
  }

  func apply(to options: inout CompositorOptions) {
    if let filter {
      options.filter = filter
      options.coverage = filter.standardCoverage
    }
    if let sigmaSpace { options.sigmaSpace = sigmaSpace }
    if let sigmaColor { options.sigmaColor = sigmaColor }
    if let coverage { options.coverage = coverage.range }
    if let decontaminate { options.decontaminate = decontaminate == .on }
  }
}

extension MaskFilter: ExpressibleByArgument {}

private func text(_ range: ClosedRange<Float>) -> String {
  "\(shortText(range.lowerBound)),\(shortText(range.upperBound))"
}
