import Graphs

/// Error of a graph that cannot be planned.
public enum PlanError: Error, CustomStringConvertible {
  /// The runtime has no lowering for the operator.
  case unsupportedOperator(node: Int, operation: String)
  /// The operator is known, this use of it is not.
  case unsupported(operation: String, expected: String, found: String)
  /// Tensors and packed weights need more than the limit.
  case memoryLimit(expected: Int, found: Int?)
  /// The tensors have no place.
  case memory(MemoryPlanError)

  public var description: String {
    switch self {
    case .unsupportedOperator(let node, let operation):
      "node \(node): expected an operator that the runtime knows, found \(operation)"
    case .unsupported(let operation, let expected, let found):
      "\(operation): expected \(expected), found \(found)"
    case .memory(let error): "\(error)"
    case .memoryLimit(let expected, let found):
      "expected a plan of at most \(expected) bytes, found one of "
        + (found.map { "\($0) bytes" } ?? "more bytes than can be counted")
    }
  }
}
