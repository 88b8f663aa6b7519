/// Places in a row of a picture of its bytes of luma (Y) and chroma (U, V).
public enum ChromaLayout: UInt8, Sendable, CaseIterable {
  /// One row of Y0 U Y1 V, two pixels in 4 bytes (YUYV).
  case packedLumaFirst
  /// One row of U Y0 V Y1, two pixels in 4 bytes (UYVY).
  case packedChromaFirst
  /// A row of Y; a row of U V, one pair for two pixels (NV12, NV16).
  case interleaved
  /// Rows of Y, U and V, one U and V for two pixels (I420, I422).
  case halfPlanar
  /// Rows of Y, U and V, one of each for every pixel (I444).
  case fullPlanar
  /// A row of Y alone (gray): U and V are 128.
  case none
}

/// Equation of luma and chroma from red, green and blue in 0...255:
/// Y = Kr R + (1 - Kr - Kb) G + Kb B, U = (B - Y) / (2 - 2 Kb), V = (R - Y) / (2 - 2 Kr); as bytes
/// 16 + Y 219/255, 128 + U 224/255 and 128 + V 224/255, or in full range Y, 128 + U and 128 + V.
///
/// Source: ITU-R BT.601-7 and BT.709-6, where Kr, Kb and the quantization are; full range: JFIF
/// 1.02.
public struct ColorEquation: Sendable {
  /// Kr, the share of red in the luma.
  public var redWeight: Double
  /// Kb, the share of blue in the luma.
  public var blueWeight: Double
  /// Whether luma and chroma use all of 0...255.
  public var isFullRange: Bool

  /// An equation.
  public init(redWeight: Double, blueWeight: Double, isFullRange: Bool) {
    self.redWeight = redWeight
    self.blueWeight = blueWeight
    self.isFullRange = isFullRange
  }
}
