/// One output row of the joint bilateral filter (Petschnigg and others 2004) in the form of the browser
/// demo: a mask is smoothed by weights that fall with the distance in the plane and in color.
///
/// out[x] = round(sum over tap rows i and columns j of w * maskRows[i, j][x] / sum of w),
/// w = 2^(spatial[i, j] + d * colorFactor), d = the squared distance between the colors at
/// guideRows[i][x + columnOffsets[j]] and guideCenter[x].
///
/// A guide row is what `UnpackArguments` makes of pixels: planes of red, green, blue (floats in 0...255)
/// and `norm` = colorFactor * (red^2 + green^2 + blue^2). centerMask[x] takes part with the weight
/// `centerWeight`, so that it is the result where all others vanish. Vectors may read and write up to `overhang` elements behind the last.
public struct JointBilateralArguments {
  /// Elements that a kernel may touch behind `count`.
  public static let overhang = 15
  /// Scale of what `spatial` holds in place of an exponent e: 2^23 + 2^15 * (e + 127), which lets
  /// the kernel add and shift exponents into place.
  public static let exponentScale: Float = 0x1p15
  /// See `exponentScale`.
  public static let exponentBias: Float = 0x1p23 + 127 * 0x1p15
  /// Too small to change a mean unless there is no other weight; lesser weights count as 0.
  public static let centerWeight: Float = 0x1p-126
  /// The planes of a guide row.
  public static let planeCount = 4

  /// `[tapRowCount]` pointers to the red plane of a guide row at x = 0; the others follow `planeStride`
  /// elements behind each other.
  public var guideRows: UnsafePointer<UnsafePointer<Float>>
  /// The red plane of the row that is filtered, at x = 0.
  public var guideCenter: UnsafePointer<Float>
  /// Elements between the planes of a row.
  public var planeStride: Int
  /// `[tapColumnCount]` pixels from x to each tap column.
  public var columnOffsets: UnsafePointer<Int>
  /// `[tapRowCount, tapColumnCount]` pointers to mask values 0...255, whose element x belongs to pixel x.
  public var maskRows: UnsafePointer<UnsafePointer<Float>>
  /// `[tapRowCount, tapColumnCount]` exponents of the distance in the plane, in the form of `exponentBias`.
  public var spatial: UnsafePointer<Float>
  /// Exponent for a squared color distance of 1, times `exponentScale`; at most 0.
  public var colorFactor: Float
  /// Mask values 0...255 at the pixels themselves.
  public var centerMask: UnsafePointer<Float>
  /// Tap rows.
  public var tapRowCount: Int
  /// Tap columns.
  public var tapColumnCount: Int
  /// The result: whole numbers in 0...255.
  public var output: UnsafeMutablePointer<Float>
  /// Pixels.
  public var count: Int

  /// Arguments of one call.
  @inlinable
  public init(
    guideRows: UnsafePointer<UnsafePointer<Float>>, guideCenter: UnsafePointer<Float>,
    planeStride: Int, columnOffsets: UnsafePointer<Int>,
    maskRows: UnsafePointer<UnsafePointer<Float>>, spatial: UnsafePointer<Float>,
    colorFactor: Float, centerMask: UnsafePointer<Float>, tapRowCount: Int,
    tapColumnCount: Int, output: UnsafeMutablePointer<Float>, count: Int
  ) {
    self.guideRows = guideRows
    self.guideCenter = guideCenter
    self.planeStride = planeStride
    self.columnOffsets = columnOffsets
    self.maskRows = maskRows
    self.spatial = spatial
    self.colorFactor = colorFactor
    self.centerMask = centerMask
    self.tapRowCount = tapRowCount
    self.tapColumnCount = tapColumnCount
    self.output = output
    self.count = count
  }
}

extension KernelFamily where Arguments == JointBilateralArguments {
  /// One row of a joint bilateral filter; `isProduct`: by products of colors, for exponents that stay in
  /// range.
  public static func jointBilateral(isProduct: Bool) -> KernelFamily {
    KernelFamily("joint bilateral \(isProduct ? "product" : "difference")")
  }
}

extension JointBilateralArguments {
  /// Tells whether exponents stay above 2^23, so that neither a clamp nor a difference of colors is
  /// needed: the kernel of products may then run.
  ///
  /// - Parameters:
  ///   - leastSpatial: the least element of `spatial`.
  ///   - colorFactor: as in the arguments.
  public static func allowsProducts(leastSpatial: Float, colorFactor: Float) -> Bool {
    // Norms of white (3 * 255^2) are subtracted before the products give back what they took, and what
    // they give back is no more than one of them.
    leastSpatial + 2 * 195_075 * colorFactor >= 0x1p23
  }
}
