import KernelInterface

extension JointBilateralFilter {
  /// Calls `body` for every stretch of pixels whose cells are of one kind, left to right.
  ///
  /// - Parameter areEight: whether a cell and the seven behind it are sure to be of one kind.
  @inline(__always)
  func forEachRun<Kind: Equatable>(
    _ cellRow: Int, where kind: (Int) -> Kind, areEight: (Int) -> Bool = { _ in false },
    _ body: (Kind, Range<Int>) -> Void
  ) {
    guard !cellRows[cellRow].isEmpty else { return }
    let cellCount = columns.cellCount
    let width = columns.pixelCount
    phases.phases[0].starts.withUnsafeBufferPointer { starts in
      var cell = 0
      while cell < cellCount {
        let first = max(Int(starts[cell]), 0)
        let work = kind(cell)
        repeat {
          cell += cell + 8 <= cellCount && areEight(cell) ? 8 : 1
        } while cell < cellCount && kind(cell) == work
        let end = min(Int(starts[cell]), width)
        if first < end { body(work, first..<end) }
      }
    }
  }

  /// Calls `body` for parts of a run that are no longer than the filter takes.
  @inline(__always)
  static func inParts(_ run: Range<Int>, _ body: (Range<Int>) -> Void) {
    var first = run.lowerBound
    while first < run.upperBound {
      let end = min(first + longestRun, run.upperBound)
      body(first..<end)
      first = end
    }
  }

  /// The mask's own values of a run, `[run.count]`, at most `longestRun`.
  @inline(__always)
  func stretch(
    _ mask: Rows<UInt8>, _ cellRow: Int, _ run: Range<Int>, to values: UnsafeMutablePointer<Float>
  ) {
    phases.phases[0].starts.withUnsafeBufferPointer { starts in
      guard let starts = starts.baseAddress else { return }
      var arguments = ExpandArguments(
        values: mask.row(cellRow), starts: starts,
        cell: columns.cell(ofPixel: run.lowerBound), first: run.lowerBound, count: run.count,
        output: values)
      expand(&arguments)
    }
  }
}
