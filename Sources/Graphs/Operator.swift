/// Element type and shape: what an operator's rule gives for an output.
public struct TensorType: Hashable, Sendable, CustomStringConvertible {
  /// The type of every element.
  public let elementType: ElementType
  /// The sizes.
  public let shape: Shape

  /// A pair of the two.
  public init(_ elementType: ElementType, _ shape: Shape) {
    self.elementType = elementType
    self.shape = shape
  }

  public var description: String { "\(elementType.rawValue) \(shape)" }
}

/// An operator with its attributes: a value type that knows its shape rule and its cost, and
/// nothing of files or kernels.
public protocol Operator: Sendable {
  /// TFLite's builtin name (`CONV_2D`), or the custom operator's; a name of our own for an operator
  /// that stands for several of TFLite's or for none. No two operators have the same name.
  static var name: String { get }

  /// TFLite's name of the operator that this one stands for, in messages; `name` where that says it.
  var label: String { get }

  /// The types of the outputs for given inputs.
  ///
  /// - Throws: `OperatorError` for a wrong number, rank, size or element type of inputs.
  func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType]

  /// Multiply-accumulate operations of one run; 0 where the operator has none to speak of.
  func multiplyAccumulates(inputs: [TensorDescriptor?], outputs: [TensorDescriptor]) -> Int

  /// Epilogue that the operator applies to its result before storing it; nil for none.
  var ending: Epilogue? { get set }

  /// Whether the inputs are those of a `WeightedOperator`.
  static var hasWeights: Bool { get }
}

extension Operator {
  public var label: String { Self.name }

  public var ending: Epilogue? {
    get { nil }
    set {}
  }

  public static var hasWeights: Bool { false }

  public func multiplyAccumulates(
    inputs: [TensorDescriptor?], outputs: [TensorDescriptor]
  ) -> Int { 0 }
}

/// Error of an operator that cannot take its inputs: what was expected, and what was found.
public enum OperatorError: Error, Hashable, CustomStringConvertible {
  /// Too few or too many inputs, or a required one is absent.
  case inputCount(expected: String, found: Int)
  /// An input of a type that the operator does not take.
  case elementType(input: String, expected: String, found: ElementType)
  /// An input of a wrong rank or size.
  case shape(input: String, expected: String, found: Shape)
  /// An attribute out of range, or one that does not fit the inputs.
  case attribute(name: String, expected: String, found: String)

  public var description: String {
    switch self {
    case .inputCount(let expected, let found):
      "expected \(expected) inputs, found \(found)"
    case .elementType(let input, let expected, let found):
      "expected \(input) of type \(expected), found \(found.rawValue)"
    case .shape(let input, let expected, let found):
      "expected \(input) of shape \(expected), found \(found)"
    case .attribute(let name, let expected, let found):
      "expected \(name) \(expected), found \(found)"
    }
  }
}

/// The sum of counts that are not negative, or `Int.max` where it would overflow.
package func saturatingSum(_ a: Int, _ b: Int) -> Int {
  let (sum, overflow) = a.addingReportingOverflow(b)
  return overflow ? .max : sum
}

/// The product of counts that are not negative, or `Int.max` where it would overflow.
package func saturatingProduct(_ factors: Int...) -> Int {
  if factors.contains(0) { return 0 }
  return factors.reduce(1) { product, factor in
    let (next, overflow) = product.multipliedReportingOverflow(by: factor)
    return overflow ? .max : next
  }
}
