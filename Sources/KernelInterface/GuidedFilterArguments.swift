/// Moments of four signals r, g, b, p in a row of cells, each cell weighted by how sure its p is. Of r, g and b a cell
/// has four samples.
///
/// With w = |2 p - 255| / 255 + leastWeight, and sums over a cell's samples, moments[m, i] is, for m in this order, w times:
/// 4, r, g, b, 4 p, r p, g p, b p, r r, r g, r b, g g, g b, b b.
public struct ConfidenceMomentsArguments {
  /// Moments.
  public static let momentCount = 14

  /// `[4, 3, count]`: r, g and b of each sample.
  public var guide: UnsafePointer<Float>
  /// Elements between the guide's planes.
  public var guideStride: Int
  /// `[count]`: p, 0...255, of which 0 and 255 are sure.
  public var mask: UnsafePointer<UInt8>
  /// The weight of a cell whose p is 127.5.
  public var leastWeight: Float
  /// `[14, count]`.
  public var moments: UnsafeMutablePointer<Float>
  /// Elements between moments.
  public var momentStride: Int
  /// Cells.
  public var count: Int

  /// Arguments of one call.
  public init(
    guide: UnsafePointer<Float>, guideStride: Int, mask: UnsafePointer<UInt8>, leastWeight: Float,
    moments: UnsafeMutablePointer<Float>, momentStride: Int, count: Int
  ) {
    self.guide = guide
    self.guideStride = guideStride
    self.mask = mask
    self.leastWeight = leastWeight
    self.moments = moments
    self.momentStride = momentStride
    self.count = count
  }
}

extension KernelFamily where Arguments == ConfidenceMomentsArguments {
  /// Weighted moments of a row of cells.
  public static var confidenceMoments: KernelFamily { KernelFamily("confidence moments") }
}

/// Sums of rows, in each of some planes: a window's sums along columns.
///
/// output[p, i] = sum over r below rowCount of input[p, r, i], the first row first.
public struct RowSumsArguments {
  /// The first plane's first row.
  public var input: UnsafePointer<Float>
  /// Elements between rows.
  public var rowStride: Int
  /// Elements between planes.
  public var planeStride: Int
  /// Rows, at least 1.
  public var rowCount: Int
  /// Planes.
  public var planeCount: Int
  /// `[planeCount, count]`.
  public var output: UnsafeMutablePointer<Float>
  /// Elements between the output's planes.
  public var outputStride: Int
  /// Elements a row.
  public var count: Int

  /// Arguments of one call.
  public init(
    input: UnsafePointer<Float>, rowStride: Int, planeStride: Int, rowCount: Int, planeCount: Int,
    output: UnsafeMutablePointer<Float>, outputStride: Int, count: Int
  ) {
    self.input = input
    self.rowStride = rowStride
    self.planeStride = planeStride
    self.rowCount = rowCount
    self.planeCount = planeCount
    self.output = output
    self.outputStride = outputStride
    self.count = count
  }
}

extension KernelFamily where Arguments == RowSumsArguments {
  /// Sums of rows.
  public static var rowSums: KernelFamily { KernelFamily("row sums") }
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

/// The linear model of a signal in a color guide, from weighted sums of their moments.
///
/// With means m[k] = sums[k] / sums[0]:
/// a = (covariance of r, g, b + regularisation * identity)^-1 * covariance of (r, g, b) with p;
/// b = mean of p - a . (mean of (r, g, b) + center). Source: He, Sun, Tang, "Guided Image Filtering"
/// (2013), equations 19 and 20; here each sample counts by its weight.
public struct GuidedSolutionArguments {
  /// `[14, count]`: in the order of `ConfidenceMomentsArguments`; p in 0...255, the guide less `center`.
  public var sums: UnsafePointer<Float>
  /// Elements between moments.
  public var momentStride: Int
  /// Level that was taken off the guide, for sums that keep more digits.
  public var center: Float
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
    sums: UnsafePointer<Float>, momentStride: Int, center: Float, regularization: Float,
    coefficients: UnsafeMutablePointer<Float>, coefficientStride: Int, count: Int
  ) {
    self.sums = sums
    self.momentStride = momentStride
    self.center = center
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

/// The signal that linear models see in a row of pixels, between two rows of models.
///
/// With v(c) = c[0, i] * red + c[1, i] * green + c[2, i] * blue + c[3, i]:
/// output[i] = v(upper) + share * (v(lower) - v(upper)), limited to 0...255 and rounded to the nearest whole level, half
/// to even.
public struct GuidedRowArguments {
  /// `[count]`, red in the low byte.
  public var pixels: UnsafePointer<UInt32>
  /// `[4, count]`: the models above.
  public var upper: UnsafePointer<Float>
  /// `[4, count]`: those below.
  public var lower: UnsafePointer<Float>
  /// Elements between coefficients.
  public var coefficientStride: Int
  /// Distance of the pixels below the upper row, 0...1.
  public var share: Float
  /// `[count]`.
  public var output: UnsafeMutablePointer<Float>
  /// Pixels.
  public var count: Int

  /// Arguments of one call.
  public init(
    pixels: UnsafePointer<UInt32>, upper: UnsafePointer<Float>, lower: UnsafePointer<Float>,
    coefficientStride: Int, share: Float, output: UnsafeMutablePointer<Float>, count: Int
  ) {
    self.pixels = pixels
    self.upper = upper
    self.lower = lower
    self.coefficientStride = coefficientStride
    self.share = share
    self.output = output
    self.count = count
  }
}

extension KernelFamily where Arguments == GuidedRowArguments {
  /// Linear models applied to a row of pixels.
  public static var guidedRow: KernelFamily { KernelFamily("guided row") }
}
