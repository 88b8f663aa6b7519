/// How a frame becomes the size that a model reads.
public enum Resampling: String, Sendable, CaseIterable {
  /// Four taps, half-pixel centres, clamped at the edges; no prefilter, so shrinking skips pixels.
  case bilinear

  /// The frame pixel under the output pixel's centre: `floor((x + 1/2) * frameWidth / width)`.
  case nearest

  /// The mean of what the output pixel covers, with fractions of pixels at its edges.
  case area
}
