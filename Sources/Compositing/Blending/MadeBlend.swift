import Threads

/// Blends pixels of a frame over a background that was made of it.
///
/// Where the person's own colors are estimated these are blended: a lamp of the room beside hair, of which the mask is
/// half sure, shines through the blur as sharp as it is, and less so then.
struct MadeBlend {
  let made: any MadeBackground
  /// Meaning of mask values, for the background.
  let rule: BlurBlendRule
  /// The same, for colors.
  let colorRule: BlendRule
  /// Estimation of the person's own colors; nil: the frame's.
  let personColors: PersonColors?
  /// A row of floats for each thread.
  let values: Rows<Float>

  /// Blends pixels of a row.
  ///
  /// - Parameters:
  ///   - pixels: an even number before them.
  ///   - frame: of these pixels, RGBA.
  ///   - mask: of these pixels.
  ///   - output: where they go.
  func callAsFunction(
    _ y: Int, _ pixels: Range<Int>, frame: UnsafePointer<UInt32>, mask: UnsafePointer<UInt8>,
    to output: UnsafeMutablePointer<UInt32>, on context: ThreadContext
  ) {
    guard let personColors else {
      return made.blend(
        y, pixels, frame: frame, mask: mask, to: output, rule: rule, on: context)
    }
    let shares = values.row(context.index)
    GridEnlargement.forEachPart(pixels) { part in
      let offset = part.lowerBound - pixels.lowerBound
      let (frame, mask) = (frame + offset, mask + offset)
      for x in 0..<part.count { shares[x] = Float(mask[x]) }
      let colors = personColors.colors(
        y, part, pixels: frame, mask: shares, rule: colorRule, thread: context.index)
      made.blend(
        y, part, frame: colors ?? frame, mask: mask, to: output + offset, rule: rule, on: context)
    }
  }

  /// Blends rows of a frame.
  func callAsFunction(
    rows: Range<Int>, frame: Rows<UInt32>, mask: Rows<UInt8>, output: Rows<UInt32>,
    on context: ThreadContext
  ) {
    guard personColors != nil else {
      return made.blend(
        rows: rows, frame: frame, mask: mask, output: output, rule: rule, on: context)
    }
    for y in rows {
      self(
        y, 0..<output.width, frame: frame.row(y), mask: mask.row(y), to: output.row(y), on: context)
    }
  }
}
