import KernelInterface
import Kernels
import Platform
import Synchronization
import Threads

/// A model's mask at the frame's size by the joint bilateral filter, computed only where the answer is
/// not known beforehand: a window whose mask values are all equal filters to that value.
///
/// `MaskBounds` tells these windows for whole cells of the mask. What is left is a small share of most
/// frames, and results are those of filtering everything, to the bit.
final class ExactMaskFilter: Sendable {
  let filter: JointBilateralFilter
  let bounds: MaskBounds
  private let scratches: [FilterScratch]
  private let nextCellRow = Atomic<Int>(0)

  init(_ filter: JointBilateralFilter, threadCount: Int) {
    self.filter = filter
    bounds = MaskBounds(
      width: filter.columns.cellCount, height: filter.rows.cellCount,
      columnReach: filter.columnReach, rowReach: filter.rowReach, threadCount: threadCount)
    scratches = (0..<threadCount).map { _ in FilterScratch(filter) }
  }

  /// Does one thread's part of the bounds. All threads must meet before the first band.
  func updateBounds(_ mask: Rows<UInt8>, on context: ThreadContext) {
    if context.index == 0 { nextCellRow.store(0, ordering: .relaxed) }
    bounds.update(mask, rows: context.share(of: mask.height), thread: context.index)
  }

  /// Puts the person on a background without ever storing the mask: one thread's part, taken row of
  /// cells by row of cells from what is left.
  func blend(
    _ mask: Rows<UInt8>, frame: some PixelSource, with composer: some RunComposer,
    on context: ThreadContext
  ) {
    let scratch = scratches[context.index]
    while let cellRow = claimCellRow() {
      let rows = filter.cellRows[cellRow]
      forEachRun(cellRow, { composer.rule.work(least: $0, largest: $1) }) { work, run in
        switch work {
        case .background:
          for y in rows { composer.copyBackground(y, run) }
        case .frame:
          for y in rows { composer.copyFrame(y, run) }
        case .constant:
          JointBilateralFilter.inParts(run) { part in
            let values = stretched(mask, cellRow, part, scratch)
            for y in rows { composer.blend(y, part, pixels: nil, mask: values) }
          }
        case .filter:
          JointBilateralFilter.inParts(run) { part in
            filter.filter(mask, frame: frame, cellRow: cellRow, run: part, scratch: scratch)
            for y in rows {
              composer.blend(y, part, pixels: nil, mask: scratch.output.row(y - rows.lowerBound))
            }
          }
        }
      }
    }
  }

  /// Writes the mask, one byte a pixel of the frame: one thread's part.
  func write(
    _ mask: Rows<UInt8>, frame: some PixelSource, to output: Rows<UInt8>,
    on context: ThreadContext
  ) {
    let scratch = scratches[context.index]
    while let cellRow = claimCellRow() {
      let rows = filter.cellRows[cellRow]
      forEachRun(cellRow, { $0 == $1 ? .constant : .filter }) { work, run in
        JointBilateralFilter.inParts(run) { part in
          if work == .constant {
            let values = stretched(mask, cellRow, part, scratch)
            for y in rows { storeBytes(values, part.count, output.row(y) + part.lowerBound) }
          } else {
            filter.filter(mask, frame: frame, cellRow: cellRow, run: part, scratch: scratch)
            for y in rows {
              storeBytes(
                scratch.output.row(y - rows.lowerBound), part.count,
                output.row(y) + part.lowerBound)
            }
          }
        }
      }
    }
  }

  private func claimCellRow() -> Int? {
    let row = nextCellRow.add(1, ordering: .relaxed).oldValue
    return row < filter.cellRows.count ? row : nil
  }

  /// Calls `body` for every stretch of pixels of equal work, left to right.
  @inline(__always)
  func forEachRun(
    _ cellRow: Int, _ classify: (UInt8, UInt8) -> BlendRule.Work,
    _ body: (BlendRule.Work, Range<Int>) -> Void
  ) {
    let least = bounds.least.row(cellRow)
    let largest = bounds.largest.row(cellRow)
    filter.forEachRun(
      cellRow, where: { classify(least[$0], largest[$0]) },
      areEight: { Self.areEightEqual(least + $0) && Self.areEightEqual(largest + $0) }, body)
  }

  /// Tells whether eight bytes have one value.
  @inline(__always)
  private static func areEightEqual(_ bytes: UnsafePointer<UInt8>) -> Bool {
    UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self) == UInt64(bytes[0])
      &* 0x0101_0101_0101_0101
  }

  /// The mask's own values of a run.
  @inline(__always)
  private func stretched(
    _ mask: Rows<UInt8>, _ cellRow: Int, _ run: Range<Int>, _ scratch: FilterScratch
  ) -> UnsafeMutablePointer<Float> {
    filter.stretch(mask, cellRow, run, to: scratch.output.base)
    return scratch.output.base
  }
}

/// Stores numbers in 0...255 as bytes, rounded to nearest: added to 2^23, whole numbers stand in a float's
/// low bits.
@inline(__always)
func storeBytes(
  _ values: UnsafePointer<Float>, _ count: Int, _ bytes: UnsafeMutablePointer<UInt8>
) {
  for x in 0..<count { bytes[x] = UInt8(truncatingIfNeeded: (values[x] + 0x1p23).bitPattern) }
}
