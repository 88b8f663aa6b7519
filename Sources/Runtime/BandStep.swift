/// A chain of row steps that runs in bands of rows: what one step makes and the next one reads stays in
/// a small buffer of the thread instead of a whole tensor.
///
/// A banded buffer holds some rows of its tensor, margins included. Its entry in the thread's table of
/// buffers points to where the tensor's start would be, so that steps find rows where they always
/// are. When the buffer is full, the rows that are still needed move to its front.
struct BandStep: Step {
  /// A tensor of which only a band exists.
  struct Band: Sendable {
    let view: TensorView
    /// Rows that fit.
    let capacity: Int
    /// Elements from the workspace's start.
    let offset: Int

    var elementCount: Int { capacity * view.rowStride }
  }

  /// A step of the chain and the band it writes; nil for a whole tensor.
  struct Stage: Sendable {
    let step: any RowStep
    let band: Band?
  }

  /// The most stages of a chain.
  static let stageLimit = 8

  /// In order: each reads the one before.
  let stages: [Stage]
  /// Output rows a band.
  let bandRowCount: Int

  /// Bytes of all bands.
  var workspaceByteCount: Int {
    stages.reduce(0) { count, stage in
      max(count, stage.band.map { ($0.offset + $0.elementCount) * 4 } ?? 0)
    }
  }

  /// Rows of the last step's output.
  var unitCount: Int { stages.last?.step.output.rowCount ?? 0 }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    // For each stage: the rows made so far, and the row at its band's front.
    var made = InlineArray<8, Int>(repeating: Int.min)
    var front = InlineArray<8, Int>(repeating: 0)
    var needed = InlineArray<8, Range<Int>>(repeating: 0..<0)
    var first = units.lowerBound
    while first < units.upperBound {
      let last = stages.count - 1
      needed[last] = first..<min(first + bandRowCount, units.upperBound)
      first = needed[last].upperBound
      var index = last
      while index > 0 {
        needed[index - 1] = rowsNeeded(by: index, for: needed[index])
        index -= 1
      }
      for index in 0...last {
        let stage = stages[index]
        let start = max(needed[index].lowerBound, made[index])
        guard start < needed[index].upperBound else { continue }
        if let band = stage.band {
          slide(
            band, to: needed[index], made: made[index], front: &front[index], memory)
        }
        stage.step.run(stage.step.units(forRows: start..<needed[index].upperBound), memory)
        made[index] = needed[index].upperBound
      }
    }
  }

  /// The rows of the picture that a stage reads of the stage before it.
  private func rowsNeeded(by index: Int, for rows: Range<Int>) -> Range<Int> {
    let view = stages[index - 1].step.output
    let read = stages[index].step.inputRows(for: rows, ofBuffer: view.buffer) ?? rows
    return read.clamped(to: 0..<view.height)
  }

  /// Makes room for the rows in `needed`, keeping those already made among them.
  private func slide(
    _ band: Band, to needed: Range<Int>, made: Int, front: inout Int, _ memory: StepMemory
  ) {
    let view = band.view
    let rows = Self.storedRows(needed, of: view)
    let start = memory.workspace + band.offset
    if made == Int.min {
      front = rows.lowerBound
    } else if rows.upperBound > front + band.capacity {
      let kept = (Self.storedRows(needed.lowerBound..<max(made, needed.lowerBound), of: view))
      let count = max(0, kept.upperBound - rows.lowerBound) * view.rowStride
      // Moves towards the front, where an ascending copy is safe.
      start.update(from: start + (rows.lowerBound - front) * view.rowStride, count: count)
      front = rows.lowerBound
    }
    // Where the tensor's first element, the start of its top margin, would be.
    memory.buffers[view.buffer] = start - (front + view.margins.top) * view.rowStride
  }

  /// Rows of the picture together with the margins that are cleared with them.
  static func storedRows(_ rows: Range<Int>, of view: TensorView) -> Range<Int> {
    let lower = rows.lowerBound == 0 ? -view.margins.top : rows.lowerBound
    let upper = rows.upperBound == view.height ? view.height + view.margins.bottom : rows.upperBound
    return lower..<max(lower, upper)
  }
}
