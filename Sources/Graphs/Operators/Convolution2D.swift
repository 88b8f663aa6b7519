/// 2-D convolution. Inputs: `[batch, height, width, inputChannels]`, filter
/// `[outputChannels, filterHeight, filterWidth, inputChannels]`, bias of outputChannels elements
/// (optional), input scale (if `scalesInput`), residual (see `Epilogue`), in this order. TFLite
/// `CONV_2D` versions 1 to 8, floats; groups are `GroupedConvolution2D`.
public struct Convolution2D {
  /// Treatment of borders.
  public var padding: Padding
  /// Step between windows.
  public var stride: Extent2D
  /// Step between taps.
  public var dilation: Extent2D
  /// Epilogue that follows the sum.
  public var epilogue: Epilogue
  /// Whether every input channel is multiplied by a number first: input 3 then is a scale of shape
  /// `[batch, 1, 1, inputChannels]`. No file has this; `FuseInputScale` makes it, for 1x1 filters
  /// with stride 1 only.
  public var scalesInput: Bool

  /// The operator with its attributes.
  public init(
    padding: Padding = .same, stride: Extent2D = .one, dilation: Extent2D = .one,
    epilogue: Epilogue = Epilogue(), scalesInput: Bool = false
  ) {
    self.padding = padding
    self.stride = stride
    self.dilation = dilation
    self.epilogue = epilogue
    self.scalesInput = scalesInput
  }
}

extension Convolution2D: Operator {
  public static let name = "CONV_2D"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(
      inputs, count: epilogue.inputCount(extraCount: scalesInput ? 1 : 0))
    let input = try inputs.picture(0, "input")
    let filter = try inputs.picture(
      1, "filter", "[outputChannels, filterHeight, filterWidth, inputChannels]")
    guard filter[3] == input[3] else {
      throw .shape(input: "filter", expected: "\(input[3]) input channels", found: filter)
    }
    try inputs.checkBias(2, channels: filter[0])
    let rows = try Window1D(
      input: input[1], filter: filter[1], stride: stride.height, dilation: dilation.height,
      padding: padding)
    let columns = try Window1D(
      input: input[2], filter: filter[2], stride: stride.width, dilation: dilation.width,
      padding: padding)
    let output = try Shape.output([input[0], rows.outputSize, columns.outputSize, filter[0]])
    if scalesInput {
      guard filter[1] == 1, filter[2] == 1, stride == .one else {
        throw .attribute(
          name: "filter and stride with an input scale", expected: "1x1",
          found: "\(filter[1])x\(filter[2]) and \(stride)")
      }
      try inputs.check(3, "input scale", is: .output([input[0], 1, 1, input[3]]))
    }
    try epilogue.check(
      inputs, residual: scalesInput ? 4 : 3, output: output, mayBroadcast: true)
    return try inputs.output(output)
  }

  public func multiplyAccumulates(
    inputs: [TensorDescriptor?], outputs: [TensorDescriptor]
  ) -> Int {
    guard inputs.count >= 2, let filter = inputs[1]?.shape, filter.rank == 4,
      let output = outputs.first?.shape
    else { return 0 }
    return saturatingProduct(output.elementCount, filter[1], filter[2], filter[3])
  }
}
