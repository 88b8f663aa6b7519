/// Mean of each window, taps outside the picture left out of sum and count. Input
/// `[batch, height, width, channels]`. TFLite `AVERAGE_POOL_2D` versions 1 to 3, floats.
public struct AveragePool2D {
  /// Treatment of borders.
  public var padding: Padding
  /// Size of the window.
  public var window: Extent2D
  /// Step between windows.
  public var stride: Extent2D
  /// Applied to each mean.
  public var activation: Activation

  /// The operator with its attributes.
  public init(
    padding: Padding = .same, window: Extent2D, stride: Extent2D = .one,
    activation: Activation = .none
  ) {
    self.padding = padding
    self.window = window
    self.stride = stride
    self.activation = activation
  }
}

extension AveragePool2D: Operator {
  public static let name = "AVERAGE_POOL_2D"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 1...1)
    let input = try inputs.picture(0, "input")
    let rows = try Window1D(
      input: input[1], filter: window.height, stride: stride.height, padding: padding)
    let columns = try Window1D(
      input: input[2], filter: window.width, stride: stride.width, padding: padding)
    return try inputs.output(.output([input[0], rows.outputSize, columns.outputSize, input[3]]))
  }
}
