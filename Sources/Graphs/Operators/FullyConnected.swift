/// Matrix product with transposed weights. Inputs: any shape, flattened to
/// `[rows, inputChannels]`; weights `[outputChannels, inputChannels]`; bias (optional); residual (see
/// `Epilogue`). TFLite `FULLY_CONNECTED` versions 1 to 13, floats, default weight format.
public struct FullyConnected {
  /// Whether the output keeps the input's leading dimensions instead of `[rows, outputChannels]`.
  public var keepsDimensions: Bool
  /// What follows the sum.
  public var epilogue: Epilogue

  /// The operator with its attributes.
  public init(
    keepsDimensions: Bool = false, epilogue: Epilogue = Epilogue()
  ) {
    self.keepsDimensions = keepsDimensions
    self.epilogue = epilogue
  }
}

extension FullyConnected: Operator {
  public static let name = "FULLY_CONNECTED"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    throw .attribute(name: "shape rule", expected: "one", found: "none")
  }
}
