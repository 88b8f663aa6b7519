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
    let tapRowCount = rowTaps.offsets.count
    expandMask(mask, cellRow: cellRow, run: run, scratch: scratch)
    scratch.forgetRows()
    let center = scratch.maskRows.row(rowReach) - phases.phases[0].shifts.lowerBound
    columnTaps.pixelOffsets.withUnsafeBufferPointer { columnOffsets in
      spatial.withUnsafeBufferPointer { spatial in
        guard let columnOffsets = columnOffsets.baseAddress, let spatial = spatial.baseAddress
        else { return }
        for y in rows {
          for tap in 0..<tapRowCount {
            scratch.guidePointers[tap] = UnsafePointer(
              guideRow(y + rowTaps.pixelOffsets[tap], tap, frame, run, scratch))
            pointTap(tap, atRow: y, cellRow: cellRow, scratch: scratch)
          }
          var arguments = JointBilateralArguments(
            guideRows: scratch.guidePointers,
            guideCenter: guideRow(y, tapRowCount, frame, run, scratch),
            planeStride: scratch.planeStride, columnOffsets: columnOffsets,
            maskRows: scratch.maskPointers, spatial: spatial, colorFactor: colorFactor,
            centerMask: center, tapRowCount: tapRowCount,
            tapColumnCount: columnTaps.offsets.count,
            output: scratch.output.row(y - rows.lowerBound), count: run.count)
          kernel(&arguments)
        }
      }
    }
  }

  /// The same for a filter along columns, of a mask of the frame's size: bytes, of which all rows that
  /// the windows reach must be there.
  func filterColumns(
    ofFullMask mask: Rows<UInt8>, frame: Rows<UInt32>, cellRow: Int, run: Range<Int>,
    scratch: FilterScratch
  ) {
    let rows = cellRows[cellRow]
    let tapRowCount = rowTaps.offsets.count
    scratch.forgetRows()
    columnTaps.pixelOffsets.withUnsafeBufferPointer { columnOffsets in
      spatial.withUnsafeBufferPointer { spatial in
        guard let columnOffsets = columnOffsets.baseAddress, let spatial = spatial.baseAddress
        else { return }
        for y in rows {
          for tap in 0..<tapRowCount {
            let row = guideRow(y + rowTaps.pixelOffsets[tap], tap, frame, run, scratch, mask)
            scratch.guidePointers[tap] = UnsafePointer(row)
            scratch.maskPointers[tap] = UnsafePointer(row + scratch.maskPlaneOffset)
          }
          let center = guideRow(y, tapRowCount, frame, run, scratch, mask)
          var arguments = JointBilateralArguments(
            guideRows: scratch.guidePointers, guideCenter: center,
            planeStride: scratch.planeStride, columnOffsets: columnOffsets,
            maskRows: scratch.maskPointers, spatial: spatial, colorFactor: colorFactor,
            centerMask: center + scratch.maskPlaneOffset, tapRowCount: tapRowCount,
            tapColumnCount: 1, output: scratch.output.row(y - rows.lowerBound), count: run.count)
          kernel(&arguments)
        }
      }
    }
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
  private func pointTap(_ tap: Int, atRow y: Int, cellRow: Int, scratch: FilterScratch) {
    let cell = tapCells[tap * rows.pixelCount + y]
    guard scratch.tapRows[tap] != cell else { return }
    scratch.tapRows[tap] = cell
    let row = Int(cell) - cellRow + rowReach
    let tapColumnCount = columnTaps.offsets.count
    for column in 0..<tapColumnCount {
      let (phase, shift) = phases.taps[column]
      let start = scratch.maskRows.row(phase * (2 * rowReach + 1) + row)
      scratch.maskPointers[tap * tapColumnCount + column] = UnsafePointer(
        start + (shift - phases.phases[phase].shifts.lowerBound))
    }
  }

  /// The unpacked row `y` of the frame, limited to rows that exist, at the run's first pixel; with the
  /// same row of a mask of the frame's size where one is given.
  @inline(__always)
  private func guideRow(
    _ y: Int, _ tap: Int, _ frame: Rows<UInt32>, _ run: Range<Int>, _ scratch: FilterScratch,
    _ fullMask: Rows<UInt8>? = nil
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
      if let fullMask {
        let (values, floats) = (fullMask.row(y) + run.lowerBound, row + scratch.maskPlaneOffset)
        for x in 0..<run.count { floats[x - first] = Float(values[x]) }
      }
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
