/// A grid of `rowCount` rows of `columnCount` elements, each operand with its own strides; a stride
/// of 0 repeats (broadcasting). Column strides are 0 or 1.
///
/// out[r, c] = activation(a[r, c] op b[r, c]); `multiplyAdd`: activation(a * b + c).
public struct ElementwiseArguments {
  /// First operand.
  public var a: UnsafePointer<Float>
  /// Elements between rows of `a`.
  public var aRowStride: Int
  /// 0 or 1.
  public var aColumnStride: Int
  /// Second operand.
  public var b: UnsafePointer<Float>
  /// Elements between rows of `b`.
  public var bRowStride: Int
  /// 0 or 1.
  public var bColumnStride: Int
  /// Third operand; read by `multiplyAdd` only.
  public var c: UnsafePointer<Float>
  /// Elements between rows of `c`.
  public var cRowStride: Int
  /// 0 or 1.
  public var cColumnStride: Int
  /// The result; its column stride is 1.
  public var output: UnsafeMutablePointer<Float>
  /// Elements between rows of the output.
  public var outputRowStride: Int
  /// Rows.
  public var rowCount: Int
  /// Elements a row.
  public var columnCount: Int
  /// Applied to each result.
  public var activation: ElementActivation

  /// Arguments of one call.
  @inlinable
  public init(
    a: UnsafePointer<Float>, aRowStride: Int, aColumnStride: Int,
    b: UnsafePointer<Float>, bRowStride: Int, bColumnStride: Int,
    c: UnsafePointer<Float>, cRowStride: Int, cColumnStride: Int,
    output: UnsafeMutablePointer<Float>, outputRowStride: Int,
    rowCount: Int, columnCount: Int, activation: ElementActivation
  ) {
    self.a = a
    self.aRowStride = aRowStride
    self.aColumnStride = aColumnStride
    self.b = b
    self.bRowStride = bRowStride
    self.bColumnStride = bColumnStride
    self.c = c
    self.cRowStride = cRowStride
    self.cColumnStride = cColumnStride
    self.output = output
    self.outputRowStride = outputRowStride
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.activation = activation
  }
}

extension KernelFamily where Arguments == ElementwiseArguments {
  /// Any grid, with broadcasting.
  public static func elementwise(_ operation: ElementwiseOperation) -> KernelFamily {
    KernelFamily(operation.rawValue)
  }
}

/// Operation of an elementwise kernel before its activation.
public enum ElementwiseOperation: String, Sendable, CaseIterable {
  /// a; with the identity a copy
  case activate
  /// a + b
  case add
  /// a * b
  case multiply
  /// a * b + c
  case multiplyAdd
  /// a - b
  case subtract
  /// a / b
  case divide
  /// The larger one; a where either is NaN.
  case maximum
  /// The smaller one; a where either is NaN.
  case minimum
  /// (a - b)^2
  case squaredDifference
  /// max(a, 0) + b * min(a, 0)
  case prelu
  /// |a|
  case absolute
  /// -a
  case negative
  /// a * a
  case square
  /// e to the power of a
  case exponential
  case hyperbolicTangent
  /// max(a, 0) + (e to the power of min(a, 0), minus 1)
  case elu

  /// Whether the kernel applies every activation: the others know the identity and clamps.
  public var takesAnyActivation: Bool {
    switch self {
    case .activate, .add, .multiply, .multiplyAdd: true
    default: false
    }
  }

  /// Operands that are read.
  public var operandCount: Int {
    switch self {
    case .activate, .absolute, .negative, .square, .exponential, .hyperbolicTangent, .elu: 1
    case .multiplyAdd: 3
    default: 2
    }
  }
}
