import KernelInterface

/// Blends pixels of a frame over a background by a mask.
///
/// For a background of one color `background` and `wrap` have a stride of 0: each row is the same.
struct PixelBlend {
  /// Meaning of mask values.
  let rule: BlendRule
  let kernel: KernelFunction<BlendArguments>
  /// Background; all zero for a cut-out.
  let background: Rows<UInt32>
  /// Where light wrap takes its light from.
  let wrap: Rows<UInt32>
  /// Where it falls; nil: as the mask says.
  let wrapBand: LightWrapBand?
  /// Estimation that takes the old background's color out of soft edges.
  let personColors: PersonColors?
  /// The calling thread.
  let thread: Int

  /// The most pixels of a run.
  static let longestRun = GridEnlargement.longestPart

  /// Blends a run of row `y`, of no more than `longestRun` pixels.
  ///
  /// - Parameters:
  ///   - mask: `[run.count]`, 0...255.
  ///   - frame: `[run.count]` RGBA pixels.
  ///   - output: `[run.count]` RGBA pixels.
  @inline(__always)
  func callAsFunction(
    _ y: Int, _ run: Range<Int>, mask: UnsafePointer<Float>, frame: UnsafePointer<UInt32>,
    to output: UnsafeMutablePointer<UInt32>
  ) {
    let x = run.lowerBound
    let colors = personColors?.colors(y, run, pixels: frame, mask: mask, rule: rule, thread: thread)
    var arguments = BlendArguments(
      frame: colors ?? frame, background: background.row(y) + x, wrap: wrap.row(y) + x, mask: mask,
      wrapShares: wrapBand?.shares(y, run, thread: thread), output: output, count: run.count,
      lower: rule.lower, slope: rule.slope,
      wrapStart: rule.wrapStart, wrapSlope: rule.wrapSlope, wrapStrength: rule.wrapStrength,
      isLinear: rule.isLinear)
    kernel(&arguments)
  }
}
