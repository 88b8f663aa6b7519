import Runtime

extension ModelProfile {
  /// One page of HTML that loads nothing: figures, roofline plot, timeline and the table of steps.
  var page: String {
    let palette = OperatorPalette(operators.map(\.operation))
    let name = modelPath.split(separator: "/").last.map(String.init) ?? modelPath
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Profile of \(markup(name))</title>
      <style>
      :root { color-scheme: light; }
      body { font: 15px/1.45 system-ui, sans-serif; color: #222; background: #fff;
        max-width: 1240px; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
      p { margin: .3rem 0; color: #555; }
      .figures { display: flex; flex-wrap: wrap; gap: 2.5rem; margin: 1rem 0; }
      .figures b { display: block; font-size: 1.6rem; font-weight: 600; color: #222; }
      .figures span { color: #666; }
      .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; }
      .legend i { display: inline-block; width: .8em; height: .8em; border-radius: 2px;
        margin-right: .4em; }
      svg { width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: #444; }
      .wide { overflow-x: auto; }
      table { border-collapse: collapse; font-size: 13px; white-space: nowrap; }
      th, td { padding: .2rem .6rem; text-align: right; border-bottom: 1px solid #eee; }
      th { color: #666; font-weight: 600; } .text { text-align: left; }
      td { font-variant-numeric: tabular-nums; }
      .bar { background: linear-gradient(#d5e6f5, #d5e6f5) no-repeat; }
      </style>
      </head>
      <body>
      <h1>\(markup(name))</h1>
      <p>\(markup(processor)), kernels \(instructionSet.rawValue), \(threadCount) \
      \(threadCount == 1 ? "thread" : "threads"), \(peakSentence).</p>
      <div class="figures">
      \(figure("minimum", "\(fixedPoint(inference.minimum, decimals: 3)) ms"))
      \(figure("median", "\(fixedPoint(inference.median, decimals: 3)) ms"))
      \(figure("mean of \(inference.runCount) runs", "\(fixedPoint(inference.mean, decimals: 3)) ms"))
      \(figure("tensors", "\(fixedPoint(Double(arenaByteCount) / 1e6, decimals: 2)) MB"))
      </div>
      <div class="legend">\(palette.legend)</div>
      <h2>Roofline</h2>
      <p>Each circle is a step; its area is its share of the time. Lines are what this machine can \
      do at most with \(threadCount == 1 ? "this thread" : "these threads").</p>
      \(RooflinePlot(profile: self, palette: palette).svg)
      <h2>Timeline of the fastest run</h2>
      <p>Grey: waiting for the other threads.</p>
      \(TimelinePlot(profile: self, palette: palette).svg)
      <h2>Steps</h2>
      <div class="wide"><table>
      <tr><th>#</th><th class="text">operator</th><th class="text">kernels</th>\
      <th class="text">shapes</th><th>mean ms</th><th>share</th><th>total</th><th>GFLOP/s</th>\
      <th>GB/s</th><th>of peak</th><th>of roof</th><th class="text">bound</th></tr>
      \(tableRows)
      </table></div>
      </body>
      </html>

      """
  }

  private func figure(_ label: String, _ value: String) -> String {
    "<div><b>\(value)</b><span>\(label)</span></div>"
  }

  private var tableRows: String {
    let largestShare = steps.map(\.share).max() ?? 1
    return steps.enumerated().map { index, step in
      let width = largestShare > 0 ? step.share / largestShare : 0
      let numbers = [
        step.gigaflops.map { fixedPoint($0, decimals: 1) } ?? "",
        fixedPoint(step.gigabytesPerSecond, decimals: 1),
        peakShare(step.gigaflops).map { percent($0, decimals: 0) } ?? "",
        percent(step.roofShare, decimals: 0),
      ]
      return """
        <tr><td>\(index)</td><td class="text">\(markup(step.description.operation))</td>\
        <td class="text">\(markup(shortKernelNames(step.description.kernelNames)))</td>\
        <td class="text">\(markup(step.description.shortShapes))</td>\
        <td>\(fixedPoint(step.timing.mean.milliseconds, decimals: 4))</td>\
        <td class="bar" style="background-size: \(percent(width, decimals: 1)) 100%">\
        \(percent(step.share, decimals: 1))</td>\
        <td>\(percent(step.cumulativeShare, decimals: 0))</td>\
        \(numbers.map { "<td>\($0)</td>" }.joined())\
        <td class="text">\(step.limit.bound)</td></tr>
        """
    }.joined(separator: "\n")
  }
}

/// A color for each operator: the eight of M. Okabe and K. Ito (2008) that color-blind people tell
/// apart, the slowest operator first; the ones after share the last.
struct OperatorPalette {
  private static let colors = [
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a800", "#666666",
  ]

  private let operations: [String]

  init(_ operations: [String]) { self.operations = operations }

  /// The color of an operator, `#rrggbb`.
  func color(_ operation: String) -> String {
    let index = operations.firstIndex(of: operation) ?? Self.colors.count - 1
    return Self.colors[min(index, Self.colors.count - 1)]
  }

  /// Legend of the colors, as HTML.
  var legend: String {
    operations.map { operation in
      "<span><i style=\"background: \(color(operation))\"></i>\(markup(operation))</span>"
    }.joined(separator: "\n")
  }
}

/// Text as it may stand between and inside tags.
func markup(_ text: String) -> String {
  var result = ""
  for character in printable(text) {
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    default: result.append(character)
    }
  }
  return result
}
