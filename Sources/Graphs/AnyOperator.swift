/// An operator of any kind with its attributes, behind a reference: what a node holds. Immutable.
///
/// A class-bound protocol, as Embedded Swift has no other values of protocol type, nor casts to them.
public protocol AnyOperator: AnyObject, Sendable {
  /// The kind's name.
  var name: String { get }

  /// As `Operator.label`.
  var label: String { get }

  /// Whether inputs are those of a `WeightedOperator`: data, weights, bias ...
  var hasWeights: Bool { get }

  /// As `Operator.ending`.
  var ending: Epilogue? { get }

  /// The same operator with another ending.
  func ending(with ending: Epilogue) -> any AnyOperator

  /// As `Operator.outputTypes`.
  func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType]

  /// As `Operator.multiplyAccumulates`.
  func multiplyAccumulates(inputs: [TensorDescriptor?], outputs: [TensorDescriptor]) -> Int
}

/// An operator of one kind, behind a reference.
final class OperatorBox<Content: Operator>: AnyOperator {
  let content: Content

  init(_ content: Content) { self.content = content }

  var name: String { Content.name }
  var label: String { content.label }
  var hasWeights: Bool { Content.hasWeights }
  var ending: Epilogue? { content.ending }

  func ending(with ending: Epilogue) -> any AnyOperator {
    var content = content
    content.ending = ending
    return OperatorBox(content)
  }

  func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    try content.outputTypes(for: inputs)
  }

  func multiplyAccumulates(inputs: [TensorDescriptor?], outputs: [TensorDescriptor]) -> Int {
    content.multiplyAccumulates(inputs: inputs, outputs: outputs)
  }
}

extension Node {
  /// The operator, if it is of the given kind.
  public func operation<Kind: Operator>(as _: Kind.Type) -> Kind? {
    // Casts need type metadata, which Embedded Swift lacks; a name belongs to one kind.
    operation.name == Kind.name
      ? unsafeDowncast(operation, to: OperatorBox<Kind>.self).content : nil
  }
}
