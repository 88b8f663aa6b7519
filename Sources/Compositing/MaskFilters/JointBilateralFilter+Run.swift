import KernelInterface

extension JointBilateralFilter {
  /// Filters the pixels `run` of all frame rows of a row of cells into `scratch.output`: row 0 is the
  /// first of `cellRows[cellRow]`, element 0 the first pixel of the run. Results are whole numbers in
  /// 0...255.
  ///
  /// - Precondition: 1 ... `longestRun` pixels, within the frame.
  func filter(
    _ mask: Rows<UInt8>, frame: some PixelSource, cellRow: Int, run: Range<Int>,
    scratch: FilterScratch
  ) {
    let rows = cellRows[cellRow]
    let tapRowCount = rowTaps.offsets.count
    expandMask(mask, cellRow: cellRow, run: run, scratch: scratch)
    for tap in 0..<tapRowCount { scratch.tapRows[tap] = -1 }
    let center = scratch.maskRows.row(rowReach) - phases.phases[0].shifts.lowerBound
    var ring = NeighborhoodRing(self, frame: frame, run: run, firstRow: rows.lowerBound, scratch)
    withTables { rowOffsets, columnOffsets, spatial, tapCells in
      for y in rows {
        ring.advance(to: y, rowOffsets)
        for tap in 0..<tapRowCount {
          scratch.guidePointers[tap] = UnsafePointer(ring.row(y + rowOffsets[tap], tap))
          let cell = tapCells[tap * self.rows.pixelCount + y]
          if scratch.tapRows[tap] != cell {
            scratch.tapRows[tap] = cell
            pointTap(tap, toCellRow: Int(cell) - cellRow + rowReach, scratch)
          }
        }
        var arguments = JointBilateralArguments(
          guideRows: scratch.guidePointers,
          guideCenter: UnsafePointer(ring.row(y, tapRowCount)),
          planeStride: scratch.planeStride, columnOffsets: columnOffsets,
          maskRows: scratch.maskPointers, spatial: spatial, colorFactor: colorFactor,
          centerMask: center, tapRowCount: tapRowCount,
          tapColumnCount: columnTaps.offsets.count,
          output: scratch.output.row(y - rows.lowerBound), count: run.count)
        kernel(&arguments)
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
    var ring = NeighborhoodRing(
      self, frame: frame, run: run, firstRow: rows.lowerBound, scratch, fullMask: mask)
    withTables { rowOffsets, columnOffsets, spatial, _ in
      for y in rows {
        ring.advance(to: y, rowOffsets)
        for tap in 0..<tapRowCount {
          let row = ring.row(y + rowOffsets[tap], tap)
          scratch.guidePointers[tap] = UnsafePointer(row)
          scratch.maskPointers[tap] = UnsafePointer(row + scratch.maskPlaneOffset)
        }
        let center = UnsafePointer(ring.row(y, tapRowCount))
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

  /// Lends the tables that rows look into: `[tap row]`, `[tap column]`, `[tap row, tap column]`,
  /// `[tap row, row]`.
  @inline(__always)
  private func withTables(
    _ body: (
      _ rowOffsets: UnsafePointer<Int>, _ columnOffsets: UnsafePointer<Int>,
      _ spatial: UnsafePointer<Float>, _ tapCells: UnsafePointer<Int32>
    ) -> Void
  ) {
    rowTaps.pixelOffsets.withUnsafeBufferPointer { rowOffsets in
      columnTaps.pixelOffsets.withUnsafeBufferPointer { columnOffsets in
        spatial.withUnsafeBufferPointer { spatial in
          tapCells.withUnsafeBufferPointer { tapCells in
            guard let rowOffsets = rowOffsets.baseAddress,
              let columnOffsets = columnOffsets.baseAddress, let spatial = spatial.baseAddress,
              let tapCells = tapCells.baseAddress
            else { return }
            body(rowOffsets, columnOffsets, spatial, tapCells)
          }
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

  /// Sets the mask pointers of one tap row to a stretched row of cells.
  private func pointTap(_ tap: Int, toCellRow row: Int, _ scratch: FilterScratch) {
    let least = phases.phases[0].shifts.lowerBound
    let rowCount = 2 * rowReach + 1
    // An array that is read through `self` is retained at each read.
    phases.taps.withUnsafeBufferPointer { places in
      for (column, (phase, shift)) in places.enumerated() {
        let start = scratch.maskRows.row(phase * rowCount + row)
        // Cuts other than the first belong to one tap and are not moved.
        scratch.maskPointers[tap * places.count + column] = UnsafePointer(
          start + (phase == 0 ? shift - least : 0))
      }
    }
  }
}
