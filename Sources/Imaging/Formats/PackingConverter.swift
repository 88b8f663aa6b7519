public import Kernels
import Memory

/// Turns pictures of any format into a packed format of YUV, by way of RGBA where they have another
/// encoding or arrangement: a row at a time, which stays in the L1 cache. Prepared once for a size; then
/// allocates nothing. One owner at a time.
public final class PackingConverter {
  /// The format and encoding of what is read.
  public let source: PixelLayout
  /// The packed format and encoding of what is written.
  public let target: PixelLayout
  /// Pixels a row.
  public var width: Int { reader.width }
  /// Rows.
  public var height: Int { reader.height }

  private let reader: FrameConverter
  private let pixels: PackedPixels
  private let row: Storage

  /// Prepares for pictures of one size.
  ///
  /// - Precondition: the sizes are positive, the target is `yuyv` or `uyvy`, and the CPU has the
  ///   instruction set.
  public init(
    width: Int, height: Int, from source: PixelLayout,
    to target: PixelLayout, instructionSet: InstructionSet = .best
  ) {
    self.source = source
    self.target = target
    reader = FrameConverter(
      width: width, height: height, from: source, to: PixelLayout(.rgba),
      instructionSet: instructionSet)
    pixels = PackedPixels(target, instructionSet: instructionSet)
    row = Storage(byteCount: 4 * width)
  }

  /// Converts a picture.
  ///
  /// - Precondition: both views have the sizes, formats and encodings that were prepared for, and
  ///   don't overlap.
  public func convert(_ view: FrameView, to output: MutableFrameView) {
    reader.check(view, is: source)
    precondition(
      output.width == width && output.height == height && output.layout == target,
      "expected \(target) of \(width)x\(height), found \(output.format) of "
        + "\(output.width)x\(output.height)")
    if source == target { return output.copy(view) }
    let row = row.base.assumingMemoryBound(to: UInt8.self)
    for y in 0..<height {
      reader.convertRow(y, of: view, to: row)
      pixels.write(width, from: row, to: output.row(y))
    }
  }
}
