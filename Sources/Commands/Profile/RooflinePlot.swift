import Glibc
import Runtime

/// GFLOP/s over FLOP a byte, both logarithmic: the machine's roofs, and a circle a step.
struct RooflinePlot {
  let profile: ModelProfile
  let palette: OperatorPalette

  private static let width = 1100.0
  private static let height = 480.0
  private static let left = 60.0
  private static let right = 20.0
  private static let top = 20.0
  private static let bottom = 44.0

  /// A logarithmic axis from one power of ten to another.
  private struct Axis {
    let lower: Double
    let upper: Double
    let start: Double
    let end: Double

    /// The axis that shows all values, at least two decades.
    init(showing values: [Double], from start: Double, to end: Double) {
      let logarithms = values.filter { $0 > 0 && $0.isFinite }.map { log10($0) }
      lower = (logarithms.min() ?? 0).rounded(.down)
      upper = max((logarithms.max() ?? 0).rounded(.up), lower + 2)
      self.start = start
      self.end = end
    }

    func position(_ value: Double) -> Double {
      start + (log10(value) - lower) / (upper - lower) * (end - start)
    }

    /// The powers of ten on it.
    var ticks: [Double] { stride(from: lower, through: upper, by: 1).map { pow(10, $0) } }

    var first: Double { pow(10, lower) }
    var last: Double { pow(10, upper) }
  }

  private struct Point {
    let index: Int
    let step: ModelProfile.Step
    let intensity: Double
    let gigaflops: Double
  }

  private var points: [Point] {
    profile.steps.enumerated().compactMap { index, step in
      guard let gigaflops = step.gigaflops, gigaflops.isFinite, gigaflops > 0,
        step.description.byteCount > 0
      else { return nil }
      return Point(
        index: index, step: step,
        intensity: 2 * Double(step.description.multiplyAddCount)
          / Double(step.description.byteCount), gigaflops: gigaflops)
    }
  }

  /// The plot as an `svg` element.
  var svg: String {
    let points = points
    let roofline = profile.roofline
    let roofs = roofline.peak.bandwidths.map {
      (name: $0.level.rawValue, rate: roofline.gigabytesPerSecond($0))
    }
    let rates = roofs.map(\.rate)
    let x = Axis(
      showing: points.map(\.intensity) + rates.map { roofline.gigaflops / $0 }, from: Self.left,
      to: Self.width - Self.right)
    let y = Axis(
      showing: points.map(\.gigaflops) + [roofline.gigaflops], from: Self.height - Self.bottom,
      to: Self.top)
    let largeFirst = points.sorted { $0.step.share > $1.step.share }
    return """
      <svg viewBox="0 0 \(number(Self.width)) \(number(Self.height))" role="img" \
      aria-label="Roofline plot">
      \(grid(x, y))
      \(roofs.enumerated().map { index, each in
        roof(each.rate, each.name, isLabelBelow: index % 2 == 1, x, y)
      }.joined(separator: "\n"))
      \(ceiling(x, y, from: roofline.gigaflops / (rates.max() ?? 1)))
      \(largeFirst.map { circle($0, x, y) }.joined(separator: "\n"))
      </svg>
      """
  }

  private func grid(_ x: Axis, _ y: Axis) -> String {
    let columns = x.ticks.map { tick in
      """
      <line x1="\(number(x.position(tick)))" y1="\(number(y.start))" \
      x2="\(number(x.position(tick)))" y2="\(number(y.end))" stroke="#e6e6e6"/>
      <text x="\(number(x.position(tick)))" y="\(number(y.start + 18))" text-anchor="middle">\
      \(plain(tick))</text>
      """
    }
    let rows = y.ticks.map { tick in
      """
      <line x1="\(number(x.start))" y1="\(number(y.position(tick)))" x2="\(number(x.end))" \
      y2="\(number(y.position(tick)))" stroke="#e6e6e6"/>
      <text x="\(number(x.start - 8))" y="\(number(y.position(tick) + 4))" text-anchor="end">\
      \(plain(tick))</text>
      """
    }
    return (columns + rows).joined(separator: "\n") + """

      <text x="\(number((x.start + x.end) / 2))" y="\(number(Self.height - 6))" \
      text-anchor="middle">FLOP a byte</text>
      <text transform="translate(14 \(number((y.start + y.end) / 2))) rotate(-90)" \
      text-anchor="middle">GFLOP/s</text>
      """
  }

  /// The slope that a bandwidth allows, up to the ceiling, with its name above or below it.
  private func roof(
    _ bandwidth: Double, _ name: String, isLabelBelow: Bool, _ x: Axis, _ y: Axis
  ) -> String {
    let start = max(x.first, y.first / bandwidth)
    let end = min(x.last, profile.roofline.gigaflops / bandwidth)
    guard start < end else { return "" }
    let (x1, y1) = (x.position(start), y.position(start * bandwidth))
    let (x2, y2) = (x.position(end), y.position(end * bandwidth))
    let angle = atan2(y2 - y1, x2 - x1) * 180 / .pi
    return """
      <line x1="\(number(x1))" y1="\(number(y1))" x2="\(number(x2))" y2="\(number(y2))" \
      stroke="#444" stroke-width="1.5" stroke-dasharray="6 4"/>
      <text transform="translate(\(number(x1 + (x2 - x1) * 0.2)) \(number(y1 + (y2 - y1) * 0.2))) \
      rotate(\(number(angle)))" dy="\(isLabelBelow ? 16 : -6)">\(name) \(fixedPoint(bandwidth, decimals: 0)) GB/s</text>
      """
  }

  private func ceiling(_ x: Axis, _ y: Axis, from start: Double) -> String {
    let gigaflops = profile.roofline.gigaflops
    let level = y.position(gigaflops)
    let left = x.position(min(x.last, max(x.first, start)))
    return """
      <line x1="\(number(left))" y1="\(number(level))" x2="\(number(x.end))" \
      y2="\(number(level))" stroke="#444" stroke-width="1.5"/>
      <text x="\(number(x.end - 4))" y="\(number(level - 6))" text-anchor="end">\
      multiply-add peak \(fixedPoint(gigaflops, decimals: 0)) GFLOP/s</text>
      """
  }

  private func circle(_ point: Point, _ x: Axis, _ y: Axis) -> String {
    let radius = max(3, 60 * point.step.share.squareRoot())
    let description = point.step.description
    return """
      <circle cx="\(number(x.position(point.intensity)))" cy="\(number(y.position(point.gigaflops)))" \
      r="\(number(radius))" fill="\(palette.color(description.operation))" fill-opacity="0.55" \
      stroke="#fff"><title>\(point.index) \(markup(description.operation)) \
      \(markup(description.shortShapes)): \(percent(point.step.share, decimals: 1)) of the time, \
      \(fixedPoint(point.gigaflops, decimals: 1)) GFLOP/s, \
      \(percent(point.step.roofShare, decimals: 0)) of its roof</title></circle>
      """
  }

  /// 0.01, 1, 1000.
  private func plain(_ power: Double) -> String {
    power >= 1 ? fixedPoint(power, decimals: 0) : significant(power, digits: Int(-log10(power)))
  }

  private func number(_ value: Double) -> String { fixedPoint(value, decimals: 1) }
}
