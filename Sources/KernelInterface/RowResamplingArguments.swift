/// The weighted sum of neighboring rows of bytes: the vertical half of a separable filter.
///
/// output[i] = sum over r of weights[r] * rows[r * rowStride + i]
public struct BlendRowsArguments {
  /// The first row: `count` bytes, 0...255.
  public var rows: UnsafePointer<UInt8>
  /// Bytes between rows.
  public var rowStride: Int
  /// `[rowCount]`.
  public var weights: UnsafePointer<Float>
  /// Rows, at least 1.
  public var rowCount: Int
  /// `[count]`.
  public var output: UnsafeMutablePointer<Float>
  /// Elements a row.
  public var count: Int

  /// Arguments of one call.
  @inlinable
  public init(
    rows: UnsafePointer<UInt8>, rowStride: Int, weights: UnsafePointer<Float>, rowCount: Int,
    output: UnsafeMutablePointer<Float>, count: Int
  ) {
    self.rows = rows
    self.rowStride = rowStride
    self.weights = weights
    self.rowCount = rowCount
    self.output = output
    self.count = count
  }
}

extension KernelFamily where Arguments == BlendRowsArguments {
  /// Weighted sums of rows of bytes.
  public static var blendRows: KernelFamily { KernelFamily("blend rows") }
}

/// Weighted sums of neighboring samples in each of four rows: the horizontal half of a separable
/// filter, by a matrix whose non-zero entries stand around its diagonal.
///
/// Of floats, in blocks of `lanes` outputs that read the same samples:
/// output[r, b * lanes + l] = sum over k of weights[b, k, l] * input[r, starts[b] + k].
/// Of pixels of four floats, which are blocks of one pixel:
/// output[r, b, c] = sum over k of weights[b, k] * input[r, starts[b] + k, c].
public struct ResampleRowsArguments {
  /// Rows that a call resamples.
  public static let rowCount = 4

  /// The first row's sample 0.
  public var input: UnsafePointer<Float>
  /// Floats between rows.
  public var inputRowStride: Int
  /// `[blockCount]`: the first sample that a block reads.
  public var starts: UnsafePointer<Int32>
  /// `[blockCount, depth, lanes]`, for pixels `[blockCount, depth]`.
  public var weights: UnsafePointer<Float>
  /// Samples that each block reads, at least 1.
  public var depth: Int
  /// The first row's output: `blockCount * lanes` floats, for pixels `blockCount * 4`.
  public var output: UnsafeMutablePointer<Float>
  /// Floats between rows.
  public var outputRowStride: Int
  /// Blocks.
  public var blockCount: Int

  /// Arguments of one call.
  public init(
    input: UnsafePointer<Float>, inputRowStride: Int, starts: UnsafePointer<Int32>,
    weights: UnsafePointer<Float>, depth: Int, output: UnsafeMutablePointer<Float>,
    outputRowStride: Int, blockCount: Int
  ) {
    self.input = input
    self.inputRowStride = inputRowStride
    self.starts = starts
    self.weights = weights
    self.depth = depth
    self.output = output
    self.outputRowStride = outputRowStride
    self.blockCount = blockCount
  }
}

extension KernelFamily where Arguments == ResampleRowsArguments {
  /// Four rows of floats, in blocks of lanes, times a matrix around the diagonal.
  public static var resampleRows: KernelFamily { KernelFamily("resample rows") }
  /// Four rows of pixels of four floats times a matrix around the diagonal.
  public static var resamplePixels: KernelFamily { KernelFamily("resample pixels") }
}

/// Floats to bytes: limited to 0...255 and rounded.
///
/// output[i] = floor(x + 1/2), x being input[i] limited to 0...255 and rounded to 1/4096, so that the
/// last bits of a sum do not decide a tie. No input is NaN.
public struct RoundToBytesArguments {
  /// `[count]`.
  public var input: UnsafePointer<Float>
  /// `[count]`.
  public var output: UnsafeMutablePointer<UInt8>
  /// Elements.
  public var count: Int

  /// Arguments of one call.
  public init(input: UnsafePointer<Float>, output: UnsafeMutablePointer<UInt8>, count: Int) {
    self.input = input
    self.output = output
    self.count = count
  }
}

extension KernelFamily where Arguments == RoundToBytesArguments {
  /// Floats rounded to bytes.
  public static var roundToBytes: KernelFamily { KernelFamily("round to bytes") }
}
