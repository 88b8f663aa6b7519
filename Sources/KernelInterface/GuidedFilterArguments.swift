/// Rows of RGBA8 pixels to one row of red, green and blue planes, smaller by a whole factor.
///
/// planes[c, i] = the mean, halves rounded up, of channel c over `factor` rows of the pixels
/// factor * i ... factor * i + factor - 1, where pixels beyond `width` repeat the last.
/// Factors are 1, 2 and 4, one kernel each.
public struct SplitPixelsArguments {
  /// The rows: `width` pixels each, red in the low byte. Those from `factor` on are not read.
  public var rows: InlineArray<4, UnsafePointer<UInt32>>
  /// Pixels a row, at least 1.
  public var width: Int
  /// The red plane's row: ceil(width / factor) bytes.
  public var planes: UnsafeMutablePointer<UInt8>
  /// Bytes from a plane's row to the next plane's.
  public var planeStride: Int

  /// Arguments of one call.
  @inlinable
  public init(
    rows: InlineArray<4, UnsafePointer<UInt32>>, width: Int, planes: UnsafeMutablePointer<UInt8>,
    planeStride: Int
  ) {
    self.rows = rows
    self.width = width
    self.planes = planes
    self.planeStride = planeStride
  }
}

extension KernelFamily where Arguments == SplitPixelsArguments {
  /// Pixels split into planes that are smaller by a factor of 1, 2 or 4.
  public static func splitPixels(factor: Int) -> KernelFamily {
    KernelFamily("split pixels by \(factor)")
  }
}

/// Sums along columns of four signals r, g, b, p and of their products, as a window moves down.
///
/// With the moments r, g, b, p, rp, gp, bp, rr, rg, rb, gg, gb, bb in this order:
/// sums[m, i] += moment m of entering[i] - moment m of leaving[i]; output[m, i] = sums[m, i].
/// Sums are exact for windows of up to 33,025 rows.
public struct ColumnMomentsArguments {
  /// Signals.
  public static let signalCount = 4
  /// Moments.
  public static let momentCount = 13

  /// The row that enters: signal s begins `signalStride * s` bytes on.
  public var entering: UnsafePointer<UInt8>
  /// The row that leaves; like `entering`.
  public var leaving: UnsafePointer<UInt8>
  /// Bytes between signals.
  public var signalStride: Int
  /// `[13, count]`.
  public var sums: UnsafeMutablePointer<Int32>
  /// `[13, count]`, or nil when nobody reads it.
  public var output: UnsafeMutablePointer<Float>?
  /// Elements between moments, of `sums` and of `output`.
  public var momentStride: Int
  /// Columns.
  public var count: Int

  /// Arguments of one call.
  public init(
    entering: UnsafePointer<UInt8>, leaving: UnsafePointer<UInt8>, signalStride: Int,
    sums: UnsafeMutablePointer<Int32>, output: UnsafeMutablePointer<Float>?, momentStride: Int,
    count: Int
  ) {
    self.entering = entering
    self.leaving = leaving
    self.signalStride = signalStride
    self.sums = sums
    self.output = output
    self.momentStride = momentStride
    self.count = count
  }
}

extension KernelFamily where Arguments == ColumnMomentsArguments {
  /// Sums of moments along columns.
  public static var columnMoments: KernelFamily { KernelFamily("column moments") }
}

/// Scaled sums of a window along rows.
///
/// output[r, i] = scale * scales[i] * sum over j in -radius...radius of input[r, i + j]
public struct BoxRowsArguments {
  /// The first row's element 0; `radius` elements before it and behind the last are read. A radius over
  /// 7 leaves partial sums in place of the input.
  public var input: UnsafeMutablePointer<Float>
  /// Elements between rows.
  public var inputRowStride: Int
  /// `[rowCount, count]`.
  public var output: UnsafeMutablePointer<Float>
  /// Elements between rows.
  public var outputRowStride: Int
  /// `[count]`: usually 1 / samples of the window in its row.
  public var scales: UnsafePointer<Float>
  /// For all elements: usually 1 / rows of the window.
  public var scale: Float
  /// Samples on each side.
  public var radius: Int
  /// Rows.
  public var rowCount: Int
  /// Elements a row.
  public var count: Int

  /// Arguments of one call.
  public init(
    input: UnsafeMutablePointer<Float>, inputRowStride: Int, output: UnsafeMutablePointer<Float>,
    outputRowStride: Int, scales: UnsafePointer<Float>, scale: Float, radius: Int, rowCount: Int,
    count: Int
  ) {
    self.input = input
    self.inputRowStride = inputRowStride
    self.output = output
    self.outputRowStride = outputRowStride
    self.scales = scales
    self.scale = scale
    self.radius = radius
    self.rowCount = rowCount
    self.count = count
  }
}

extension KernelFamily where Arguments == BoxRowsArguments {
  /// Scaled sums of a window along rows.
  public static var boxRows: KernelFamily { KernelFamily("box rows") }
}

/// The linear model of a signal in a color guide, from the means of their moments.
///
/// a = (covariance of r, g, b + regularisation * identity)^-1 * covariance of (r, g, b) with p;
/// b = mean of p - a . mean of (r, g, b). Source: He, Sun, Tang, "Guided Image Filtering" (2013),
/// equations 19 and 20.
public struct GuidedSolutionArguments {
  /// `[13, count]`: means in the order of `ColumnMomentsArguments`; p and the guide in 0...255.
  public var means: UnsafePointer<Float>
  /// Elements between moments.
  public var momentStride: Int
  /// The paper's epsilon, in squared levels, at least 1.
  public var regularization: Float
  /// `[4, count]`: a for r, g and b, then b.
  public var coefficients: UnsafeMutablePointer<Float>
  /// Elements between coefficients.
  public var coefficientStride: Int
  /// Columns.
  public var count: Int

  /// Arguments of one call.
  public init(
    means: UnsafePointer<Float>, momentStride: Int, regularization: Float,
    coefficients: UnsafeMutablePointer<Float>, coefficientStride: Int, count: Int
  ) {
    self.means = means
    self.momentStride = momentStride
    self.regularization = regularization
    self.coefficients = coefficients
    self.coefficientStride = coefficientStride
    self.count = count
  }
}

extension KernelFamily where Arguments == GuidedSolutionArguments {
  /// The linear models of a guided filter.
  public static var guidedSolution: KernelFamily { KernelFamily("guided solution") }
}

/// The signal that a linear model sees in a row of pixels.
///
/// output[i] = c[0, i] * red + c[1, i] * green + c[2, i] * blue + c[3, i]
public struct GuidedRowArguments {
  /// `[count]`, red in the low byte.
  public var pixels: UnsafePointer<UInt32>
  /// `[4, count]`.
  public var coefficients: UnsafePointer<Float>
  /// Elements between coefficients.
  public var coefficientStride: Int
  /// `[count]`.
  public var output: UnsafeMutablePointer<Float>
  /// Pixels.
  public var count: Int

  /// Arguments of one call.
  public init(
    pixels: UnsafePointer<UInt32>, coefficients: UnsafePointer<Float>, coefficientStride: Int,
    output: UnsafeMutablePointer<Float>, count: Int
  ) {
    self.pixels = pixels
    self.coefficients = coefficients
    self.coefficientStride = coefficientStride
    self.output = output
    self.count = count
  }
}

extension KernelFamily where Arguments == GuidedRowArguments {
  /// Linear models applied to a row of pixels.
  public static var guidedRow: KernelFamily { KernelFamily("guided row") }
}
