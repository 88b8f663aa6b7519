import Graphs
import Runtime

extension ModelImporter {
  /// The nodes of all operators: each one's outputs get the shapes that its rule gives, so that the next
  /// can rely on its inputs, and what is known from constants alone becomes a constant.
  mutating func settle(
    _ sources: [NodeSource], _ table: ImportedValues
  ) throws(ModelError) -> [Node] {
    var nodes: [Node] = []
    nodes.reserveCapacity(sources.count)
    for source in sources {
      let imported = try source.entry.imported(source)
      if let (type, elements) = imported.constant {
        try settle(source.outputs[0], type, of: source, isFollowing: true, table)
        guard budget.folding.takes(elements.byteCount) else {
          throw budget.folding.error(source)
        }
        table.descriptors[source.outputs[0].index].constant = elements
        continue
      }
      for value in imported.intermediates { table.append(value) }
      for node in imported.nodes {
        let node = table.readingState(node, into: &nodes)
        let types = try source.checked { () throws(OperatorError) in
          try node.operation.outputTypes(
            for: node.inputs.map { id in id.map { table.descriptors[$0.index] } })
        }
        guard types.count == node.outputs.count else {
          throw source.fail(expected: "\(types.count) outputs", found: "\(node.outputs.count)")
        }
        let isFollowing = node.inputs.contains { id in id.map { table.isOpen[$0.index] } ?? false }
        for (id, type) in zip(node.outputs, types) {
          try settle(id, type, of: source, isFollowing: isFollowing, table)
        }
        if let constants = budget.folding.constants(of: node, table) {
          for (id, constant) in zip(node.outputs, constants) {
            table.descriptors[id.index].constant = constant
          }
        } else {
          nodes.append(node)
        }
      }
    }
    return nodes
  }

  /// Gives a node's output the type that the operator's rule says. The file's must be the same, unless it
  /// leaves sizes open or another input's size changes them.
  private func settle(
    _ id: ValueID, _ type: TensorType, of source: NodeSource, isFollowing: Bool,
    _ table: ImportedValues
  ) throws(ModelError) {
    let value = table.descriptors[id.index]
    guard value.type != type else { return }
    let isOpen = isFollowing || table.isOpen[id.index] || value.shape.rank == 0
    guard value.elementType == type.elementType, isOpen else {
      throw .graph(
        .outputMismatch(
          node: source.index, operation: source.entry.name, expected: "\(type)",
          found: "\(value.type)"))
    }
    table.isOpen[id.index] = true
    table.descriptors[id.index].shape = type.shape
    let byteCount = table.descriptors[id.index].byteCount
    guard byteCount <= memoryLimitByteCount else {
      throw .memory(
        "tensor \(id.index) (\(value.name), \(type.shape))", limitByteCount: memoryLimitByteCount,
        foundByteCount: byteCount)
    }
  }
}

extension ImportedValues {
  /// Gives the graph's inputs other shapes.
  func resize(_ inputs: [ValueID], to shapes: [Shape?]) throws(ModelError) {
    guard shapes.count <= inputs.count else {
      throw .graphList(
        "graph inputs", expected: "\(inputs.count) shapes at most", found: "\(shapes.count)")
    }
    for (id, shape) in zip(inputs, shapes) {
      guard let shape, shape != descriptors[id.index].shape else { continue }
      let value = descriptors[id.index]
      guard shape.rank == value.shape.rank || value.shape.rank == 0 else {
        throw .tensor(
          id.index, name: value.name, expected: "\(value.shape.rank) sizes", found: "\(shape)")
      }
      descriptors[id.index].shape = shape
      isOpen[id.index] = true
    }
  }
}

extension ImportedValues {
  /// Makes constants of tensors without elements that nobody gives: a file has no bytes for them.
  func adoptEmptyConstants(inputs: [ValueID], nodes: [NodeSource]) {
    var isGiven = descriptors.map { $0.byteCount > 0 || $0.constant != nil || $0.isState }
    for id in inputs { isGiven[id.index] = true }
    for id in nodes.flatMap({ $0.outputs }) { isGiven[id.index] = true }
    for index in descriptors.indices where !isGiven[index] {
      descriptors[index].constant = Constant(bytes: [], range: 0..<0)
    }
  }
}

/// Computation of nodes whose inputs are all constants, within bounds: a small file may widen one buffer
/// through many nodes.
struct ConstantFolding {
  /// Bytes that may still be made.
  private var bytesLeft: Int
  /// Elements and multiply-adds that may still be computed.
  private var workLeft = 1 << 28

  init(byteCountLimit: Int) { bytesLeft = byteCountLimit }

  /// Tells whether so many bytes are left, and takes them.
  mutating func takes(_ byteCount: Int) -> Bool {
    guard byteCount <= bytesLeft else { return false }
    bytesLeft -= byteCount
    return true
  }

  func error(_ source: NodeSource) -> ModelError {
    source.fail(expected: "constants within the memory limit", found: "more")
  }

  /// The outputs of a node that reads nothing but constants, computed by the runtime; nil for any other node,
  /// and where it would take too long. `DEQUANTIZE` stays, as passes and planner widen where they read.
  mutating func constants(of node: Node, _ table: ImportedValues) -> [Constant]? {
    // What runs graphs may take any time, and what has no outputs changes state.
    guard !node.inputs.isEmpty, !node.outputs.isEmpty, node.operation(as: Loop.self) == nil,
      node.operation(as: Conditional.self) == nil
    else { return nil }
    var before: [Node] = []
    for case let id? in node.inputs where table.descriptors[id.index].constant == nil {
      guard let widening = table.widening[id] else { return nil }
      before.append(widening)
    }
    if node.operation(as: Dequantize.self) != nil {
      if before.isEmpty { table.widening[node.outputs[0]] = node }
      return nil
    }
    let inputs = node.inputs.map { id in id.map { table.descriptors[$0.index] } }
    let outputs = node.outputs.map { table.descriptors[$0.index] }
    let work = Self.work(
      node.operation.multiplyAccumulates(inputs: inputs, outputs: outputs), inputs, outputs)
    guard work <= workLeft, takes(outputs.reduce(0) { saturatingSum($0, $1.byteCount) }),
      let constants = evaluatedConstants(of: node, after: before, values: table.descriptors)
    else { return nil }
    workLeft -= work
    return constants
  }

  /// Multiply-adds of a node and bytes that it reads and writes; saturates.
  static func work(
    _ multiplyAddCount: Int, _ inputs: [TensorDescriptor?], _ outputs: [TensorDescriptor]
  ) -> Int {
    (inputs.compactMap { $0 } + outputs).reduce(multiplyAddCount) {
      saturatingSum($0, $1.byteCount)
    }
  }
}
