/// 2-D convolution. Inputs: `[batch, height, width, inputChannels]`, filter
/// `[outputChannels, filterHeight, filterWidth, inputChannels]`, bias `[outputChannels]` (optional),
/// residual (see `Epilogue`). TFLite `CONV_2D` versions 1 to 5, floats.
public struct Convolution2D {
  /// How borders are treated.
  public var padding: Padding
  /// Step between windows.
  public var stride: Extent2D
  /// Step between taps.
  public var dilation: Extent2D
  /// What follows the sum.
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

extension Convolution2D: Operator {
  public static let name = "CONV_2D"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    throw .attribute(name: "shape rule", expected: "one", found: "none")
  }
}
