/// The largest element of each window, and its place in the window: row * window width + column, plus 0.1,
/// as a float. MediaPipe's custom operator `MaxPoolingWithArgmax2D`.
public struct MaxPoolWithArgmax2D {
  /// Treatment of borders.
  public var padding: Padding
  /// Size of the window.
  public var window: Extent2D
  /// Step between windows.
  public var stride: Extent2D
  /// Applied to the largest elements.
  public var activation: Activation

  /// The operator with its attributes.
  public init(
    padding: Padding, window: Extent2D, stride: Extent2D, activation: Activation = .none
  ) {
    self.padding = padding
    self.window = window
    self.stride = stride
    self.activation = activation
  }
}

extension MaxPoolWithArgmax2D: Operator {
  public static let name = "MaxPoolingWithArgmax2D"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let types = try AveragePool2D(padding: padding, window: window, stride: stride)
      .outputTypes(for: inputs)
    return types + types
  }
}

/// Elements put to the places in their windows that `MaxPoolWithArgmax2D` found, zeros elsewhere. Inputs:
/// elements, and places; those outside the output are dropped. The output has a window an input pixel.
/// MediaPipe's custom operator `MaxUnpooling2D`.
public struct MaxUnpooling2D {
  /// Size of the window.
  public var window: Extent2D
  /// Step between windows.
  public var stride: Extent2D

  /// The operator with its attributes.
  public init(window: Extent2D, stride: Extent2D) { (self.window, self.stride) = (window, stride) }
}

extension MaxUnpooling2D: Operator {
  public static let name = "MaxUnpooling2D"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 2...2)
    let input = try inputs.picture(0, "input")
    try inputs.check(1, "places", is: input)
    return try inputs.output(
      .output([
        input[0], saturatingProduct(input[1], window.height),
        saturatingProduct(input[2], window.width), input[3],
      ]))
  }
}
