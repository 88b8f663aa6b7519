extension Node {
  /// Its two inputs, in both orders; empty unless it has exactly two.
  var operandPairs: [(ValueID, ValueID)] {
    guard inputs.count == 2, let first = inputs[0], let second = inputs[1] else { return [] }
    return [(first, second), (second, first)]
  }
}

extension Node {
  /// The picture that the node takes the mean of, all pixels of each channel together: the input of
  /// a `Mean` over height and width, or of an `AveragePool2D` with one window that covers the
  /// picture. Nil for any other node.
  func globallyAveraged(in editor: GraphEditor) -> ValueID? {
    guard let source = inputs.first ?? nil else { return nil }
    let shape = editor[source].shape
    guard shape.rank == 4 else { return nil }
    if let mean = operation(as: Mean.self) { return mean.axes == [1, 2] ? source : nil }
    guard let pool = operation(as: AveragePool2D.self) else { return nil }
    // A window of at least the picture's size covers it: padding is split evenly and not counted.
    let output = editor[outputs[0]].shape
    let isGlobal =
      output[1] == 1 && output[2] == 1 && pool.window.height >= shape[1]
      && pool.window.width >= shape[2]
    return isGlobal ? source : nil
  }
}
