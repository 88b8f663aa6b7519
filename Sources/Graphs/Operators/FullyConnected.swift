/// Matrix product with transposed weights. Inputs: any shape, flattened to
/// `[rows, inputChannels]`; weights `[outputChannels, inputChannels]`; bias (optional); residual
/// (see `Epilogue`), as inputs 0 to 3. TFLite `FULLY_CONNECTED` versions 1 to 13, floats, default
/// weight format.
public struct FullyConnected {
  /// Whether the output keeps the input's leading dimensions instead of `[rows, outputChannels]`.
  public var keepsDimensions: Bool
  /// Epilogue that follows the sum.
  public var epilogue: Epilogue

  /// The operator with its attributes.
  public init(keepsDimensions: Bool = false, epilogue: Epilogue = Epilogue()) {
    self.keepsDimensions = keepsDimensions
    self.epilogue = epilogue
  }
}

extension FullyConnected: Operator {
  public static let name = "FULLY_CONNECTED"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: epilogue.inputCount())
    let input = try inputs.operand(0, "input")
    let weights = try inputs.operand(1, "weights")
    guard weights.rank == 2, weights.elementCount > 0 else {
      throw .shape(
        input: "weights", expected: "[outputChannels, inputChannels], none 0", found: weights)
    }
    let (outputChannels, inputChannels) = (weights[0], weights[1])
    guard input.elementCount > 0, input.elementCount % inputChannels == 0 else {
      throw .shape(
        input: "input", expected: "a multiple of \(inputChannels) elements", found: input)
    }
    var dimensions = [input.elementCount / inputChannels, outputChannels]
    if keepsDimensions {
      guard input.dimensions.last == inputChannels else {
        throw .shape(
          input: "input", expected: "\(inputChannels) channels in the last dimension", found: input)
      }
      dimensions = input.dimensions.dropLast() + [outputChannels]
    }
    try inputs.checkBias(2, channels: outputChannels)
    let output = try Shape.output(dimensions)
    try epilogue.check(inputs, residual: 3, output: output)
    return try inputs.output(output)
  }

  public func multiplyAccumulates(
    inputs: [TensorDescriptor?], outputs: [TensorDescriptor]
  ) -> Int {
    guard inputs.count >= 2, let weights = inputs[1]?.shape, weights.rank == 2,
      let output = outputs.first?.shape
    else { return 0 }
    return saturatingProduct(output.elementCount, weights[1])
  }
}
