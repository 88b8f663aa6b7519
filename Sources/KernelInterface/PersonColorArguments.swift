/// Sums that tell the color of the person from that of what is behind, in a row of cells of four samples.
///
/// With q = the model's value at a sample, (c[0] r + c[1] g + c[2] b + c[3]) / 255 limited to 0...1, where r, g and b are
/// the sample's and `center`: f = q^4 + leastWeight, h = (1 - q)^4 + leastWeight, and
/// moments = the samples' sums of f, f r, f g, f b, h, h r, h g, h b.
public struct PersonMomentsArguments {
  /// Moments.
  public static let momentCount = 8

  /// `[4, 3, count]`: red, green and blue of each sample, less `center`.
  public var guide: UnsafePointer<Float>
  /// Elements between the guide's planes.
  public var guideStride: Int
  /// Level that was taken off the guide.
  public var center: Float
  /// `[4, count]`: linear models of the mask, 0...255.
  public var models: UnsafePointer<Float>
  /// Elements between the models' planes.
  public var modelStride: Int
  /// Weight of a sample that says nothing of one of the two.
  public var leastWeight: Float
  /// `[8, count]`.
  public var moments: UnsafeMutablePointer<Float>
  /// Elements between moments.
  public var momentStride: Int
  /// Cells.
  public var count: Int

  /// Arguments of one call.
  public init(
    guide: UnsafePointer<Float>, guideStride: Int, center: Float, models: UnsafePointer<Float>,
    modelStride: Int, leastWeight: Float, moments: UnsafeMutablePointer<Float>, momentStride: Int,
    count: Int
  ) {
    self.guide = guide
    self.guideStride = guideStride
    self.center = center
    self.models = models
    self.modelStride = modelStride
    self.leastWeight = leastWeight
    self.moments = moments
    self.momentStride = momentStride
    self.count = count
  }
}

extension KernelFamily where Arguments == PersonMomentsArguments {
  /// Sums of colors in front and behind.
  public static var personMoments: KernelFamily { KernelFamily("person moments") }
}

/// The person's own colors in a row of pixels, from the mean colors in front and behind, between two rows of means.
///
/// With a = (mask - lowerLimit) * slope limited to 0...1, and F and B a channel's upper means + share * (lower - upper):
/// output = F + (pixel - a F - (1 - a) B) * a / (a^2 + (1 - a)^2), limited to 0...255 and rounded; alpha is the
/// pixel's. Of all pairs of colors that mix to the pixel by a, the pair nearest to F and B. Source: M. Forte,
/// "Approximate Fast Foreground Color Estimation" (2021), which has no denominator.
public struct PersonRowArguments {
  /// `[count]`, red in the low byte.
  public var pixels: UnsafePointer<UInt32>
  /// `[count]`, 0...255.
  public var mask: UnsafePointer<Float>
  /// The mask value from which the person shows, 0...255.
  public var lowerLimit: Float
  /// 1 over the width of the transition in mask values.
  public var slope: Float
  /// `[6, count]`: red, green and blue in front, then behind, 0...255, above.
  public var upper: UnsafePointer<Float>
  /// `[6, count]`: the same below.
  public var lower: UnsafePointer<Float>
  /// Elements between means.
  public var meanStride: Int
  /// Distance of the pixels below the upper row, 0...1.
  public var share: Float
  /// `[count]`.
  public var output: UnsafeMutablePointer<UInt32>
  /// Pixels.
  public var count: Int

  /// Arguments of one call.
  public init(
    pixels: UnsafePointer<UInt32>, mask: UnsafePointer<Float>, lowerLimit: Float, slope: Float,
    upper: UnsafePointer<Float>, lower: UnsafePointer<Float>, meanStride: Int, share: Float,
    output: UnsafeMutablePointer<UInt32>, count: Int
  ) {
    self.pixels = pixels
    self.mask = mask
    self.lowerLimit = lowerLimit
    self.slope = slope
    self.upper = upper
    self.lower = lower
    self.meanStride = meanStride
    self.share = share
    self.output = output
    self.count = count
  }
}

extension KernelFamily where Arguments == PersonRowArguments {
  /// The person's own colors in a row of pixels.
  public static var personRow: KernelFamily { KernelFamily("person row") }
}
