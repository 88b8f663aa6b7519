/// A statistic of each window but the mean, taps outside the picture left out. Input
/// `[batch, height, width, channels]`. TFLite `MAX_POOL_2D` versions 1 to 3, `L2_POOL_2D` version 1.
public struct Pool2D {
  /// The result of a window.
  public enum Statistic: String, Hashable, Sendable {
    /// The largest element.
    case maximum = "MAX_POOL_2D"
    /// The root of the mean of squares.
    case rootMeanSquare = "L2_POOL_2D"
  }

  /// The result of a window.
  public var statistic: Statistic
  /// Treatment of borders.
  public var padding: Padding
  /// Size of the window.
  public var window: Extent2D
  /// Step between windows.
  public var stride: Extent2D
  /// Applied to each result.
  public var activation: Activation

  /// The operator with its attributes.
  public init(
    _ statistic: Statistic, padding: Padding = .same, window: Extent2D, stride: Extent2D = .one,
    activation: Activation = .none
  ) {
    self.statistic = statistic
    self.padding = padding
    self.window = window
    self.stride = stride
    self.activation = activation
  }
}

extension Pool2D: Operator {
  public static let name = "POOL_2D"

  public var label: String { statistic.rawValue }

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    try AveragePool2D(padding: padding, window: window, stride: stride).outputTypes(for: inputs)
  }
}
