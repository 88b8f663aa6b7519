/// Transposed 2-D convolution (the gradient of a convolution). Inputs:
/// `[batch, height, width, inputChannels]`, filter
/// `[outputChannels, filterHeight, filterWidth, inputChannels]`, bias (optional), residual (see
/// `Epilogue`). The output's shape is an attribute: TFLite gives it as a constant input.
/// TFLite `TRANSPOSE_CONV` versions 1 to 4, floats, and MediaPipe's `Convolution2DTransposeBias`.
public struct TransposeConvolution2D {
  /// `[batch, height, width, outputChannels]`.
  public var outputShape: Shape
  /// How borders are treated.
  public var padding: Padding
  /// Step between windows of the output.
  public var stride: Extent2D
  /// What follows the sum.
  public var epilogue: Epilogue

  /// The operator with its attributes.
  public init(
    outputShape: Shape, padding: Padding = .same, stride: Extent2D = .one,
    epilogue: Epilogue = Epilogue()
  ) {
    self.outputShape = outputShape
    self.padding = padding
    self.stride = stride
    self.epilogue = epilogue
  }
}

extension TransposeConvolution2D: Operator {
  public static let name = "TRANSPOSE_CONV"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    throw .attribute(name: "shape rule", expected: "one", found: "none")
  }
}
