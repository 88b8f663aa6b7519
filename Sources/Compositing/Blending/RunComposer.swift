import Platform

/// Takes runs of pixels whose work is known; those of a row come left to right.
protocol RunComposer {
  /// Meaning of mask values.
  var rule: BlendRule { get }
  /// Shows the background alone.
  func copyBackground(_ y: Int, _ run: Range<Int>)
  /// Shows the frame alone.
  func copyFrame(_ y: Int, _ run: Range<Int>)
  /// Blends.
  ///
  /// - Parameters:
  ///   - pixels: the frame's as RGBA, if they are at hand.
  ///   - mask: the run's values in 0...255.
  func blend(
    _ y: Int, _ run: Range<Int>, pixels: UnsafePointer<UInt32>?, mask: UnsafePointer<Float>)
}

/// Puts runs of a frame's RGBA pixels on a background.
struct RunBlender: RunComposer {
  let pixelBlend: PixelBlend
  /// The person's pixels.
  let frame: Rows<UInt32>
  /// Where results go.
  let output: Rows<UInt32>

  var rule: BlendRule { pixelBlend.rule }

  @inline(__always)
  func copyBackground(_ y: Int, _ run: Range<Int>) { copy(y, run, of: pixelBlend.background) }

  @inline(__always)
  func copyFrame(_ y: Int, _ run: Range<Int>) { copy(y, run, of: frame) }

  @inline(__always)
  func blend(
    _ y: Int, _ run: Range<Int>, pixels: UnsafePointer<UInt32>? = nil, mask: UnsafePointer<Float>
  ) {
    let x = run.lowerBound
    pixelBlend(y, run, mask: mask, frame: UnsafePointer(frame.row(y) + x), to: output.row(y) + x)
  }

  @inline(__always)
  private func copy(_ y: Int, _ run: Range<Int>, of pixels: Rows<UInt32>) {
    memcpy(
      output.row(y) + run.lowerBound, pixels.row(y) + run.lowerBound,
      run.count * MemoryLayout<UInt32>.stride)
  }
}
