import KernelInterface

extension JointBilateralFilter {
  /// Filters the pixels `run` of all frame rows of a row of cells into `scratch.output`: row 0 is the
  /// first of `cellRows[cellRow]`, element 0 the first pixel of the run. Results are whole numbers in
  /// 0...255.
  ///
  /// - Precondition: 1 ... `longestRun` pixels, within the frame.
  func filter(
    _ mask: Rows<UInt8>, frame: Rows<UInt32>, cellRow: Int, run: Range<Int>, scratch: FilterScratch
  ) {
    let rows = cellRows[cellRow]
    let tapCount = taps.offsets.count
    expandMask(mask, cellRow: cellRow, run: run, scratch: scratch)
    for slot in 0..<scratch.guide.height { scratch.slotRows[slot] = -1 }
    for tap in 0..<tapCount { scratch.tapRows[tap] = -1 }
    let center = scratch.maskRows.row(rowReach) - phases.phases[0].shifts.lowerBound
    // Pointers for the whole run: an array that is read through `self` is retained at each read.
    taps.pixelOffsets.withUnsafeBufferPointer { columnOffsets in
      spatial.withUnsafeBufferPointer { spatial in
        tapCells.withUnsafeBufferPointer { tapCells in
          phases.taps.withUnsafeBufferPointer { places in
            guard let columnOffsets = columnOffsets.baseAddress, let spatial = spatial.baseAddress
            else { return }
            let tables = TapTables(cells: tapCells, places: places, frameHeight: frame.height)
            for y in rows {
              for tap in 0..<tapCount {
                scratch.guidePointers[tap] = UnsafePointer(
                  guideRow(y + columnOffsets[tap], tap, frame, run, scratch))
                pointTap(tap, atRow: y, cellRow: cellRow, tables, scratch: scratch)
              }
              var arguments = JointBilateralArguments(
                guideRows: scratch.guidePointers,
                guideCenter: guideRow(y, tapCount, frame, run, scratch),
                planeStride: scratch.planeStride, columnOffsets: columnOffsets,
                maskRows: scratch.maskPointers, spatial: spatial, colorFactor: colorFactor,
                centerMask: center, tapCount: tapCount,
                output: scratch.output.row(y - rows.lowerBound), count: run.count)
              kernel(&arguments)
            }
          }
        }
      }
    }
  }

  /// `tapCells` and the places of `phases`.
  private struct TapTables {
    let cells: UnsafeBufferPointer<Int32>
    let places: UnsafeBufferPointer<(phase: Int, shift: Int)>
    let frameHeight: Int
  }

  /// Stretches the rows of cells that the run's windows can reach, once for each phase.
  private func expandMask(
    _ mask: Rows<UInt8>, cellRow: Int, run: Range<Int>, scratch: FilterScratch
  ) {
    let rowCount = 2 * rowReach + 1
    for (index, phase) in phases.phases.enumerated() {
      let first = run.lowerBound + phase.shifts.lowerBound
      let count = run.count + phase.shifts.upperBound - phase.shifts.lowerBound
      let cell = columns.cell(ofPixel: first, offset: phase.offset)
      phase.starts.withUnsafeBufferPointer { starts in
        guard let starts = starts.baseAddress else { return }
        for row in 0..<rowCount {
          let source = min(max(cellRow + row - rowReach, 0), mask.height - 1)
          var arguments = ExpandArguments(
            values: mask.row(source), starts: starts, cell: cell, first: first, count: count,
            output: scratch.maskRows.row(index * rowCount + row))
          expand(&arguments)
        }
      }
    }
  }

  /// Sets the mask pointers of one tap row, where the row of cells that it falls into has changed.
  @inline(__always)
  private func pointTap(
    _ tap: Int, atRow y: Int, cellRow: Int, _ tables: TapTables, scratch: FilterScratch
  ) {
    let cell = tables.cells[tap * tables.frameHeight + y]
    guard scratch.tapRows[tap] != cell else { return }
    scratch.tapRows[tap] = cell
    let row = Int(cell) - cellRow + rowReach
    let least = phases.phases[0].shifts.lowerBound
    for (column, (phase, shift)) in tables.places.enumerated() {
      let start = scratch.maskRows.row(phase * (2 * rowReach + 1) + row)
      // Cuts other than the first belong to one tap and are not moved.
      scratch.maskPointers[tap * tables.places.count + column] = UnsafePointer(
        start + (phase == 0 ? shift - least : 0))
    }
  }

  /// The unpacked row `y` of the frame, limited to rows that exist, at the run's first pixel.
  @inline(__always)
  private func guideRow(
    _ y: Int, _ tap: Int, _ frame: Rows<UInt32>, _ run: Range<Int>, _ scratch: FilterScratch
  ) -> UnsafeMutablePointer<Float> {
    let y = min(max(y, 0), frame.height - 1)
    let slot = scratch.ringMask.map { y & $0 } ?? tap
    let first = -scratch.leftReach
    let row = scratch.guide.row(slot)
    if scratch.slotRows[slot] != y {
      scratch.slotRows[slot] = y
      let wanted = (run.lowerBound + first)..<(run.upperBound + scratch.rightReach)
      var arguments = UnpackArguments(
        pixels: pixels(wanted, of: frame, y, scratch), planes: row,
        planeStride: scratch.planeStride, normFactor: colorFactor, count: wanted.count)
      unpack(&arguments)
    }
    return row - first
  }

  /// Pixels of a row, the first and the last repeated where the range leaves the frame.
  @inline(__always)
  private func pixels(
    _ range: Range<Int>, of frame: Rows<UInt32>, _ y: Int, _ scratch: FilterScratch
  ) -> UnsafePointer<UInt32> {
    let row = frame.row(y)
    if range.lowerBound >= 0 && range.upperBound <= frame.width {
      return UnsafePointer(row + range.lowerBound)
    }
    for x in range {
      scratch.clamped[x - range.lowerBound] = row[min(max(x, 0), frame.width - 1)]
    }
    return UnsafePointer(scratch.clamped)
  }
}
