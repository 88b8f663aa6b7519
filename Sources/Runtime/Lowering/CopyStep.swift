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
    let size = output.elementType.byteCount
    let isDense = columns.a == 1 && columns.output == 1
    let (count, length) = isDense ? (1, columns.size * size) : (columns.size, size)
    ElementwiseStep.walk(dimensions, units) { offsets in
      for row in 0..<offsets.size {
        var source = memory.bytes(of: input) + (offsets.a + row * rows.a) * size
        var target = memory.bytes(of: output) + (offsets.output + row * rows.output) * size
        for _ in 0..<count {
          target.copyMemory(from: source, byteCount: length)
          source += columns.a * size
          target += columns.output * size
        }
      }
    }
  }
}
