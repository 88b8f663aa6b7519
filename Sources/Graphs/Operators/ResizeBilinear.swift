/// Bilinear resampling. Input `[batch, height, width, channels]`. TFLite `RESIZE_BILINEAR` versions
/// 1 to 4, floats. The size is an attribute: TFLite gives it as a constant input.
public struct ResizeBilinear {
  /// Height and width of the output.
  public var size: Extent2D
  /// Whether the corner pixels of input and output coincide.
  public var alignsCorners: Bool
  /// Whether pixel centers are at one half.
  public var hasHalfPixelCenters: Bool

  /// The operator with its attributes.
  public init(size: Extent2D, alignsCorners: Bool = false, hasHalfPixelCenters: Bool = false) {
    self.size = size
    self.alignsCorners = alignsCorners
    self.hasHalfPixelCenters = hasHalfPixelCenters
  }
}

extension ResizeBilinear: Operator {
  public static let name = "RESIZE_BILINEAR"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 1...1)
    let input = try inputs.picture(0, "input")
    guard size.height >= 1 && size.width >= 1 else {
      throw .attribute(name: "size", expected: "of at least 1x1", found: "\(size)")
    }
    guard !(alignsCorners && hasHalfPixelCenters) else {
      throw .attribute(
        name: "coordinate map", expected: "aligned corners or half-pixel centres", found: "both")
    }
    return try inputs.output(.output([input[0], size.height, size.width, input[3]]))
  }
}
