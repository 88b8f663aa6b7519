/// The softmax of rows: out[r, c] = exp(beta (in[r, c] - max)) / sum over c of these.
public struct SoftmaxArguments {
  /// The first row.
  public var input: UnsafePointer<Float>
  /// Elements between rows.
  public var inputStride: Int
  /// The first row; may be the input's.
  public var output: UnsafeMutablePointer<Float>
  /// Elements between rows of the output.
  public var outputStride: Int
  /// Rows.
  public var rowCount: Int
  /// Elements a row.
  public var columnCount: Int
  /// Factor of the differences.
  public var beta: Float

  /// Arguments of one call.
  @inlinable
  public init(
    input: UnsafePointer<Float>, inputStride: Int, output: UnsafeMutablePointer<Float>,
    outputStride: Int, rowCount: Int, columnCount: Int, beta: Float
  ) {
    self.input = input
    self.inputStride = inputStride
    self.output = output
    self.outputStride = outputStride
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.beta = beta
  }
}

extension KernelFamily where Arguments == SoftmaxArguments {
  /// Softmax of rows.
  public static var softmax: KernelFamily { KernelFamily("softmax") }
}
