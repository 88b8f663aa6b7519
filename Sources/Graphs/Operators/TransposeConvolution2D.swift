/// Transposed 2-D convolution (the gradient of a convolution). Inputs:
/// `[batch, height, width, inputChannels]`, filter
/// `[outputChannels, filterHeight, filterWidth, inputChannels]`, bias (optional), residual (see
/// `Epilogue`), as inputs 0 to 3. The output's shape is an attribute: TFLite gives it as a constant
/// input. TFLite `TRANSPOSE_CONV` versions 1 to 4, floats, and MediaPipe's
/// `Convolution2DTransposeBias`.
public struct TransposeConvolution2D {
  /// `[batch, height, width, outputChannels]`.
  public var outputShape: Shape
  /// Treatment of borders.
  public var padding: Padding
  /// Step between windows of the output.
  public var stride: Extent2D
  /// Epilogue that follows the sum.
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
    let inputs = try OperatorInputs(inputs, count: epilogue.inputCount())
    let input = try inputs.picture(0, "input")
    let filter = try inputs.picture(
      1, "filter", "[outputChannels, filterHeight, filterWidth, inputChannels]")
    guard filter[3] == input[3] else {
      throw .shape(input: "filter", expected: "\(input[3]) input channels", found: filter)
    }
    try inputs.checkBias(2, channels: filter[0])
    guard outputShape.rank == 4, outputShape[0] == input[0], outputShape[3] == filter[0] else {
      throw .attribute(
        name: "output shape", expected: "\(input[0]) x height x width x \(filter[0])",
        found: "\(outputShape)")
    }
    _ = try Window1D(
      transposedInput: input[1], output: outputShape[1], filter: filter[1], stride: stride.height,
      padding: padding)
    _ = try Window1D(
      transposedInput: input[2], output: outputShape[2], filter: filter[2], stride: stride.width,
      padding: padding)
    try epilogue.check(inputs, residual: 3, output: outputShape)
    return try inputs.output(outputShape)
  }

  public func multiplyAccumulates(
    inputs: [TensorDescriptor?], outputs: [TensorDescriptor]
  ) -> Int {
    guard inputs.count >= 2, let input = inputs[0]?.shape, let filter = inputs[1]?.shape,
      filter.rank == 4
    else { return 0 }
    return saturatingProduct(input.elementCount, filter[0], filter[1], filter[2])
  }
}
