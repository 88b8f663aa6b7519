import Segmentation

extension InspectionRecord {
  /// Everything as text for a terminal.
  var tables: String {
    var parts = [head, nodeTable.text, operatorTable.text]
    if let passes, !passes.isEmpty { parts.append(passTable(passes).text) }
    parts.append(totals)
    if let memoryPlan, !memoryPlan.isEmpty { parts.append(MemoryDrawing(self, memoryPlan).text) }
    return parts.joined(separator: "\n\n")
  }

  private var head: String {
    var lines = [
      "\(printable(path)), \(byteCount) bytes, \(shortName ?? "not in the catalogue")",
      "sha256   \(sha256)",
    ]
    if !description.isEmpty { lines.append("says     \(description)") }
    lines += inputs.map { "input    \(text(of: $0))" } + outputs.map { "output   \(text(of: $0))" }
    if !labels.isEmpty {
      lines.append(
        "labels   " + labels.prefix(8).joined(separator: ", ") + (labels.count > 8 ? " ..." : ""))
    }
    if !metadata.isEmpty { lines.append("beside   " + metadata.joined(separator: ", ")) }
    if subgraphs.count > 1 {
      lines += subgraphs.enumerated().map { index, graph in
        "graph    \(index)\(graph.name.isEmpty ? "" : " \(printable(graph.name))"), "
          + "\(graph.nodeCount) nodes\(index == subgraph ? ": shown" : "")"
      }
    }
    lines += signatures.map(text(of:))
    if let reason {
      lines.append("runs     no: \(reason)")
    } else {
      lines.append("runs     yes")
      lines.append(
        "read as  \(reading.map(text(of:)) ?? "no model that finds people: see --decode of vbg infer")"
      )
    }
    return lines.joined(separator: "\n")
  }

  private var totals: String {
    var lines = ["total    \(millions(multiplyAddCount)) MMAC, \(parameterCount) parameters"]
    let types = constants.byteCountByElementType.sorted { $0.key < $1.key }
      .map { "\($0.value) \($0.key)" }
    lines.append(
      "consts   \(constants.byteCount) bytes in \(constants.count) tensors"
        + (types.isEmpty ? "" : ": \(types.joined(separator: ", "))"))
    if let memory {
      lines.append(
        "memory   \(memory.arenaByteCount) bytes for tensors in \(memory.stepCount) steps, "
          + "at least \(memory.lowerBoundByteCount) are needed")
    }
    return lines.joined(separator: "\n")
  }

  private var shortName: String? {
    catalogueName.flatMap { Catalogue.entry(named: $0)?.shortName }
  }

  private var nodeTable: AlignedTable {
    var table = AlignedTable([
      .init(title: "#"), .init(title: "OPERATOR", isNumeric: false, widthLimit: 28),
      .init(title: "INPUTS", isNumeric: false, widthLimit: 40),
      .init(title: "OUTPUTS", isNumeric: false, widthLimit: 20), .init(title: "MMAC"),
      .init(title: "PARAMETERS"),
    ])
    table.rows = nodes.enumerated().map { index, node in
      [
        "\(index)", printable(node.operator), text(of: node.inputShapes),
        text(of: node.outputShapes), millions(node.multiplyAddCount), "\(node.parameterCount)",
      ]
    }
    return table
  }

  private var operatorTable: AlignedTable {
    let isComplete = operators.allSatisfy { $0.missing == nil }
    var columns: [AlignedTable.Column] = [
      .init(title: "OPERATOR", isNumeric: false, widthLimit: 28), .init(title: "NODES"),
      .init(title: "VERSIONS"), .init(title: "TYPES", isNumeric: false, widthLimit: 24),
      .init(title: "MMAC"), .init(title: "PARAMETERS"),
    ]
    if !isComplete { columns.append(.init(title: "MISSING", isNumeric: false, widthLimit: 40)) }
    var table = AlignedTable(columns)
    table.rows = operators.map { sum in
      let cells = [
        printable(sum.operator), "\(sum.nodeCount)",
        sum.versions.sorted().map(String.init).joined(separator: ","),
        sum.elementTypes.joined(separator: " "), millions(sum.multiplyAddCount),
        "\(sum.parameterCount)",
      ]
      return isComplete ? cells : cells + [sum.missing ?? ""]
    }
    return table
  }

  private func passTable(_ passes: [Pass]) -> AlignedTable {
    var table = AlignedTable([
      .init(title: "PASS", isNumeric: false), .init(title: "NODES"),
      .init(title: "REMOVED", isNumeric: false, widthLimit: 44),
      .init(title: "ADDED", isNumeric: false, widthLimit: 28),
    ])
    table.rows = passes.map { pass in
      [
        pass.name, "\(pass.nodeCountBefore) -> \(pass.nodeCountAfter)", words(pass.removed),
        words(pass.added),
      ]
    }
    return table
  }

  /// Operators with their counts.
  func words(_ counts: [String: Int]) -> String {
    counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }

  private func text(of tensor: TensorRecord) -> String {
    let name = printable(tensor.name)
    let known = tensor.signatureName.map { "\(printable($0)) (\(name))" } ?? name
    return "\(known) \(tensor.elementType) \(text(of: [tensor.shape]))"
  }

  private func text(of signature: Signature) -> String {
    func names(_ tensors: [TensorRecord]) -> String {
      let first = tensors.prefix(8).compactMap(\.signatureName).map { printable($0) }
      return first.isEmpty
        ? "nothing" : first.joined(separator: ", ") + (tensors.count > 8 ? " ..." : "")
    }
    return "entry    \(printable(signature.name)): graph \(signature.subgraph), "
      + "\(names(signature.inputs)) -> \(names(signature.outputs))"
  }

  private func text(of reading: Reading) -> String {
    func source(_ authority: String) -> String { authority == "graph" ? "a guess" : authority }
    return "--input-range \(reading.inputRange) (\(source(reading.inputRangeFrom))), "
      + "--decode \(reading.decoding) (\(source(reading.decodingFrom)))"
      + (reading.classes.map { ", class \($0)" } ?? "")
  }

  /// Shapes, apart by spaces.
  func text(of shapes: [[Int]]) -> String {
    shapes.map { $0.isEmpty ? "scalar" : $0.map(String.init).joined(separator: "x") }
      .joined(separator: " ")
  }

  /// Millions with three decimals.
  func millions(_ count: Int) -> String { fixedPoint(Double(count) / 1e6, decimals: 3) }
}
