extension Node {
  /// The operator, if it is of the given type. Comparing types first is several times quicker than
  /// a cast, which matters because most nodes are of another type.
  func operation<Operation: Operator>(as type: Operation.Type) -> Operation? {
    Swift.type(of: operation) == type ? operation as? Operation : nil
  }

  /// Its two inputs, in both orders; empty unless it has exactly two.
  var operandPairs: [(ValueID, ValueID)] {
    guard inputs.count == 2, let first = inputs[0], let second = inputs[1] else { return [] }
    return [(first, second), (second, first)]
  }
}
