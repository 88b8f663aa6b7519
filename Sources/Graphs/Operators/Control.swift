/// One of two graphs, by a truth value. Inputs: the truth value, of one element, and the inputs of both
/// graphs; their outputs have the same types. TFLite `IF` version 1.
public struct Conditional {
  /// The graph that runs where the value is true.
  public var then: Graph
  /// The other one.
  public var otherwise: Graph

  /// The operator with its attributes.
  public init(then: Graph, otherwise: Graph) { (self.then, self.otherwise) = (then, otherwise) }
}

extension Conditional: Operator {
  public static let name = "IF"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let all = try OperatorInputs(inputs, count: 1...max(1, inputs.count))
    try all.checkTruthValue(0)
    let types = try all.types(from: 1, count: inputs.count)
    try then.check(inputs: types, "the first graph's inputs")
    try otherwise.check(inputs: types, "the second graph's inputs")
    let outputs = then.outputs.map { then[$0].type }
    guard outputs == otherwise.outputs.map({ otherwise[$0].type }) else {
      throw .attribute(
        name: "outputs of both graphs", expected: listed(outputs),
        found: listed(otherwise.outputs.map { otherwise[$0].type }))
    }
    return outputs
  }
}

/// A graph that runs on its own outputs as long as another one says so. Inputs: what both graphs take first;
/// the outputs of `body` have the same types, `condition` has one truth value. TFLite `WHILE` version 1.
public struct Loop {
  /// Whether to run once more.
  public var condition: Graph
  /// The graph that is repeated.
  public var body: Graph

  /// The operator with its attributes.
  public init(condition: Graph, body: Graph) { (self.condition, self.body) = (condition, body) }
}

extension Loop: Operator {
  public static let name = "WHILE"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let all = try OperatorInputs(inputs, count: 0...inputs.count)
    let types = try all.types(from: 0, count: inputs.count)
    try condition.check(inputs: types, "the condition's inputs")
    try body.check(inputs: types, "the body's inputs")
    guard body.outputs.map({ body[$0].type }) == types else {
      throw .attribute(
        name: "the body's outputs", expected: listed(types),
        found: listed(body.outputs.map { body[$0].type }))
    }
    let result = condition.outputs.map { condition[$0] }
    guard result.count == 1, result[0].elementType == .bool, result[0].shape.elementCount == 1
    else {
      throw .attribute(
        name: "the condition's output", expected: "1 truth value",
        found: listed(result.map { $0.type }))
    }
    return types
  }
}

/// Types in words; of many the first few.
private func listed(_ types: [TensorType]) -> String {
  guard !types.isEmpty else { return "none" }
  let first = types.prefix(8).map { $0.description }.joined(separator: ", ")
  return types.count > 8 ? "\(first) ... (\(types.count))" : first
}

extension OperatorInputs {
  /// Checks a required input of one truth value.
  fileprivate func checkTruthValue(_ index: Int) throws(OperatorError) {
    let shape = try operand(index, "condition", of: [.bool])
    guard shape.elementCount == 1 else {
      throw .shape(input: "condition", expected: "1 element", found: shape)
    }
  }

  /// The types of required inputs.
  fileprivate func types(from start: Int, count: Int) throws(OperatorError) -> [TensorType] {
    var types: [TensorType] = []
    for index in start..<max(start, count) { types.append(try descriptor(index, "input").type) }
    return types
  }
}

extension Graph {
  fileprivate func check(inputs types: [TensorType], _ name: String) throws(OperatorError) {
    let own = inputs.map { self[$0].type }
    guard own == types else {
      throw .attribute(name: name, expected: listed(types), found: listed(own))
    }
  }
}
