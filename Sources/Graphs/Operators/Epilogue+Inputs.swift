extension Epilogue {
  /// Returns how many inputs a weighted operator may have: data, weights, bias, then those of its
  /// own (`extraCount`), then the residual. Where none follows the bias, it may be left off.
  func inputCount(extraCount: Int = 0) -> ClosedRange<Int> {
    let following = extraCount + (addsResidual ? 1 : 0)
    return following == 0 ? 2...3 : (3 + following)...(3 + following)
  }

  /// Checks what the rule of every operator with an epilogue must: that `finalActivation` is used
  /// with a residual only, and that the residual, the last input, has the output's shape, or where
  /// `mayBroadcast` is set the shape `[batch, 1, 1, channels]`.
  func check(
    _ inputs: OperatorInputs, residual index: Int, output: Shape, mayBroadcast: Bool = false
  ) throws(OperatorError) {
    if addsResidual {
      let residual = try inputs.operand(index, "residual")
      if mayBroadcast && residual == Shape([output[0], 1, 1, output[3]]) { return }
      try inputs.check(index, "residual", is: output)
    } else if finalActivation != .none {
      throw .attribute(
        name: "final activation", expected: "none without a residual",
        found: finalActivation.rawValue)
    }
  }
}
