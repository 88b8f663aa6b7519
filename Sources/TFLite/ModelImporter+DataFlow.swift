import Graphs

extension ModelImporter {
  /// Checks that every tensor has at most one source (the caller, the file or one node) and is read
  /// only after that; TFLite runs nodes in the file's order, so this excludes cycles.
  static func verifyDataFlow(
    values: [TensorDescriptor], nodes: [NodeSource], inputs: [ValueID], outputs: [ValueID]
  ) throws(ModelError) {
    var writers = values.map {
      $0.isState ? Writer.state : $0.constant == nil ? Writer.none : .file
    }
    for id in inputs {
      guard writers[id.index] == .none else {
        throw .tensor(
          id.index, name: values[id.index].name, expected: "a graph input without elements",
          found: writers[id.index] == .state ? "a variable tensor" : "a constant")
      }
      writers[id.index] = .caller
    }
    for node in nodes {
      for id in node.outputs {
        guard writers[id.index] == .none else {
          throw .tensor(
            id.index, name: values[id.index].name,
            expected: "one source (\(writers[id.index]))",
            found: "another, node \(node.index) (\(node.entry.name))")
        }
        writers[id.index] = .node(node.index)
      }
    }
    for node in nodes {
      for id in node.inputs.lazy.compactMap({ $0 }) {
        let found: String
        switch writers[id.index] {
        case .file, .caller, .state: continue
        case .none: found = "one that nothing produces"
        case .node(let writer):
          if writer < node.index { continue }
          found =
            writer == node.index
            ? "its own output" : "one that node \(writer) produces later (a cycle or a wrong order)"
        }
        throw node.fail(
          expected: "inputs that earlier nodes produce",
          found: "tensor \(id.index) (\(values[id.index].name)), \(found)")
      }
    }
    for id in outputs where writers[id.index] == .none {
      throw .tensor(
        id.index, name: values[id.index].name, expected: "a graph output that a node produces",
        found: "one that nothing produces")
    }
  }

  /// Source of a tensor's elements.
  private enum Writer: Equatable, CustomStringConvertible {
    case none, file, caller, state
    case node(Int)

    var description: String {
      switch self {
      case .none: "none"
      case .file: "a constant in the file"
      case .caller: "a graph input"
      case .state: "the run before"
      case .node(let index): "node \(index)"
      }
    }
  }
}
