import Glibc
import KernelInterface
import Kernels

/// Puts runs of a frame's pixels on a background.
///
/// For a background of one colour `background` and `wrap` have a stride of 0: each row is the same.
struct RunBlender {
  /// What mask values mean.
  let rule: BlendRule
  /// The kernel.
  let blend: BlendKernel
  /// The person's pixels.
  let frame: Rows<UInt32>
  /// What stands behind; all zero for a cut-out.
  let background: Rows<UInt32>
  /// Where light wrap takes its light from.
  let wrap: Rows<UInt32>
  /// Where results go.
  let output: Rows<UInt32>

  /// Copies background pixels.
  @inline(__always)
  func copyBackground(_ y: Int, _ run: Range<Int>) {
    memcpy(
      output.row(y) + run.lowerBound, background.row(y) + run.lowerBound,
      run.count * MemoryLayout<UInt32>.stride)
  }

  /// Copies the frame's pixels.
  @inline(__always)
  func copyFrame(_ y: Int, _ run: Range<Int>) {
    memcpy(
      output.row(y) + run.lowerBound, frame.row(y) + run.lowerBound,
      run.count * MemoryLayout<UInt32>.stride)
  }

  /// Blends; `mask` holds the run's values in 0...255.
  @inline(__always)
  func blend(_ y: Int, _ run: Range<Int>, mask: UnsafePointer<Float>) {
    let x = run.lowerBound
    var arguments = BlendArguments(
      frame: frame.row(y) + x, background: background.row(y) + x, wrap: wrap.row(y) + x,
      mask: mask, output: output.row(y) + x, count: run.count, lower: rule.lower,
      slope: rule.slope, wrapStart: rule.wrapStart, wrapSlope: rule.wrapSlope,
      wrapStrength: rule.wrapStrength)
    blend(&arguments)
  }
}
