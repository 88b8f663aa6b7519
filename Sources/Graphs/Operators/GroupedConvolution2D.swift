/// 2-D convolution in groups: the output channels of a group see its input channels alone. Inputs as of
/// `Convolution2D` without an input scale, but that the filter has the input channels of one group. TFLite
/// `CONV_2D` version 6, floats.
public struct GroupedConvolution2D {
  /// Treatment of borders.
  public var padding: Padding
  /// Step between windows.
  public var stride: Extent2D
  /// Step between taps.
  public var dilation: Extent2D
  /// Epilogue that follows the sum.
  public var epilogue: Epilogue

  /// The operator with its attributes.
  public init(
    padding: Padding = .same, stride: Extent2D = .one, dilation: Extent2D = .one,
    epilogue: Epilogue = Epilogue()
  ) {
    self.padding = padding
    self.stride = stride
    self.dilation = dilation
    self.epilogue = epilogue
  }
}

extension GroupedConvolution2D: Operator {
  public static let name = "GROUPED_CONV_2D"

  public var label: String { Convolution2D.name }

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: epilogue.inputCount())
    let input = try inputs.picture(0, "input")
    let filter = try inputs.picture(
      1, "filter", "[outputChannels, filterHeight, filterWidth, inputChannels / groups]")
    guard input[3] % filter[3] == 0, filter[0] % (input[3] / filter[3]) == 0 else {
      throw .shape(
        input: "filter", expected: "groups that divide \(input[3]) input channels and the output's",
        found: filter)
    }
    try inputs.checkBias(2, channels: filter[0])
    let rows = try Window1D(
      input: input[1], filter: filter[1], stride: stride.height, dilation: dilation.height,
      padding: padding)
    let columns = try Window1D(
      input: input[2], filter: filter[2], stride: stride.width, dilation: dilation.width,
      padding: padding)
    let output = try Shape.output([input[0], rows.outputSize, columns.outputSize, filter[0]])
    try epilogue.check(inputs, residual: 3, output: output)
    return try inputs.output(output)
  }

  public func multiplyAccumulates(
    inputs: [TensorDescriptor?], outputs: [TensorDescriptor]
  ) -> Int {
    Convolution2D().multiplyAccumulates(inputs: inputs, outputs: outputs)
  }
}
