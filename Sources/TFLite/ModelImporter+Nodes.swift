import FlatBuffers
import Graphs

extension ModelImporter {
  /// All operators in the file's order, each known, of a known version, and with tensor indices that
  /// exist.
  mutating func readNodes(_ table: ImportedValues) throws(ModelError) -> [NodeSource] {
    let codes = try list("operator codes") { [model] () throws(FlatBufferError) in
      try model.operatorCodes
    }
    let list = try list("nodes") { [subgraph] () throws(FlatBufferError) in
      try subgraph.operators
    }
    guard let list else { return [] }
    let tensorCount = table.descriptors.count
    var entries = [OperatorEntry?](repeating: nil, count: codes?.count ?? 0)
    var sources: [NodeSource] = []
    sources.reserveCapacity(list.count)
    for index in 0..<list.count {
      let (node, code, inputs, outputs) = try reading("node \(index)") {
        () throws(FlatBufferError) in
        let node = Schema.Operator(table: try list.table(at: index))
        return (node, Int(clamping: try node.codeIndex), try node.inputs, try node.outputs)
      }
      guard let codes, code < codes.count else {
        throw .node(
          index, name: "?", expected: "an operator code index below \(codes?.count ?? 0)",
          found: "\(code)")
      }
      let entry: OperatorEntry
      if let known = entries[code] {
        entry = known
      } else {
        entry = try resolve(codes, code, node: index)
        entries[code] = entry
      }
      sources.append(
        NodeSource(
          index: index, entry: entry, schema: node,
          inputs: try tensorIDs(
            inputs, "input", node: index, entry, tensorCount: tensorCount),
          outputs: try tensorIDs(
            outputs, "output", node: index, entry, tensorCount: tensorCount
          ).compactMap { $0 },
          table: table, budget: budget))
      try checkHandles(of: sources[index], table)
    }
    return sources
  }

  /// Checks that no operator reads or writes the handle of a variable as numbers.
  private func checkHandles(of source: NodeSource, _ table: ImportedValues) throws(ModelError) {
    let isOfVariables = ["VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE"].contains(
      source.entry.name)
    if isOfVariables { return }
    for id in source.inputs.compactMap({ $0 }) + source.outputs where table.isHandle[id.index] {
      throw source.fail(
        expected: "tensors of numbers", found: "tensor \(id.index), the handle of a variable")
    }
  }

  /// The registry's entry for operator code `index`, which `node` is the first to use.
  private func resolve(
    _ codes: FlatBuffer.TableVector, _ index: Int, node: Int
  ) throws(ModelError) -> OperatorEntry {
    let (builtin, custom, version) = try reading("operator code \(index)") {
      () throws(FlatBufferError) in
      let code = Schema.OperatorCode(table: try codes.table(at: index))
      return (try code.builtinCode, try code.customCode, Int(try code.version))
    }
    let code: OperatorEntry.Code
    let name: String
    if builtin == 32 {
      let text = printableText(custom ?? [])
      code = .custom(text)
      name = "custom operator \"\(text)\""
    } else {
      code = .builtin(builtin)
      name = builtinOperatorName(builtin) ?? "operator code \(builtin)"
    }
    guard let entry = operatorEntries[code] else {
      throw .unknownOperator(node: node, name: name)
    }
    guard entry.versions.contains(version) else {
      throw .operatorVersion(
        node: node, name: entry.name, expected: entry.versions, found: version)
    }
    return entry
  }

  /// A node's tensors; an input may be absent (-1), an output may not.
  private mutating func tensorIDs(
    _ list: FlatBuffer.Vector<Int32>?, _ label: String, node: Int, _ entry: OperatorEntry,
    tensorCount: Int
  ) throws(ModelError) -> [ValueID?] {
    guard let list else { return [] }
    try countCopies(list.count)
    let lowest = label == "input" ? -1 : 0
    var ids: [ValueID?] = []
    ids.reserveCapacity(list.count)
    for (position, index) in list.lazy.map(Int.init).enumerated() {
      guard index >= lowest, index < tensorCount else {
        throw .node(
          node, name: entry.name,
          expected: "a tensor index from \(lowest) to \(tensorCount - 1) as \(label) \(position)",
          found: "\(index)")
      }
      ids.append(index < 0 ? nil : ValueID(index))
    }
    return ids
  }
}
