extension InspectionRecord {
  /// The graph in the language of Graphviz's `dot`: a box a node, an edge a tensor with its shape.
  var dot: String {
    var lines = [
      "digraph model {", "  rankdir=TB;",
      "  node [shape=box, fontname=\"sans-serif\", fontsize=10];",
      "  edge [fontname=\"sans-serif\", fontsize=8];",
    ]
    var writers: [Int: (node: String, shape: [Int])] = [:]
    for (index, node) in nodes.enumerated() {
      let color = node.missing == nil ? "" : ", style=filled, fillcolor=\"#ffc9c9\""
      let label = "\(index) \(node.operator)" + (node.missing.map { "\n\($0)" } ?? "")
      lines.append("  n\(index) [label=\(quoted(label))\(color)];")
      for (tensor, shape) in zip(node.outputs, node.outputShapes) {
        writers[tensor] = ("n\(index)", shape)
      }
    }
    for (index, node) in nodes.enumerated() {
      for (tensor, shape) in zip(node.inputs, node.inputShapes) {
        guard let writer = writers[tensor] else { continue }
        lines.append("  \(writer.node) -> n\(index) [label=\(quoted(text(of: [shape])))];")
      }
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private func quoted(_ text: String) -> String {
    let escaped = printableLines(text).map { character -> String in
      switch character {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      default: String(character)
      }
    }
    return "\"\(escaped.joined())\""
  }

  private func printableLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { printable(String($0)) }
      .joined(separator: "\n")
  }

  /// One page of HTML that loads nothing: what runs or not, tables, passes and the memory plan.
  var page: String {
    let palette = OperatorPalette(operators.map(\.operator) + (memoryPlan ?? []).map(\.writer))
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(markup(name))</title>
      <style>
      :root { color-scheme: light; }
      body { font: 15px/1.45 system-ui, sans-serif; color: #222; background: #fff;
        max-width: 1240px; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
      .wide { overflow-x: auto; } svg { width: 100%; height: auto; }
      table { border-collapse: collapse; font-size: 13px; white-space: nowrap; }
      th, td { padding: .2rem .6rem; text-align: left; border-bottom: 1px solid #eee; }
      th { color: #666; } .missing { background: #ffe3e3; }
      </style>
      </head>
      <body>
      <h1>\(markup(name))</h1>
      <p>\(byteCount) bytes, SHA-256 \(sha256). \(markup(description))</p>
      <p>\(markup(reason.map { "Does not run: \($0)" } ?? "Runs."))</p>
      \(htmlTable("Tensors", ["", "name", "type", "shape"], tensorRows))
      \(htmlTable("Operators", ["operator", "nodes", "versions", "types", "MMAC", "parameters", "missing"],
        operatorRows))
      \(passRows.isEmpty ? "" : htmlTable("Rewrites", ["pass", "nodes", "removed", "added"], passRows))
      \(memorySection(palette))
      \(htmlTable("Nodes", ["#", "operator", "inputs", "outputs", "MMAC", "parameters", "missing"], nodeRows))
      </body>
      </html>

      """
  }

  private func memorySection(_ palette: OperatorPalette) -> String {
    guard let memoryPlan, let memory else { return "" }
    return """
      <h2>Memory plan</h2>
      <p>\(memory.arenaByteCount) bytes from top to bottom, \(memory.stepCount) steps from left to right; at least \
      \(memory.lowerBoundByteCount) bytes are needed.</p>
      \(MemoryDrawing(self, memoryPlan).svg(color: palette.color))
      """
  }

  private var tensorRows: [[String]] {
    inputs.map { ["input", $0.name, $0.elementType, text(of: [$0.shape])] }
      + outputs.map { ["output", $0.name, $0.elementType, text(of: [$0.shape])] }
  }

  private var operatorRows: [[String]] {
    operators.map {
      [
        $0.operator, "\($0.nodeCount)",
        $0.versions.sorted().map(String.init).joined(separator: ", "),
        $0.elementTypes.joined(separator: " "), millions($0.multiplyAddCount),
        "\($0.parameterCount)",
        $0.missing ?? "",
      ]
    }
  }

  private var passRows: [[String]] {
    (passes ?? []).map {
      [$0.name, "\($0.nodeCountBefore) → \($0.nodeCountAfter)", words($0.removed), words($0.added)]
    }
  }

  private var nodeRows: [[String]] {
    nodes.enumerated().map { index, node in
      [
        "\(index)", node.operator, text(of: node.inputShapes), text(of: node.outputShapes),
        millions(node.multiplyAddCount), "\(node.parameterCount)", node.missing ?? "",
      ]
    }
  }

  private func htmlTable(_ title: String, _ header: [String], _ rows: [[String]]) -> String {
    let head = header.map { "<th>\($0)</th>" }.joined()
    let body = rows.map { row in
      let isMissing = header.last == "missing" && row.last != ""
      return "<tr\(isMissing ? " class=\"missing\"" : "")>"
        + row.map { "<td>\(markup(printable($0)))</td>" }.joined() + "</tr>"
    }
    return """
      <h2>\(title)</h2>
      <div class="wide"><table><tr>\(head)</tr>
      \(body.joined(separator: "\n"))
      </table></div>
      """
  }
}
