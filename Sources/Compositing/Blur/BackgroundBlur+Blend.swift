import KernelInterface

/// Meaning of mask values where a frame is blended over a background that is made of it.
struct BlurBlendRule {
  /// Limits of the soft edge, 0...1; equal ones make a hard edge, above which the person is.
  let coverage: ClosedRange<Float>
  /// Whether the frame's share is the mask's value between the limits as it is, and no smooth step of it.
  let isLinear: Bool
  /// The largest mask value for which nothing of the frame is seen; -1: none.
  let lastClear: Int
  /// The least mask value for which only the frame is seen; 256: none.
  let firstOpaque: Int

  init(_ coverage: ClosedRange<Float>, isLinear: Bool = false) {
    self.coverage = coverage
    self.isLinear = isLinear
    lastClear = (0...255).last { Float($0) / 255 <= coverage.lowerBound } ?? -1
    firstOpaque =
      coverage.lowerBound == coverage.upperBound
      ? lastClear + 1 : (0...255).first { Float($0) / 255 >= coverage.upperBound } ?? 256
  }
}

extension BackgroundBlur {
  /// Blends a part of a row of the frame over the blurred background, which `run` made: where the rule's
  /// share of the frame is 1, only the frame is seen, where it is 0, only the background.
  ///
  /// out = background * (1 - a) + frame * a, rounded to the nearest byte. Alpha becomes 255, as in the
  /// demo: a blurred background is nowhere transparent.
  ///
  /// - Parameters:
  ///   - y: the row.
  ///   - pixels: those to write; an even number before them.
  ///   - frame: the frame's pixels: RGBA, red in the low byte.
  ///   - mask: how much the person covers each, 0...255.
  ///   - output: where the pixels go; may be the frame's.
  ///   - rule: what mask values mean.
  ///   - context: the calling thread.
  func blend(
    _ y: Int, _ pixels: Range<Int>, frame: UnsafePointer<UInt32>, mask: UnsafePointer<UInt8>,
    to output: UnsafeMutablePointer<UInt32>, rule: BlurBlendRule, on context: ThreadContext
  ) {
    var arguments = enlargement(of: y, pixels, from: background.rows, into: output, on: context)
    arguments.frame = frame
    arguments.mask = mask
    arguments.lower = rule.coverage.lowerBound
    arguments.upper = rule.coverage.upperBound
    arguments.isLinear = rule.isLinear
    arguments.lastClear = rule.lastClear
    arguments.firstOpaque = rule.firstOpaque
    kernels.blend(&arguments)
  }

  /// Writes pixels of a row of the blurred background at the frame's size, RGBA, alpha 255; the number
  /// of pixels before them is even.
  func background(
    _ y: Int, _ pixels: Range<Int>, to output: UnsafeMutablePointer<UInt32>,
    on context: ThreadContext
  ) {
    var arguments = enlargement(of: y, pixels, from: background.rows, into: output, on: context)
    kernels.blend(&arguments)
  }

  /// Row `y` of a picture at twice the size.
  func enlargeRow(
    _ y: Int, of small: Rows<UInt32>, into output: UnsafeMutablePointer<UInt32>, width: Int,
    on context: ThreadContext
  ) {
    var arguments = enlargement(of: y, 0..<width, from: small, into: output, on: context)
    kernels.blend(&arguments)
  }

  private func enlargement(
    of y: Int, _ pixels: Range<Int>, from small: Rows<UInt32>,
    into output: UnsafeMutablePointer<UInt32>, on context: ThreadContext
  ) -> BlurBlendArguments {
    let near = min(y / 2, small.height - 1)
    let far = min(max(y % 2 == 0 ? y / 2 - 1 : y / 2 + 1, 0), small.height - 1)
    let mixes = bands[context.index].mixes.rows
    return BlurBlendArguments(
      near: small.row(near) + pixels.lowerBound / 2, far: small.row(far) + pixels.lowerBound / 2,
      frame: nil, mask: nil, output: output, mixes: mixes.base, mixStride: mixes.stride,
      width: pixels.count, lower: 0, upper: 1, isLinear: false, lastClear: -1, firstOpaque: 256)
  }
}
