/// The index of a value (a tensor that flows along an edge, or a constant) in a graph.
public struct ValueID: Hashable, Sendable, CustomStringConvertible {
  /// Index into `Graph.values`.
  public let index: Int

  /// An id for an index.
  public init(_ index: Int) { self.index = index }

  public var description: String { "%\(index)" }
}

/// One operator with the values it reads and writes.
public struct Node: Sendable {
  /// The operator and its attributes.
  public var operation: any AnyOperator
  /// Values that it reads, in the operator's order; nil for an optional input that is absent.
  public var inputs: [ValueID?]
  /// Values that it writes.
  public var outputs: [ValueID]

  /// A node of an operator with its attributes.
  public init(_ operation: some Operator, inputs: [ValueID?], outputs: [ValueID]) {
    self.init(OperatorBox(operation), inputs: inputs, outputs: outputs)
  }

  /// A node of the same operator as another one's.
  public init(_ operation: any AnyOperator, inputs: [ValueID?], outputs: [ValueID]) {
    self.operation = operation
    self.inputs = inputs
    self.outputs = outputs
  }
}

/// An immutable directed acyclic graph of operators, nodes in an order in which they can run.
///
/// Invariants, checked by the initializer: every id exists; a value is written at most once and
/// never when it is a constant, state or a graph input; a value is read only after it is a graph input,
/// a constant, state, or written by an earlier node; every node's outputs have the types and shapes that
/// its operator's rule gives for its inputs.
public struct Graph: Sendable {
  /// Descriptions of all values, indexed by `ValueID.index`.
  public let values: [TensorDescriptor]
  /// The operators in a runnable order.
  public let nodes: [Node]
  /// Values that the caller supplies.
  public let inputs: [ValueID]
  /// Values that the caller gets.
  public let outputs: [ValueID]

  /// A graph that holds its invariants.
  ///
  /// - Throws: `GraphError` that names the first broken invariant.
  public init(
    values: [TensorDescriptor], nodes: [Node], inputs: [ValueID], outputs: [ValueID]
  ) throws(GraphError) {
    self.values = values
    self.nodes = nodes
    self.inputs = inputs
    self.outputs = outputs
    try checkInvariants(isKnown: { _ in false })
  }

  /// A graph made from one that held its invariants, some of whose nodes are still as they were
  /// (see `checkInvariants`).
  init(
    values: [TensorDescriptor], nodes: [Node], inputs: [ValueID], outputs: [ValueID],
    isKnown: (Int) -> Bool
  ) throws(GraphError) {
    self.values = values
    self.nodes = nodes
    self.inputs = inputs
    self.outputs = outputs
    try checkInvariants(isKnown: isKnown)
  }

  /// The description of a value.
  public subscript(id: ValueID) -> TensorDescriptor { values[id.index] }

  /// The descriptions of a node's inputs.
  public func inputDescriptors(of node: Node) -> [TensorDescriptor?] {
    node.inputs.map { id in id.map { self[$0] } }
  }

  /// The descriptions of a node's outputs.
  public func outputDescriptors(of node: Node) -> [TensorDescriptor] {
    node.outputs.map { self[$0] }
  }
}

/// Error of values and nodes that are no graph.
public enum GraphError: Error, CustomStringConvertible {
  /// An id that no value has.
  case valueOutOfRange(ValueID, valueCount: Int, place: String)
  /// A value with a second writer, or one that is a constant or a graph input and written too.
  case writtenTwice(ValueID, name: String)
  /// A node that reads what neither the graph's inputs, a constant nor an earlier node gives.
  case readBeforeWritten(ValueID, name: String, node: Int, operation: String)
  /// A graph output that nothing gives.
  case outputNeverWritten(ValueID, name: String)
  /// A node whose operator does not take its inputs.
  case operation(node: Int, operation: String, OperatorError)
  /// A node whose outputs have other types than its operator's rule gives.
  case outputMismatch(node: Int, operation: String, expected: String, found: String)

  public var description: String {
    switch self {
    case .valueOutOfRange(let id, let count, let place):
      "expected a value below \(count), found \(id.index) in \(place)"
    case .writtenTwice(let id, let name):
      "expected one writer of value \(id) (\(name)), found a second"
    case .readBeforeWritten(let id, let name, let node, let operation):
      "node \(node) (\(operation)) reads value \(id) (\(name)), which nothing before it produces"
    case .outputNeverWritten(let id, let name):
      "graph output \(id) (\(name)) is produced by no node"
    case .operation(let node, let operation, let error):
      "node \(node) (\(operation)): \(error)"
    case .outputMismatch(let node, let operation, let expected, let found):
      "node \(node) (\(operation)): expected output \(expected), found \(found)"
    }
  }
}
