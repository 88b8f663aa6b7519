/// The sums of quarters of a matrix that Strassen's products in Winograd's form start from, element by
/// element:
///
/// S1 = A21 + A22, S2 = S1 - A11, S3 = A11 - A21, S4 = A12 - S2.
///
/// And, as the sums are only as exact as the larger of the two rows that they mix, the sizes of both.
public struct StrassenOperandArguments {
  /// The first row of the upper left quarter.
  public var a11: UnsafePointer<Float>
  /// The first row of the upper right quarter.
  public var a12: UnsafePointer<Float>
  /// The first row of the lower left quarter.
  public var a21: UnsafePointer<Float>
  /// The first row of the lower right quarter.
  public var a22: UnsafePointer<Float>
  /// Elements between rows of the quarters.
  public var rowStride: Int
  /// S1, S2, S3 and S4, each `[rowCount, columnCount]` without gaps.
  public var sums: UnsafeMutablePointer<Float>
  /// Elements from one sum to the next.
  public var sumStride: Int
  /// For each row of the quarters the sum of squares of [A11 A12], then that of [A21 A22].
  public var sizes: UnsafeMutablePointer<Float>
  /// Rows of a quarter.
  public var rowCount: Int
  /// Columns of a quarter.
  public var columnCount: Int

  /// Arguments of one call.
  @inlinable
  public init(
    a11: UnsafePointer<Float>, a12: UnsafePointer<Float>, a21: UnsafePointer<Float>,
    a22: UnsafePointer<Float>, rowStride: Int, sums: UnsafeMutablePointer<Float>, sumStride: Int,
    sizes: UnsafeMutablePointer<Float>, rowCount: Int, columnCount: Int
  ) {
    self.a11 = a11
    self.a12 = a12
    self.a21 = a21
    self.a22 = a22
    self.rowStride = rowStride
    self.sums = sums
    self.sumStride = sumStride
    self.sizes = sizes
    self.rowCount = rowCount
    self.columnCount = columnCount
  }
}

extension KernelFamily where Arguments == StrassenOperandArguments {
  /// Sums of quarters of a matrix, before Strassen's products.
  public static var strassenOperands: KernelFamily { KernelFamily("Strassen operands") }
}

/// Sums that join Strassen's products in Winograd's form, element by element, two of them in place:
///
/// U3 = U2 + P7 over U2, U4 = U2 + P5 over P5, C22 = min(max(U3 + P5, lower), upper).
public struct StrassenResultArguments {
  /// U2 = P1 + P6 and then U3, `[rowCount, columnCount]` without gaps, as the products.
  public var u2: UnsafeMutablePointer<Float>
  /// P5 and then U4.
  public var p5: UnsafeMutablePointer<Float>
  /// P7.
  public var p7: UnsafePointer<Float>
  /// The first row of C22.
  public var output: UnsafeMutablePointer<Float>
  /// Elements between rows of the output.
  public var outputRowStride: Int
  /// Rows.
  public var rowCount: Int
  /// Elements a row.
  public var columnCount: Int
  /// The lower limit of the output; may be -infinity.
  public var lower: Float
  /// The upper limit of the output; may be infinity.
  public var upper: Float

  /// Arguments of one call.
  @inlinable
  public init(
    u2: UnsafeMutablePointer<Float>, p5: UnsafeMutablePointer<Float>, p7: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>, outputRowStride: Int, rowCount: Int, columnCount: Int,
    lower: Float, upper: Float
  ) {
    self.u2 = u2
    self.p5 = p5
    self.p7 = p7
    self.output = output
    self.outputRowStride = outputRowStride
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.lower = lower
    self.upper = upper
  }
}

extension KernelFamily where Arguments == StrassenResultArguments {
  /// Sums of Strassen's products.
  public static var strassenResults: KernelFamily { KernelFamily("Strassen results") }
}
