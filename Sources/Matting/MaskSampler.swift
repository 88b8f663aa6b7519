import Kernels
import Memory
import Threads

/// A mask of bytes brought to a grid: interpolated where it has fewer values than the grid has cells, averaged
/// where it has more.
///
/// `@unchecked Sendable`: tables are constant; a run's threads write scratch of their own.
final class MaskSampler: @unchecked Sendable {
  let maskWidth: Int
  let maskHeight: Int
  private let columns: ResamplingTaps
  private let rows: ResamplingTaps
  /// A row of the mask a thread.
  private let scratch: Plane<Float>

  init(maskWidth: Int, maskHeight: Int, to grid: MattingGrid, threadCount: Int) {
    (self.maskWidth, self.maskHeight) = (maskWidth, maskHeight)
    func taps(_ inputCount: Int, _ outputCount: Int, _ frameSize: Int) -> ResamplingTaps {
      .scaled(
        inputCount: inputCount, outputCount: outputCount,
        step: Double(inputCount) * Double(grid.step) / Double(frameSize), largestStep: 1)
    }
    columns = taps(maskWidth, grid.width, grid.frameWidth)
    rows = taps(maskHeight, grid.height, grid.frameHeight)
    scratch = Plane(width: maskWidth, height: threadCount)
  }

  /// Writes a row of the grid, 0...1.
  func write(_ mask: Rows<UInt8>, row y: Int, to output: UnsafeMutablePointer<Float>, thread: Int) {
    let sums = scratch.rows.row(thread)
    for x in 0..<maskWidth { sums[x] = 0 }
    rows.weights[y].withUnsafeBufferPointer { weights in
      for (index, weight) in weights.enumerated() {
        let values = mask.row(rows.starts[y] + index)
        let weight = Float(weight / 255)
        for x in 0..<maskWidth { sums[x] += weight * Float(values[x]) }
      }
    }
    for x in 0..<columns.outputCount {
      let start = columns.starts[x]
      columns.weights[x].withUnsafeBufferPointer { weights in
        var sum: Float = 0
        for index in weights.indices { sum += Float(weights[index]) * sums[start + index] }
        output[x] = sum
      }
    }
  }
}
