import Graphs
import KernelInterface
import Kernels

/// A grid walk of an elementwise kernel over operands with any strides, broadcasting included.
///
/// The dimensions are merged where all operands allow it; the last one is the kernel's columns, the
/// one before its rows, and the others are walked here.
struct ElementwiseStep: Step {
  /// One merged dimension: its size and each operand's stride in elements.
  struct Dimension: Sendable {
    var size: Int
    var a: Int
    var b: Int
    var c: Int
    var output: Int
  }

  let a: TensorView
  let b: TensorView
  let c: TensorView
  let output: TensorView
  /// At least two: rows and columns.
  let dimensions: [Dimension]
  let activation: ElementActivation
  let kernel: KernelFunction<ElementwiseArguments>
  /// Whether `output` is a whole tensor, whose margins are this step's to clear.
  let clearsMargins: Bool

  private var rows: Dimension { dimensions[dimensions.count - 2] }

  /// Rows of the kernel's grid.
  var unitCount: Int { dimensions.dropLast().reduce(1) { $0 * $1.size } }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    if units.lowerBound == 0, clearsMargins {
      memory.clearMargins(of: output, rows: 0..<output.rowCount)
    }
    let rows = rows
    let columns = dimensions[dimensions.count - 1]
    var arguments = ElementwiseArguments(
      a: memory.pointer(a), aRowStride: rows.a, aColumnStride: columns.a,
      b: memory.pointer(b), bRowStride: rows.b, bColumnStride: columns.b,
      c: memory.pointer(c), cRowStride: rows.c, cColumnStride: columns.c,
      output: memory.pointer(output), outputRowStride: rows.output,
      rowCount: 0, columnCount: columns.size, activation: activation)
    let start = (arguments.a, arguments.b, arguments.c, arguments.output)
    var unit = units.lowerBound
    while unit < units.upperBound {
      var (outer, row) = unit.quotientAndRemainder(dividingBy: rows.size)
      arguments.rowCount = min(rows.size - row, units.upperBound - unit)
      unit += arguments.rowCount
      arguments.a = start.0 + row * rows.a
      arguments.b = start.1 + row * rows.b
      arguments.c = start.2 + row * rows.c
      arguments.output = start.3 + row * rows.output
      var axis = dimensions.count - 3
      while axis >= 0 {
        let dimension = dimensions[axis]
        (outer, row) = outer.quotientAndRemainder(dividingBy: dimension.size)
        arguments.a += row * dimension.a
        arguments.b += row * dimension.b
        arguments.c += row * dimension.c
        arguments.output += row * dimension.output
        axis -= 1
      }
      kernel(&arguments)
    }
  }
}

extension ElementwiseStep {
  /// Merges dimensions, innermost first, while every operand's strides compose. Columns stay below
  /// `columnLimit`, so that there are rows to split among threads.
  static func merged(_ dimensions: [Dimension], columnLimit: Int = 4096) -> [Dimension] {
    var result: [Dimension] = []
    for dimension in dimensions.reversed() where dimension.size != 1 {
      guard var inner = result.last,
        dimension.a == inner.a * inner.size, dimension.b == inner.b * inner.size,
        dimension.c == inner.c * inner.size, dimension.output == inner.output * inner.size,
        result.count > 1 || dimension.size * inner.size <= columnLimit
      else {
        result.append(dimension)
        continue
      }
      inner.size *= dimension.size
      result[result.count - 1] = inner
    }
    let isColumn = result.first.map {
      $0.output == 1 && [$0.a, $0.b, $0.c].allSatisfy { 0...1 ~= $0 }
    }
    if isColumn != true {
      result.insert(Dimension(size: 1, a: 0, b: 0, c: 0, output: 0), at: 0)
    }
    while result.count < 2 { result.append(Dimension(size: 1, a: 0, b: 0, c: 0, output: 0)) }
    return result.reversed()
  }
}

extension TensorView {
  /// The stride of each of the last `shape.rank` dimensions of `output`, 0 where this operand, of
  /// `shape`, is repeated.
  func broadcastStrides(from shape: Shape, to output: Shape) -> [Int] {
    var dense: [Int] = []
    var next = 1
    for size in shape.dimensions.reversed() {
      dense.append(next)
      next *= size
    }
    let viewed = shape.rank <= 4 ? [1, pixelStride, rowStride, imageStride] : dense
    return (0..<output.rank).map { axis in
      let fromLast = output.rank - 1 - axis
      guard fromLast < shape.rank, shape[shape.rank - 1 - fromLast] != 1 else { return 0 }
      return viewed[fromLast]
    }
  }
}

extension PlanBuilder {
  /// Appends a step from one view to another of the same sizes.
  mutating func appendElementwise(
    _ operation: ElementwiseOperation, operation name: String, a: TensorView,
    output: TensorView, activation: ElementActivation = ElementActivation(.identity)
  ) throws(PlanError) {
    let shape = Shape([output.batch, output.height, output.width, output.channels])
    try appendElementwise(
      operation, operation: name, operands: [(a, shape)], output: output,
      outputStrides: output.broadcastStrides(from: shape, to: shape), shape: shape,
      activation: activation)
  }

  /// Appends an elementwise step with broadcasting to `shape`; one to three operands. Margins of
  /// `output` are cleared.
  mutating func appendElementwise(
    _ operation: ElementwiseOperation, operation name: String,
    operands: [(view: TensorView, shape: Shape)], output: TensorView, outputStrides: [Int],
    shape: Shape, activation: ElementActivation
  ) throws(PlanError) {
    let strides = operands.map { $0.view.broadcastStrides(from: $0.shape, to: shape) }
    let last = operands.count - 1
    let dimensions = (0..<shape.rank).map { axis in
      ElementwiseStep.Dimension(
        size: shape[axis], a: strides[0][axis], b: strides[min(1, last)][axis],
        c: strides[last][axis], output: outputStrides[axis])
    }
    let kernel = kernels[.elementwise(operation)]
    let step = ElementwiseStep(
      a: operands[0].view, b: operands[min(1, last)].view, c: operands[last].view, output: output,
      dimensions: ElementwiseStep.merged(dimensions), activation: activation, kernel: kernel.run,
      clearsMargins: output.elementCount == shape.elementCount)
    let columns = step.dimensions.last?.size ?? 1
    append(
      step, operation: name, kernelNames: [kernel.name], grain: max(1, 2048 / max(columns, 1)),
      reads: operands.map { $0.view }, writes: [output])
  }
}
