import Imaging
import Platform

/// Puts runs of a frame's pixels on a background, in one packed format of YUV; see `PassThrough`.
///
/// Pairs of pixels share bytes, and runs may begin in the middle of one: such a pair is made from RGBA,
/// by the run that holds its second pixel.
struct PassThroughComposer: RunComposer {
  /// Blends RGBA.
  let pixelBlend: PixelBlend
  /// The frame.
  let frame: PackedRows
  /// The background's bytes.
  let background: Rows<UInt8>
  /// The result's.
  let output: Rows<UInt8>
  /// The thread's.
  let scratch: PassThroughScratch

  var rule: BlendRule { pixelBlend.rule }

  func copyBackground(_ y: Int, _ run: Range<Int>) {
    copy(y, run, of: background) { pixelBlend.background.row(y)[$0] }
  }

  func copyFrame(_ y: Int, _ run: Range<Int>) {
    copy(y, run, of: frame.bytes) { x in
      frame.pixels(x..<x + 1, ofRow: y, scratch: scratch.frame.rows.base)[0]
    }
  }

  func blend(
    _ y: Int, _ run: Range<Int>, pixels: UnsafePointer<UInt32>?, mask: UnsafePointer<Float>
  ) {
    pixelBlend(
      y, run, mask: mask,
      frame: pixels ?? frame.pixels(run, ofRow: y, scratch: scratch.frame.rows.base),
      to: scratch.composedRow(y) + run.lowerBound)
    convert(y, run.lowerBound & ~1..<run.upperBound)
  }

  /// Copies whole pairs. Of a pair that is half in the run the pixel is made RGBA.
  @inline(__always)
  private func copy(
    _ y: Int, _ run: Range<Int>, of bytes: Rows<UInt8>, _ pixel: (Int) -> UInt32
  ) {
    var first = run.lowerBound
    if first % 2 == 1 {
      scratch.composedRow(y)[first] = pixel(first)
      convert(y, first - 1..<first + 1)
      first += 1
    }
    let end = run.upperBound & ~1
    if end < run.upperBound { scratch.composedRow(y)[end] = pixel(end) }
    if first < end {
      memcpy(output.row(y) + 2 * first, bytes.row(y) + 2 * first, 2 * (end - first))
    }
  }

  /// Makes pairs from RGBA. What that writes behind the range, up to a whole vector, is void until the
  /// runs that follow write it.
  @inline(__always)
  private func convert(_ y: Int, _ range: Range<Int>) {
    frame.conversion.write(
      PackedRows.wholeVectors(range, of: frame.width),
      from: bytes(scratch.composedRow(y) + range.lowerBound),
      to: output.row(y) + 2 * range.lowerBound)
  }
}
