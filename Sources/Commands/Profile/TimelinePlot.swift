import Glibc
import Runtime

/// The fastest run: a lane a thread, a bar a step, gray where a thread waits.
struct TimelinePlot {
  let profile: ModelProfile
  let palette: OperatorPalette

  private static let width = 1100.0
  private static let left = 70.0
  private static let laneHeight = 40.0
  private static let axisHeight = 26.0

  /// The plot as an `svg` element.
  var svg: String {
    let run = profile.fastestRun
    let height = Self.laneHeight * Double(run.threadCount) + Self.axisHeight
    let lanes = (0..<run.threadCount).map { lane($0, run) }
    return """
      <svg viewBox="0 0 \(number(Self.width)) \(number(height))" role="img" \
      aria-label="Timeline of the fastest run">
      \(lanes.joined(separator: "\n"))
      \(axis(at: height - Self.axisHeight, run.duration.milliseconds))
      </svg>
      """
  }

  private func lane(_ thread: Int, _ run: ProfiledRun) -> String {
    let top = Self.laneHeight * Double(thread) + 3
    let scale = scale(run.duration.milliseconds)
    let bars = profile.steps.enumerated().map { index, step in
      let part = run.part(ofStep: index, thread: thread)
      let start = Self.left + part.start.milliseconds * scale
      let end = Self.left + part.end.milliseconds * scale
      let release = Self.left + part.release.milliseconds * scale
      let work = fixedPoint((part.end - part.start).milliseconds, decimals: 4)
      let name = step.description.operation
      let label =
        end - start > Double(name.count) * 7.5
        ? """
        <text x="\(number(start + 4))" y="\(number(top + 22))" style="fill: #fff">\
        \(markup(name))</text>
        """ : ""
      return """
        <rect x="\(number(end))" y="\(number(top + 12))" width="\(number(max(0, release - end)))" \
        height="10" fill="#d8d8d8"/>\
        <rect x="\(number(start))" y="\(number(top))" width="\(number(max(0.4, end - start)))" \
        height="34" fill="\(palette.color(name))" stroke="#fff" stroke-width="0.4"><title>\
        \(index) \(markup(name)) \(markup(step.description.shortShapes)): \(work) ms</title>\
        </rect>\(label)
        """
    }
    return """
      <text x="\(number(Self.left - 8))" y="\(number(top + 22))" text-anchor="end">\
      thread \(thread)</text>
      \(bars.joined(separator: "\n"))
      """
  }

  private func axis(at y: Double, _ milliseconds: Double) -> String {
    guard milliseconds > 0 else { return "" }
    // 1, 2 or 5 times a power of ten, so that there are four to ten ticks.
    let power = pow(10, log10(milliseconds / 4).rounded(.down))
    let interval = [5, 2, 1].map { $0 * power }.first { $0 <= milliseconds / 4 } ?? power
    let decimals = max(0, Int(-log10(power).rounded()))
    return stride(from: 0, through: milliseconds, by: interval).map { tick in
      let x = number(Self.left + tick * scale(milliseconds))
      return """
        <line x1="\(x)" y1="\(number(y))" x2="\(x)" y2="\(number(y + 5))" stroke="#888"/>\
        <text x="\(x)" y="\(number(y + 19))" text-anchor="middle">\
        \(fixedPoint(tick, decimals: decimals)) ms</text>
        """
    }.joined(separator: "\n")
  }

  /// Pixels a millisecond.
  private func scale(_ milliseconds: Double) -> Double {
    milliseconds > 0 ? (Self.width - Self.left - 30) / milliseconds : 0
  }

  private func number(_ value: Double) -> String { fixedPoint(value, decimals: 1) }
}
