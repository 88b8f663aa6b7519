/// Depthwise 2-D convolution: output channel `c * depthMultiplier + m` sees input channel `c` only.
/// Inputs: `[batch, height, width, inputChannels]`, filter
/// `[1, filterHeight, filterWidth, inputChannels * depthMultiplier]`, bias (optional), residual
/// (see `Epilogue`), as inputs 0 to 3. TFLite `DEPTHWISE_CONV_2D` versions 1 to 6, floats.
public struct DepthwiseConvolution2D {
  /// Treatment of borders.
  public var padding: Padding
  /// Step between windows.
  public var stride: Extent2D
  /// Step between taps.
  public var dilation: Extent2D
  /// Output channels an input channel.
  public var depthMultiplier: Int
  /// Epilogue that follows the sum.
  public var epilogue: Epilogue

  /// The operator with its attributes.
  public init(
    padding: Padding = .same, stride: Extent2D = .one, dilation: Extent2D = .one,
    depthMultiplier: Int = 1, epilogue: Epilogue = Epilogue()
  ) {
    self.padding = padding
    self.stride = stride
    self.dilation = dilation
    self.depthMultiplier = depthMultiplier
    self.epilogue = epilogue
  }
}

extension DepthwiseConvolution2D: Operator {
  public static let name = "DEPTHWISE_CONV_2D"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: epilogue.inputCount())
    let input = try inputs.picture(0, "input")
    let filter = try inputs.picture(
      1, "filter", "[1, filterHeight, filterWidth, inputChannels * depthMultiplier]")
    guard filter[0] == 1 else {
      throw .shape(input: "filter", expected: "batch 1", found: filter)
    }
    let (channels, overflow) = input[3].multipliedReportingOverflow(by: depthMultiplier)
    guard !overflow, filter[3] == channels else {
      throw .shape(
        input: "filter",
        expected: "\(input[3]) input channels * depth multiplier \(depthMultiplier)", found: filter)
    }
    try inputs.checkBias(2, channels: channels)
    let rows = try Window1D(
      input: input[1], filter: filter[1], stride: stride.height, dilation: dilation.height,
      padding: padding)
    let columns = try Window1D(
      input: input[2], filter: filter[2], stride: stride.width, dilation: dilation.width,
      padding: padding)
    let output = try Shape.output([input[0], rows.outputSize, columns.outputSize, channels])
    try epilogue.check(inputs, residual: 3, output: output)
    return try inputs.output(output)
  }

  public func multiplyAccumulates(
    inputs: [TensorDescriptor?], outputs: [TensorDescriptor]
  ) -> Int {
    guard inputs.count >= 2, let filter = inputs[1]?.shape, filter.rank == 4,
      let output = outputs.first?.shape
    else { return 0 }
    return saturatingProduct(output.elementCount, filter[1], filter[2])
  }
}
