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
  let makeNode: @Sendable (NodeSource) throws(ModelError) -> Node

  static func builtin(
    _ code: Int, _ name: String, versions: ClosedRange<Int>,
    _ makeNode: @escaping @Sendable (NodeSource) throws(ModelError) -> Node
  ) -> OperatorEntry {
    OperatorEntry(code: .builtin(code), name: name, versions: versions, makeNode: makeNode)
  }

  static func custom(
    _ name: String, versions: ClosedRange<Int>,
    _ makeNode: @escaping @Sendable (NodeSource) throws(ModelError) -> Node
  ) -> OperatorEntry {
    OperatorEntry(code: .custom(name), name: name, versions: versions, makeNode: makeNode)
  }
}
