import Memory

/// Copies elements of a type that no kernel knows from one view to another of the same type, row by row
/// of a grid as `ElementwiseStep` walks it.
struct CopyStep: Step {
  let input: TensorView
  let output: TensorView
  /// At least two; `a` and `output` count.
  let dimensions: [ElementwiseStep.Dimension]
  /// Whether `output` is a whole tensor, whose margins are this step's to clear.
  let clearsMargins: Bool

  var unitCount: Int { ElementwiseStep.rowCount(dimensions) }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    if units.lowerBound == 0, clearsMargins {
      memory.clearMargins(of: output, rows: 0..<output.rowCount)
    }
    let (rows, columns) = (dimensions[dimensions.count - 2], dimensions[dimensions.count - 1])
    // The elements of a pixel follow each other in every view.
    precondition(columns.size == 1 || columns.a == 1 && columns.output == 1)
    let size = output.elementType.byteCount
    ElementwiseStep.walk(dimensions, units) { offsets in
      for row in 0..<offsets.size {
        let source = memory.bytes(of: input) + (offsets.a + row * rows.a) * size
        let target = memory.bytes(of: output) + (offsets.output + row * rows.output) * size
        target.copyMemory(from: source, byteCount: columns.size * size)
      }
    }
  }
}
