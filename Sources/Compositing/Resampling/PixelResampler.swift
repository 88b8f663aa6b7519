import KernelInterface
import Kernels

/// A separable filter that turns frames of one size into frames of another, all four channels alike.
///
/// Alpha is a channel like the others: colors behind transparent pixels do count.
///
/// `@unchecked Sendable`: tables are constant; a run's threads write scratch of their own.
final class PixelResampler: @unchecked Sendable {
  let frameWidth: Int
  let frameHeight: Int
  let width: Int
  let height: Int

  private let rows: PackedRowTaps
  private let columns: PackedColumnTaps
  /// The frame's columns that are read.
  private let inputs: Range<Int>
  /// The only column that output column 0 is made of where rows are copied; nil where they are not.
  private let copiedColumn: Int?
  private let scratch: [(blended: Plane<Float>, resampled: Plane<Float>)]
  private let blend: KernelFunction<BlendRowsArguments>
  private let resample: KernelFunction<ResampleRowsArguments>
  private let round: KernelFunction<RoundToBytesArguments>

  /// Tables, and scratch for `threadCount` threads.
  init(
    columns: ResamplingTaps, rows: ResamplingTaps, threadCount: Int, instructionSet: InstructionSet
  ) {
    let kernels = KernelList(instructionSet)
    blend = kernels[.blendRows].run
    resample = kernels[.resamplePixels].run
    round = kernels[.roundToBytes].run
    frameWidth = columns.inputCount
    frameHeight = rows.inputCount
    width = columns.outputCount
    height = rows.outputCount
    let packed = PackedColumnTaps(columns, lanes: 1)
    self.columns = packed
    self.rows = PackedRowTaps(rows)
    let frameColumns = 0..<frameWidth
    inputs = packed.inputs(of: 0..<packed.blockCount).clamped(to: frameColumns)
    let isCopy =
      columns.isSelection && rows.isSelection
      && columns.starts.enumerated().allSatisfy { $1 == columns.starts[0] + $0 }
    copiedColumn = isCopy ? columns.starts[0] : nil
    let (inputCapacity, outputWidth) = (packed.inputCapacity, width)
    scratch = (0..<threadCount).map { _ in
      (
        Plane(width: 4 * inputCapacity, height: ResampleRowsArguments.rowCount),
        Plane(width: 4 * outputWidth, height: ResampleRowsArguments.rowCount)
      )
    }
  }

  /// Writes this thread's share of the output rows. Allocates nothing.
  ///
  /// - Precondition: frame and output have the sizes that were prepared for, and the run no more threads.
  func run(frame: Rows<UInt32>, output: Rows<UInt32>, on context: ThreadContext) {
    precondition(
      frame.width == frameWidth && frame.height == frameHeight,
      "expected a frame of \(frameWidth)x\(frameHeight), found \(frame.width)x\(frame.height)")
    precondition(
      output.width == width && output.height == height,
      "expected an output of \(width)x\(height), found \(output.width)x\(output.height)")
    let groupHeight = ResampleRowsArguments.rowCount
    let share = context.share(of: height, grain: groupHeight)
    if let copiedColumn {
      for y in share {
        output.row(y).update(from: frame.row(rows.starts[y]) + copiedColumn, count: width)
      }
      return
    }
    var first = share.lowerBound
    while first < share.upperBound {
      write(first..<min(first + groupHeight, height), of: frame, to: output, context.index)
      first += groupHeight
    }
  }

  private func write(
    _ group: Range<Int>, of frame: Rows<UInt32>, to output: Rows<UInt32>, _ thread: Int
  ) {
    let blended = scratch[thread].blended.rows
    let resampled = scratch[thread].resampled.rows
    for y in group {
      let pixels = UnsafeRawPointer(frame.row(rows.starts[y]) + inputs.lowerBound)
      var arguments = BlendRowsArguments(
        rows: pixels.assumingMemoryBound(to: UInt8.self), rowStride: 4 * frame.stride,
        weights: rows.weights(of: y), rowCount: rows.counts[y],
        output: blended.row(y - group.lowerBound) + 4 * inputs.lowerBound, count: 4 * inputs.count)
      blend(&arguments)
    }
    var arguments = ResampleRowsArguments(
      input: blended.base, inputRowStride: blended.stride, starts: columns.starts(from: 0),
      weights: columns.weights(from: 0), depth: columns.depth, output: resampled.base,
      outputRowStride: resampled.stride, blockCount: columns.blockCount)
    resample(&arguments)
    for y in group {
      let bytes = UnsafeMutableRawPointer(output.row(y)).assumingMemoryBound(to: UInt8.self)
      var arguments = RoundToBytesArguments(
        input: resampled.row(y - group.lowerBound), output: bytes, count: 4 * width)
      round(&arguments)
    }
  }
}
