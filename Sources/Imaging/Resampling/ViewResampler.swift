public import Kernels
import Memory

/// Turns pictures of one size and format into the rows of floats that a model reads.
///
/// Prepared once; writing rows allocates nothing. Only those rows of a picture are converted to RGBA
/// that a row of the model's input is made of. One owner at a time.
public final class ViewResampler {
  /// The format and encoding of the pictures.
  public let source: PixelLayout
  /// The sizes of pictures and input, and how one becomes the other.
  public let resampler: InputResampler

  private let converter: FrameConverter
  /// RGBA rows that a row of the input is made of; none for pictures of that format.
  private let scratch: Storage?
  private var bytesPerRow: Int { resampler.frameWidth * 4 }

  /// Prepares for pictures of the resampler's frame size. Allocates the rows that a row of the input
  /// needs, as RGBA.
  ///
  /// - Precondition: the CPU has the instruction set.
  public init(
    _ resampler: InputResampler, source: PixelLayout,
    instructionSet: InstructionSet = .best
  ) {
    self.resampler = resampler
    self.source = source
    converter = FrameConverter(
      width: resampler.frameWidth, height: resampler.frameHeight, from: source,
      to: PixelLayout(.rgba), instructionSet: instructionSet)
    scratch =
      source.format == .rgba
      ? nil : Storage(byteCount: resampler.greatestFrameRowCount * resampler.frameWidth * 4)
  }

  /// Writes row `y` of the model's input: `width` times red, green, blue.
  ///
  /// - Precondition: `y` is in `0..<height` of the resampler, the view has the size, format and
  ///   encoding that were prepared for, and `output` holds `width * 3` floats.
  public func writeRow(_ y: Int, of view: FrameView, to output: inout MutableSpan<Float>) {
    guard let base = scratch?.base.assumingMemoryBound(to: UInt8.self) else {
      return resampler.writeRow(y, of: view, to: &output)
    }
    converter.check(view, is: source)
    let (width, height) = (resampler.width, resampler.height)
    precondition(y >= 0 && y < height, "expected a row in 0..<\(height), found \(y)")
    precondition(
      output.count == width * 3, "expected \(width * 3) floats, found \(output.count)")
    let rows = resampler.frameRows(of: y)
    for row in rows {
      converter.convertRow(row, of: view, to: base + (row - rows.lowerBound) * bytesPerRow)
    }
    let plane = FrameView.Plane(base: base, bytesPerRow: bytesPerRow)
    output.withUnsafeMutableBufferPointer { output in
      guard let output = output.baseAddress else { return }
      resampler.writeRow(y, from: plane, firstRow: rows.lowerBound, to: output)
    }
  }
}
