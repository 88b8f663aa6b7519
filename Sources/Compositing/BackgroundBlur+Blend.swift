import KernelInterface

extension BackgroundBlur {
  /// Blends the frame over the blurred background, which `run` made: where
  /// smoothstep(coverage, mask) is 1, only the frame is seen, where it is 0, only the background.
  ///
  /// out = background * (1 - a) + frame * a, rounded to the nearest byte. Alpha becomes 255, as in the
  /// demo: a blurred background is nowhere transparent.
  ///
  /// - Parameters:
  ///   - rows: rows to write.
  ///   - frame: RGBA pixels, red in the low byte.
  ///   - mask: how much the person covers, 0...255.
  ///   - output: RGBA pixels; may be the frame.
  ///   - coverage: limits of the smoothstep, 0...1; equal ones make a hard edge, above which the person
  ///     is.
  ///   - context: the calling thread.
  func blend(
    rows: Range<Int>, frame: Rows<UInt32>, mask: Rows<UInt8>, output: Rows<UInt32>,
    coverage: ClosedRange<Float>, on context: ThreadContext
  ) {
    let lastClear = (0...255).last { Float($0) / 255 <= coverage.lowerBound } ?? -1
    let firstOpaque =
      coverage.lowerBound == coverage.upperBound
      ? lastClear + 1 : (0...255).first { Float($0) / 255 >= coverage.upperBound } ?? 256
    for y in rows {
      var arguments = enlargement(
        of: y, from: background.rows, into: output.row(y), width: width, on: context)
      arguments.frame = UnsafePointer(frame.row(y))
      arguments.mask = UnsafePointer(mask.row(y))
      arguments.lower = coverage.lowerBound
      arguments.upper = coverage.upperBound
      arguments.lastClear = lastClear
      arguments.firstOpaque = firstOpaque
      kernels.blend(&arguments)
    }
  }

  /// Writes a row of the blurred background at the frame's size: `width` RGBA pixels, alpha 255.
  func backgroundRow(
    _ y: Int, into output: UnsafeMutablePointer<UInt32>, on context: ThreadContext
  ) {
    enlargeRow(y, of: background.rows, into: output, width: width, on: context)
  }

  /// Row `y` of a picture at twice the size.
  func enlargeRow(
    _ y: Int, of small: Rows<UInt32>, into output: UnsafeMutablePointer<UInt32>, width: Int,
    on context: ThreadContext
  ) {
    var arguments = enlargement(of: y, from: small, into: output, width: width, on: context)
    kernels.blend(&arguments)
  }

  private func enlargement(
    of y: Int, from small: Rows<UInt32>, into output: UnsafeMutablePointer<UInt32>, width: Int,
    on context: ThreadContext
  ) -> BlurBlendArguments {
    let near = min(y / 2, small.height - 1)
    let far = min(max(y % 2 == 0 ? y / 2 - 1 : y / 2 + 1, 0), small.height - 1)
    let mixes = bands[context.index].mixes.rows
    return BlurBlendArguments(
      near: small.row(near), far: small.row(far), frame: nil, mask: nil, output: output,
      mixes: mixes.base, mixStride: mixes.stride, width: width, lower: 0, upper: 1, lastClear: -1,
      firstOpaque: 256)
  }
}
