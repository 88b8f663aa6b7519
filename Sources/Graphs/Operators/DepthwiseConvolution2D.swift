/// Depthwise 2-D convolution: output channel `c * depthMultiplier + m` sees input channel `c` only.
/// Inputs: `[batch, height, width, inputChannels]`, filter
/// `[1, filterHeight, filterWidth, inputChannels * depthMultiplier]`, bias (optional), residual (see
/// `Epilogue`). TFLite `DEPTHWISE_CONV_2D` versions 1 to 6, floats.
public struct DepthwiseConvolution2D {
  /// How borders are treated.
  public var padding: Padding
  /// Step between windows.
  public var stride: Extent2D
  /// Step between taps.
  public var dilation: Extent2D
  /// Output channels an input channel.
  public var depthMultiplier: Int
  /// What follows the sum.
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
    throw .attribute(name: "shape rule", expected: "one", found: "none")
  }
}
