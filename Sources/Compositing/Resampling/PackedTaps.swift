import Kernels

/// Weights between neighboring rows, as a kernel reads them.
struct PackedRowTaps: Sendable {
  /// The first input row of each output row.
  let starts: [Int]
  /// Input rows of each output row.
  let counts: [Int]
  private let weights: Plane<Float>

  init(_ taps: ResamplingTaps) {
    starts = taps.starts
    counts = taps.weights.map { $0.count }
    weights = Plane(width: taps.depth, height: taps.outputCount, margin: 0)
    for (output, row) in taps.weights.enumerated() {
      for (tap, weight) in row.enumerated() { weights.rows.row(output)[tap] = Float(weight) }
    }
  }

  /// `[counts[output]]`
  func weights(of output: Int) -> UnsafePointer<Float> {
    UnsafePointer(weights.rows.row(output))
  }
}

/// Weights within rows, in blocks of outputs that read the same samples; see `ResampleRowsArguments`.
struct PackedColumnTaps: Sendable {
  /// Outputs a block.
  let lanes: Int
  /// Samples that each block reads.
  let depth: Int
  let blockCount: Int
  /// Samples that a row must have room for: the inputs, or one block's if that is more.
  let inputCapacity: Int
  private let startTable: Plane<Int32>
  private let weightTable: Plane<Float>

  /// Blocks of `lanes` outputs; the last one's surplus outputs are 0.
  init(_ taps: ResamplingTaps, lanes: Int) {
    let blocks = stride(from: 0, to: taps.outputCount, by: lanes).map { first in
      first..<min(first + lanes, taps.outputCount)
    }
    let ranges = blocks.map { block in
      block.map { taps.starts[$0] }.reduce(
        .max, min)..<block.map { taps.starts[$0] + taps.weights[$0].count }.reduce(0, max)
    }
    let depth = ranges.reduce(1) { max($0, $1.count) }
    self.lanes = lanes
    self.depth = depth
    blockCount = blocks.count
    inputCapacity = max(taps.inputCount, depth)
    startTable = Plane(width: blocks.count, height: 1, margin: 0)
    weightTable = Plane(width: blocks.count * depth * lanes, height: 1, margin: 0)
    for (index, (block, range)) in zip(blocks, ranges).enumerated() {
      let start = min(range.lowerBound, inputCapacity - depth)
      startTable.rows.base[index] = Int32(start)
      for (lane, output) in block.enumerated() {
        for (tap, weight) in taps.weights[output].enumerated() {
          let row = index * depth + taps.starts[output] + tap - start
          weightTable.rows.base[row * lanes + lane] = Float(weight)
        }
      }
    }
  }

  /// The first sample that a block reads.
  func start(of block: Int) -> Int { Int(startTable.rows.base[block]) }

  /// The samples that some blocks read.
  func inputs(of blocks: Range<Int>) -> Range<Int> {
    var (first, end) = (Int.max, 0)
    for block in blocks {
      first = min(first, start(of: block))
      end = max(end, start(of: block) + depth)
    }
    return first..<end
  }

  /// From a block on.
  func starts(from block: Int) -> UnsafePointer<Int32> {
    UnsafePointer(startTable.rows.base + block)
  }

  /// From a block on.
  func weights(from block: Int) -> UnsafePointer<Float> {
    UnsafePointer(weightTable.rows.base + block * depth * lanes)
  }
}
