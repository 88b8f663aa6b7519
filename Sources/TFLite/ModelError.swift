import FlatBuffers
import Graphs

/// Error of bytes that are no model that vbg can run. Each description is one line; names from the
/// file are cut and their unprintable characters escaped.
public enum ModelError: Error, CustomStringConvertible {
  /// No TFLite file at all: it lacks the identifier `TFL3`.
  case identifier(found: String)
  /// The wire format is broken in the part that `place` names.
  case malformed(place: String, FlatBufferError)
  /// A schema version other than 3.
  case schemaVersion(found: Int)
  /// No subgraph.
  case subgraphCount(found: Int)
  /// A list that every model has is missing.
  case missing(String)
  /// More of something than any sane model has.
  case tooMany(String, maximum: Int, found: Int)
  /// A buffer whose bytes are not within the file, or that should be empty.
  case buffer(Int, expected: String, found: String)
  /// A tensor that vbg cannot use.
  case tensor(Int, name: String, expected: String, found: String)
  /// A list of the graph (its inputs or outputs) with a wrong tensor index.
  case graphList(String, expected: String, found: String)
  /// A node with an operator that vbg does not have.
  case unknownOperator(node: Int, name: String)
  /// A node with an operator whose version vbg does not have.
  case operatorVersion(node: Int, name: String, expected: ClosedRange<Int>, found: Int)
  /// A node whose inputs, outputs or options are wrong.
  case node(Int, name: String, expected: String, found: String)
  /// A tensor, or all tensors and the file together, would take more memory than allowed.
  case memory(String, limitByteCount: Int, foundByteCount: Int)
  /// An error in another subgraph, which an operator runs.
  indirect case subgraph(Int, ModelError)
  /// The nodes do not fit together.
  case graph(GraphError)

  public var description: String {
    switch self {
    case .identifier(let found):
      "expected a TFLite model (identifier TFL3 at byte 4), found \(found)"
    case .malformed(let place, let error):
      "damaged model, \(place): \(error)"
    case .schemaVersion(let found):
      "expected a model of schema version 3, found \(found)"
    case .subgraphCount(let found):
      "expected a model with 1 subgraph at least, found \(found)"
    case .missing(let what):
      "expected a model with \(what), found none"
    case .tooMany(let what, let maximum, let found):
      "expected at most \(maximum) \(what), found \(found)"
    case .buffer(let index, let expected, let found):
      "buffer \(index): expected \(expected), found \(found)"
    case .tensor(let index, let name, let expected, let found):
      "tensor \(index) (\(name)): expected \(expected), found \(found)"
    case .graphList(let list, let expected, let found):
      "\(list): expected \(expected), found \(found)"
    case .unknownOperator(let node, let name):
      "node \(node): expected an operator that vbg has, found \(name)"
    case .operatorVersion(let node, let name, let expected, let found):
      "node \(node) (\(name)): expected version \(expected.lowerBound) to "
        + "\(expected.upperBound), found \(found)"
    case .node(let index, let name, let expected, let found):
      "node \(index) (\(name)): expected \(expected), found \(found)"
    case .memory(let what, let limit, let found):
      "\(what): expected at most \(limit) bytes (the memory limit), found \(found)"
    case .subgraph(let index, let error):
      "subgraph \(index): \(error.description)"
    case .graph(let error):
      "\(error)"
    }
  }
}

/// Runs reads of the wire format and adds to an error where it happened.
func reading<Result>(
  _ place: @autoclosure () -> String, _ body: () throws(FlatBufferError) -> Result
) throws(ModelError) -> Result {
  do {
    return try body()
  } catch {
    throw .malformed(place: place(), error)
  }
}
