/// A node's values by place, for code that relies on the operator's rule, which every node of a graph
/// has passed: what the rule requires is there.
extension Node {
  /// The value of an input that the operator requires. Ends the process with a line that names operator
  /// and index where it is absent: a node that did nothing instead would give wrong results silently.
  public func input(_ index: Int) -> ValueID {
    guard let id = optionalInput(index) else {
      fatalError(
        "\(operation.name): expected input \(index), found \(found(index, of: inputs.count))")
    }
    return id
  }

  /// The value of an optional input; nil where it is absent or the list ends before it.
  public func optionalInput(_ index: Int) -> ValueID? {
    inputs.indices.contains(index) ? inputs[index] : nil
  }

  /// The value of the last input, which the operator requires. Ends the process where it is absent.
  public var lastInput: ValueID { input(inputs.count - 1) }

  /// The value of an output. Ends the process with a line that names operator and index where there is
  /// none.
  public func output(_ index: Int = 0) -> ValueID {
    guard outputs.indices.contains(index) else {
      fatalError("\(operation.name): expected output \(index), found \(outputs.count) outputs")
    }
    return outputs[index]
  }

  private func found(_ index: Int, of count: Int) -> String {
    (0..<count).contains(index) ? "one that is absent" : "\(count) inputs"
  }
}
