/// A copy of state as it is at this place in the order of nodes. Input: state. TFLite `READ_VARIABLE` version 1, and what
/// an operator reads of a variable tensor.
public struct ReadState {
  /// The operator, which has no attributes.
  public init() {}
}

extension ReadState: Operator {
  public static let name = "READ_VARIABLE"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    [try OperatorInputs(inputs, count: 1...1).state(0).type]
  }
}

/// A copy of a value into state, for nodes that follow and for the next run. Inputs: state, and a value of the same
/// type; no outputs. TFLite `ASSIGN_VARIABLE` version 1.
public struct WriteState {
  /// The operator, which has no attributes.
  public init() {}
}

extension WriteState: Operator {
  public static let name = "ASSIGN_VARIABLE"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 2...2)
    let (state, value) = (try inputs.state(0).type, try inputs.descriptor(1, "value").type)
    guard state == value else {
      throw .attribute(name: "value", expected: "\(state)", found: "\(value)")
    }
    return []
  }
}

extension OperatorInputs {
  /// An input that must be state.
  fileprivate func state(_ index: Int) throws(OperatorError) -> TensorDescriptor {
    let state = try descriptor(index, "state")
    guard state.isState else {
      throw .attribute(name: "input \(index)", expected: "state", found: "another tensor")
    }
    return state
  }
}
