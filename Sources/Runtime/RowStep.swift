/// A step that makes each row of its output from a few neighbouring rows of its inputs. Such steps can
/// run in bands of rows, one after the other, while a band's rows are still in the cache.
protocol RowStep: Step {
  /// The tensor written, row by row.
  var output: TensorView { get }
  /// Whether units and rows match, so that the step can do some rows alone.
  var makesRows: Bool { get }
  /// The units that make the rows.
  func units(forRows rows: Range<Int>) -> Range<Int>
  /// The rows of an input that output rows read; may reach into its margins. Nil when the step does
  /// not read that buffer by rows.
  func inputRows(for rows: Range<Int>, ofBuffer buffer: Int) -> Range<Int>?
}

extension RowStep {
  var makesRows: Bool { true }
}

extension ConvolutionStep: RowStep {
  func units(forRows rows: Range<Int>) -> Range<Int> {
    switch walk {
    case .dense: (rows.lowerBound * output.width)..<(rows.upperBound * output.width)
    case .rows: rows
    }
  }

  func inputRows(for rows: Range<Int>, ofBuffer buffer: Int) -> Range<Int>? {
    if buffer == computedWeights?.buffer { return nil }
    var result: Range<Int>?
    if buffer == input.buffer {
      switch walk {
      case .dense: result = rows
      case .rows(let stride, let firstRow):
        let first = rows.lowerBound * stride + firstRow
        let last = (rows.upperBound - 1) * stride + firstRow + inputRowExtent - 1
        result = first..<(last + 1)
      }
    }
    if buffer == residual?.buffer { result = result.map { $0.union(rows) } ?? rows }
    return result
  }

  /// Input rows that one output row reads.
  private var inputRowExtent: Int {
    guard input.rowStride > 0, let last = segmentOffsets.max() else { return 1 }
    return last / input.rowStride + 1
  }
}

extension DepthwiseStep: RowStep {
  func units(forRows rows: Range<Int>) -> Range<Int> { rows }

  func inputRows(for rows: Range<Int>, ofBuffer buffer: Int) -> Range<Int>? {
    var result: Range<Int>?
    if buffer == input.buffer {
      let first = rows.lowerBound * rowStep - padTop
      let last = (rows.upperBound - 1) * rowStep - padTop + (filterHeight - 1) * rowDilation
      result = first..<(last + 1)
    }
    if buffer == residual?.buffer { result = result.map { $0.union(rows) } ?? rows }
    return result
  }
}

extension ElementwiseStep: RowStep {
  var makesRows: Bool { unitsPerRow > 0 }

  func units(forRows rows: Range<Int>) -> Range<Int> {
    (rows.lowerBound * unitsPerRow)..<(rows.upperBound * unitsPerRow)
  }

  func inputRows(for rows: Range<Int>, ofBuffer buffer: Int) -> Range<Int>? {
    let readers = [a, b, c].filter { $0.buffer == buffer }
    return readers.allSatisfy { $0.height == output.height } && !readers.isEmpty ? rows : nil
  }
}

extension ResizeStep: RowStep {
  func units(forRows rows: Range<Int>) -> Range<Int> { rows }

  func inputRows(for rows: Range<Int>, ofBuffer buffer: Int) -> Range<Int>? {
    guard buffer == input.buffer, let last = rows.last else { return nil }
    return self.rows.lower[rows.lowerBound]..<(self.rows.upper[last] + 1)
  }
}

extension WindowMeanStep: RowStep {
  func units(forRows rows: Range<Int>) -> Range<Int> { rows }

  func inputRows(for rows: Range<Int>, ofBuffer buffer: Int) -> Range<Int>? {
    guard window.height == 1, stride.height == 1, padTop == 0 else { return nil }
    return buffer == input.buffer ? rows : nil
  }
}

extension Range where Bound == Int {
  /// The smallest range that holds both.
  func union(_ other: Range<Int>) -> Range<Int> {
    Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
  }
}
