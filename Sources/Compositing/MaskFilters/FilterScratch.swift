import KernelInterface

/// Scratch of one thread for a joint bilateral filter: the unpacked neighborhood of a run, the
/// stretched rows of the mask, tables of pointers, and the result.
final class FilterScratch: @unchecked Sendable {
  // Sendable: used by one thread of a run.
  /// Filtered mask values of the run: `[row, pixel]`, rows of one row of cells.
  let output: Rows<Float>
  /// The run's guide rows; slots are reused from row to row.
  let guide: Rows<Float>
  /// Pixels that taps reach to the left and to the right of a run.
  let leftReach, rightReach: Int
  /// For each slot the frame's row that it holds; -1: none.
  let slotRows: UnsafeMutablePointer<Int>
  /// Elements between the planes of a guide row.
  let planeStride: Int
  /// Elements from a guide row to the plane behind it: mask values, for filters along columns.
  let maskPlaneOffset: Int
  /// The bits of a frame row's number that are its slot's; nil: each tap has a slot of its own.
  let ringMask: Int?
  /// Stretched rows of the mask: `[phase, row of cells]`.
  let maskRows: Rows<Float>
  /// A row of pixels with its ends repeated.
  let clamped: UnsafeMutablePointer<UInt32>
  /// A row of pixels on their way to RGBA.
  let pixels: UnsafeMutablePointer<UInt32>
  let guidePointers: UnsafeMutablePointer<UnsafePointer<Float>>
  let maskPointers: UnsafeMutablePointer<UnsafePointer<Float>>
  /// For each tap row the mask row that its pointers are set for.
  let tapRows: UnsafeMutablePointer<Int32>

  private let slotCount: Int
  /// The owners of all of this.
  private let storages: [Storage]

  /// A ring of guide rows larger than this would leave the cache; each tap then has a slot instead.
  private static let largestRingByteCount = 1 << 18

  init(_ filter: JointBilateralFilter) {
    let (rowTaps, columnTaps) = (filter.rowTaps, filter.columnTaps)
    let tapRowCount = rowTaps.offsets.count
    leftReach = max(-(columnTaps.pixelOffsets.first ?? 0), 0)
    rightReach = max(columnTaps.pixelOffsets.last ?? 0, 0)
    let run = JointBilateralFilter.longestRun
    let reach = run + leftReach + rightReach + JointBilateralArguments.overhang
    // An odd number of cache lines between planes keeps them off each other's sets.
    planeStride = (reach + 31) / 32 * 32 + 16
    maskPlaneOffset = planeStride * JointBilateralArguments.planeCount
    let rowLength = maskPlaneOffset + planeStride
    let rowsReached =
      max(-(rowTaps.pixelOffsets.first ?? 0), 0) + max(rowTaps.pixelOffsets.last ?? 0, 0)
    var ringCount = 1
    while ringCount <= rowsReached { ringCount *= 2 }
    let isRing = ringCount * rowLength * MemoryLayout<Float>.stride <= Self.largestRingByteCount
    ringMask = isRing ? ringCount - 1 : nil
    slotCount = isRing ? ringCount : tapRowCount + 1
    var storages: [Storage] = []
    func rows<Element>(width: Int, height: Int = 1, margin: Int = 0) -> Rows<Element> {
      let plane = Plane<Element>(width: width, height: height, margin: margin)
      storages.append(plane.storage)
      return plane.rows
    }
    guide = rows(width: rowLength, height: slotCount)
    let phaseShift = filter.phases.phases.map { $0.shifts.upperBound - $0.shifts.lowerBound }.max()
    maskRows = rows(
      width: run + (phaseShift ?? 0) + ExpandArguments.overhang,
      height: filter.phases.phases.count * (2 * filter.rowReach + 1), margin: 16)
    output = rows(
      width: run + JointBilateralArguments.overhang,
      height: filter.cellRows.map { $0.count }.max() ?? 0)
    let pixelRows: Rows<UInt32> = rows(
      width: reach + PackedRows.overhang, height: 2, margin: 64)
    clamped = pixelRows.row(0)
    pixels = pixelRows.row(1)
    slotRows = rows(width: slotCount).base
    guidePointers = rows(width: tapRowCount).base
    maskPointers = rows(width: tapRowCount * columnTaps.offsets.count).base
    tapRows = rows(width: tapRowCount).base
    self.storages = storages
  }

  /// Marks all slots as empty: for another run.
  func forgetSlots() {
    for slot in 0..<slotCount { slotRows[slot] = -1 }
  }
}
