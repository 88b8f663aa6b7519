import Glibc
import KernelInterface
import Kernels

/// Takes runs of pixels whose work is known; those of a row come left to right.
protocol RunComposer {
  /// What mask values mean.
  var rule: BlendRule { get }
  /// Shows the background alone.
  func copyBackground(_ y: Int, _ run: Range<Int>)
  /// Shows the frame alone.
  func copyFrame(_ y: Int, _ run: Range<Int>)
  /// Blends; `mask` holds the run's values in 0...255.
  func blend(_ y: Int, _ run: Range<Int>, mask: UnsafePointer<Float>)
}

/// Puts runs of a frame's pixels on a background.
///
/// For a background of one colour `background` and `wrap` have a stride of 0: each row is the same.
struct RunBlender: RunComposer {
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

  @inline(__always)
  func copyBackground(_ y: Int, _ run: Range<Int>) {
    memcpy(
      output.row(y) + run.lowerBound, background.row(y) + run.lowerBound,
      run.count * MemoryLayout<UInt32>.stride)
  }

  @inline(__always)
  func copyFrame(_ y: Int, _ run: Range<Int>) {
    memcpy(
      output.row(y) + run.lowerBound, frame.row(y) + run.lowerBound,
      run.count * MemoryLayout<UInt32>.stride)
  }

  @inline(__always)
  func blend(_ y: Int, _ run: Range<Int>, mask: UnsafePointer<Float>) {
    let x = run.lowerBound
    blend(y, run, mask: mask, frame: UnsafePointer(frame.row(y) + x), to: output.row(y) + x)
  }

  /// Blends pixels of the frame that lie elsewhere, to where they are wanted.
  @inline(__always)
  func blend(
    _ y: Int, _ run: Range<Int>, mask: UnsafePointer<Float>, frame: UnsafePointer<UInt32>,
    to output: UnsafeMutablePointer<UInt32>
  ) {
    let x = run.lowerBound
    var arguments = BlendArguments(
      frame: frame, background: background.row(y) + x, wrap: wrap.row(y) + x, mask: mask,
      output: output, count: run.count, lower: rule.lower,
      slope: rule.slope, wrapStart: rule.wrapStart, wrapSlope: rule.wrapSlope,
      wrapStrength: rule.wrapStrength)
    blend(&arguments)
  }
}
