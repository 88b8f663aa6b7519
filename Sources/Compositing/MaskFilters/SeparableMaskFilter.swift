import KernelInterface
import Kernels
import Synchronization
import Threads

/// A model's mask at the frame's size by two joint bilateral filters of one dimension, along rows and then
/// along columns: an approximation of the filter in the plane (Pham and van Vliet 2005) for 2n instead of
/// n^2 taps a pixel. A path around a corner of colors that the window's straight paths miss is lost.
///
/// What lies between is rounded to bytes. Windows of one mask value are skipped as in `ExactMaskFilter`.
final class SeparableMaskFilter: Sendable {
  private let rowFilter: JointBilateralFilter
  private let columnFilter: JointBilateralFilter
  private let bounds: MaskBounds
  private let rowScratches: [FilterScratch]
  private let columnScratches: [FilterScratch]
  /// Result of the first filter, where the second one needs it.
  private let between: Plane<UInt8>
  private let nextRow = Atomic<Int>(0)
  private let nextColumnRow = Atomic<Int>(0)

  init(
    width: Int, height: Int, maskWidth: Int, maskHeight: Int, sigmaSpace: Float, sigmaColor: Float,
    threadCount: Int, kernels: KernelList
  ) {
    func filter(_ axes: JointBilateralFilter.Axes) -> JointBilateralFilter {
      JointBilateralFilter(
        width: width, height: height, maskWidth: maskWidth, maskHeight: maskHeight,
        sigmaSpace: sigmaSpace, sigmaColor: sigmaColor, axes: axes, kernels: kernels)
    }
    let (rowFilter, columnFilter) = (filter(.row), filter(.column))
    self.rowFilter = rowFilter
    self.columnFilter = columnFilter
    bounds = MaskBounds(
      width: maskWidth, height: maskHeight, columnReach: rowFilter.columnReach,
      rowReach: columnFilter.rowReach, threadCount: threadCount)
    rowScratches = (0..<threadCount).map { _ in FilterScratch(rowFilter) }
    columnScratches = (0..<threadCount).map { _ in FilterScratch(columnFilter) }
    between = Plane(width: width, height: height)
  }

  /// Writes the mask, one byte a pixel of the frame. All threads of a run call it; the result is complete
  /// once they have met.
  func run(
    _ mask: Rows<UInt8>, frame: Rows<UInt32>, output: Rows<UInt8>, on context: ThreadContext
  ) {
    if context.index == 0 {
      nextRow.store(0, ordering: .relaxed)
      nextColumnRow.store(0, ordering: .relaxed)
    }
    bounds.update(mask, rows: context.share(of: mask.height), thread: context.index)
    context.synchronize()
    let cellRowCount = rowFilter.cellRows.count
    while let cellRow = claim(nextRow, below: cellRowCount) {
      filterAlongRows(mask, frame, cellRow, rowScratches[context.index])
    }
    context.synchronize()
    while let cellRow = claim(nextColumnRow, below: cellRowCount) {
      filterAlongColumns(mask, frame, cellRow, output, columnScratches[context.index])
    }
  }

  private func filterAlongRows(
    _ mask: Rows<UInt8>, _ frame: Rows<UInt32>, _ cellRow: Int, _ scratch: FilterScratch
  ) {
    let rows = rowFilter.cellRows[cellRow]
    rowFilter.forEachRun(cellRow, where: { isNeeded($0, cellRow) }) { isNeeded, run in
      guard isNeeded else { return }
      JointBilateralFilter.inParts(run) { part in
        rowFilter.filter(mask, frame: frame, cellRow: cellRow, run: part, scratch: scratch)
        for y in rows {
          storeBytes(
            scratch.output.row(y - rows.lowerBound), part.count,
            between.rows.row(y) + part.lowerBound)
        }
      }
    }
  }

  private func filterAlongColumns(
    _ mask: Rows<UInt8>, _ frame: Rows<UInt32>, _ cellRow: Int, _ output: Rows<UInt8>,
    _ scratch: FilterScratch
  ) {
    let rows = columnFilter.cellRows[cellRow]
    let least = bounds.least.row(cellRow)
    let largest = bounds.largest.row(cellRow)
    columnFilter.forEachRun(cellRow, where: { least[$0] != largest[$0] }) { isFiltered, run in
      JointBilateralFilter.inParts(run) { part in
        if isFiltered {
          columnFilter.filterColumns(
            ofFullMask: between.rows, frame: frame, cellRow: cellRow, run: part, scratch: scratch)
        } else {
          rowFilter.stretch(mask, cellRow, part, to: scratch.output.base)
        }
        for y in rows {
          let values = isFiltered ? scratch.output.row(y - rows.lowerBound) : scratch.output.base
          storeBytes(values, part.count, output.row(y) + part.lowerBound)
        }
      }
    }
  }

  /// Tells whether a window of the second filter reaches into a cell.
  private func isNeeded(_ cell: Int, _ cellRow: Int) -> Bool {
    let first = max(cellRow - columnFilter.rowReach, 0)
    let last = min(cellRow + columnFilter.rowReach, bounds.least.height - 1)
    for row in first...last where bounds.least.row(row)[cell] != bounds.largest.row(row)[cell] {
      return true
    }
    return false
  }

  private func claim(_ counter: borrowing Atomic<Int>, below count: Int) -> Int? {
    let row = counter.add(1, ordering: .relaxed).oldValue
    return row < count ? row : nil
  }
}
