import Graphs

/// An operator that vbg can import: how a file names it, and what makes a node of it.
struct OperatorEntry: Sendable {
  /// Name of an operator in a file's operator codes.
  enum Code: Hashable, Sendable {
    /// A value of the schema's enum `BuiltinOperator`.
    case builtin(Int)
    /// Any other operator, by the name that its author gave it.
    case custom(String)
  }

  let code: Code
  /// The builtin's name in the schema, or the custom operator's.
  let name: String
  /// The versions of the operator's definition that vbg has in whole.
  let versions: ClosedRange<Int>
  let imported: @Sendable (NodeSource) throws(ModelError) -> Imported

  /// A builtin operator that is one node.
  static func builtin(
    _ code: Int, _ name: String, versions: ClosedRange<Int>,
    _ makeNode: @escaping @Sendable (NodeSource) throws(ModelError) -> Node
  ) -> OperatorEntry {
    .several(code, name, versions: versions) { (source) throws(ModelError) in
      Imported(try makeNode(source))
    }
  }

  /// A builtin operator that is several nodes, or a constant.
  static func several(
    _ code: Int, _ name: String, versions: ClosedRange<Int>,
    _ imported: @escaping @Sendable (NodeSource) throws(ModelError) -> Imported
  ) -> OperatorEntry {
    OperatorEntry(code: .builtin(code), name: name, versions: versions, imported: imported)
  }

  /// A custom operator.
  static func custom(
    _ name: String, versions: ClosedRange<Int>,
    _ makeNode: @escaping @Sendable (NodeSource) throws(ModelError) -> Node
  ) -> OperatorEntry {
    OperatorEntry(code: .custom(name), name: name, versions: versions) {
      (source) throws(ModelError) in Imported(try makeNode(source))
    }
  }
}
