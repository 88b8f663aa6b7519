import KernelInterface
import Kernels

/// A separable filter that turns masks of one size into masks of another.
///
/// Four output rows at a time: weighted sums of mask rows, then of their samples. Stretches whose
/// sources all hold one byte are filled with it; weights add up to 1, so that nothing changes.
///
/// `@unchecked Sendable`: tables are constant; a run's threads write scratch of their own.
final class MaskResampler: @unchecked Sendable {
  let width: Int
  let height: Int
  let maskWidth: Int
  let maskHeight: Int

  private let rows: PackedRowTaps
  private let columns: PackedColumnTaps
  /// For each stretch of `stretchWidth` outputs the mask's columns that it reads.
  private let stretchInputs: [Range<Int>]
  private let scratch: [Scratch]
  private let blend: KernelFunction<BlendRowsArguments>
  private let resample: KernelFunction<ResampleRowsArguments>
  private let round: KernelFunction<RoundToBytesArguments>

  /// Outputs that are filled or filtered together; a multiple of all vectors.
  private static let stretchWidth = 64

  private struct Scratch {
    let uniform: UniformColumns
    let blended: Plane<Float>
    let resampled: Plane<Float>
  }

  /// Tables, and scratch for `threadCount` threads.
  init(
    columns: ResamplingTaps, rows: ResamplingTaps, threadCount: Int, instructionSet: InstructionSet
  ) {
    let kernels = KernelList(instructionSet)
    let resampling = kernels[.resampleRows]
    resample = resampling.run
    blend = kernels[.blendRows].run
    round = kernels[.roundToBytes].run
    width = columns.outputCount
    height = rows.outputCount
    maskWidth = columns.inputCount
    maskHeight = rows.inputCount
    let packed = PackedColumnTaps(columns, lanes: resampling.lanes)
    self.columns = packed
    self.rows = PackedRowTaps(rows)
    let blocks = Self.stretchWidth / packed.lanes
    let inputCount = maskWidth
    stretchInputs = stride(from: 0, to: packed.blockCount, by: blocks).map { first in
      packed.inputs(of: first..<min(first + blocks, packed.blockCount))
        .clamped(to: 0..<inputCount)
    }
    let paddedWidth = packed.blockCount * packed.lanes
    scratch = (0..<threadCount).map { _ in
      Scratch(
        uniform: UniformColumns(width: inputCount),
        blended: Plane(width: packed.inputCapacity, height: ResampleRowsArguments.rowCount),
        resampled: Plane(width: paddedWidth, height: ResampleRowsArguments.rowCount))
    }
  }

  /// Writes this thread's share of the output rows. Allocates nothing.
  ///
  /// - Precondition: mask and output have the sizes that were prepared for, and the run no more threads.
  func run(mask: Rows<UInt8>, output: Rows<UInt8>, on context: ThreadContext) {
    precondition(
      mask.width == maskWidth && mask.height == maskHeight,
      "expected a mask of \(maskWidth)x\(maskHeight), found \(mask.width)x\(mask.height)")
    precondition(
      output.width == width && output.height == height,
      "expected an output of \(width)x\(height), found \(output.width)x\(output.height)")
    let groupHeight = ResampleRowsArguments.rowCount
    let share = context.share(of: height, grain: groupHeight)
    var first = share.lowerBound
    while first < share.upperBound {
      let group = first..<min(first + groupHeight, height)
      write(group, of: mask, to: output, scratch[context.index])
      first += groupHeight
    }
  }

  private func write(
    _ group: Range<Int>, of mask: Rows<UInt8>, to output: Rows<UInt8>, _ scratch: Scratch
  ) {
    var (top, end) = (Int.max, 0)
    for y in group {
      top = min(top, rows.starts[y])
      end = max(end, rows.starts[y] + rows.counts[y])
    }
    scratch.uniform.measure(top..<end, of: mask)
    var stretch = 0
    while stretch < stretchInputs.count {
      let first = stretch
      if let value = scratch.uniform.value(in: stretchInputs[stretch]) {
        stretch += 1
        let columns = outputs(of: first..<stretch)
        for y in group {
          (output.row(y) + columns.lowerBound).update(repeating: value, count: columns.count)
        }
        continue
      }
      repeat {
        stretch += 1
      } while stretch < stretchInputs.count
        && scratch.uniform.value(in: stretchInputs[stretch]) == nil
      filter(group, first..<stretch, of: mask, to: output, scratch)
    }
  }

  private func outputs(of stretches: Range<Int>) -> Range<Int> {
    stretches.lowerBound * Self.stretchWidth..<min(stretches.upperBound * Self.stretchWidth, width)
  }

  private func filter(
    _ group: Range<Int>, _ stretches: Range<Int>, of mask: Rows<UInt8>, to output: Rows<UInt8>,
    _ scratch: Scratch
  ) {
    var inputs = stretchInputs[stretches.lowerBound]
    for stretch in stretches.dropFirst() {
      inputs =
        min(
          inputs.lowerBound, stretchInputs[stretch].lowerBound)..<max(
          inputs.upperBound, stretchInputs[stretch].upperBound)
    }
    let blended = scratch.blended.rows
    for y in group {
      var arguments = BlendRowsArguments(
        rows: mask.row(rows.starts[y]) + inputs.lowerBound, rowStride: mask.stride,
        weights: rows.weights(of: y), rowCount: rows.counts[y],
        output: blended.row(y - group.lowerBound) + inputs.lowerBound, count: inputs.count)
      blend(&arguments)
    }
    let outputs = outputs(of: stretches)
    let firstBlock = outputs.lowerBound / columns.lanes
    let endBlock = (outputs.upperBound + columns.lanes - 1) / columns.lanes
    let resampled = scratch.resampled.rows
    var arguments = ResampleRowsArguments(
      input: blended.base, inputRowStride: blended.stride, starts: columns.starts(from: firstBlock),
      weights: columns.weights(from: firstBlock), depth: columns.depth,
      output: resampled.base + outputs.lowerBound, outputRowStride: resampled.stride,
      blockCount: endBlock - firstBlock)
    resample(&arguments)
    for y in group {
      var arguments = RoundToBytesArguments(
        input: resampled.row(y - group.lowerBound) + outputs.lowerBound,
        output: output.row(y) + outputs.lowerBound, count: outputs.count)
      round(&arguments)
    }
  }
}
