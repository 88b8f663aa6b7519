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

  let a: TypedView<Float>
  let b: TypedView<Float>
  let c: TypedView<Float>
  let output: TypedView<Float>
  /// At least two: rows and columns.
  let dimensions: [Dimension]
  let activation: ElementActivation
  let kernel: KernelFunction<ElementwiseArguments>
  /// Whether `output` is a whole tensor, whose margins are this step's to clear.
  let clearsMargins: Bool

  /// Rows of the kernel's grid.
  var unitCount: Int { Self.rowCount(dimensions) }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    if units.lowerBound == 0, clearsMargins {
      memory.clearMargins(of: output.view, rows: 0..<output.rowCount)
    }
    let (rows, columns) = (dimensions[dimensions.count - 2], dimensions[dimensions.count - 1])
    var arguments = ElementwiseArguments(
      a: memory.pointer(a), aRowStride: rows.a, aColumnStride: columns.a,
      b: memory.pointer(b), bRowStride: rows.b, bColumnStride: columns.b,
      c: memory.pointer(c), cRowStride: rows.c, cColumnStride: columns.c,
      output: memory.pointer(output), outputRowStride: rows.output,
      rowCount: 0, columnCount: columns.size, activation: activation)
    let start = (arguments.a, arguments.b, arguments.c, arguments.output)
    Self.walk(dimensions, units) { offsets in
      arguments.rowCount = offsets.size
      arguments.a = start.0 + offsets.a
      arguments.b = start.1 + offsets.b
      arguments.c = start.2 + offsets.c
      arguments.output = start.3 + offsets.output
      kernel(&arguments)
    }
  }
}

extension ElementwiseStep {
  /// Rows of a grid.
  static func rowCount(_ dimensions: [Dimension]) -> Int {
    dimensions.dropLast().reduce(1) { $0 * $1.size }
  }

  /// Visits some rows of a grid: as many at once as the second dimension from the end has, given by
  /// their number and by the elements from each operand's start to their first.
  @inline(__always)
  static func walk(_ dimensions: [Dimension], _ units: Range<Int>, _ body: (Dimension) -> Void) {
    let rows = dimensions[dimensions.count - 2]
    var unit = units.lowerBound
    while unit < units.upperBound {
      var (outer, row) = unit.quotientAndRemainder(dividingBy: rows.size)
      var offsets = Dimension(
        size: min(rows.size - row, units.upperBound - unit), a: row * rows.a, b: row * rows.b,
        c: row * rows.c, output: row * rows.output)
      unit += offsets.size
      var axis = dimensions.count - 3
      while axis >= 0 {
        let dimension = dimensions[axis]
        (outer, row) = outer.quotientAndRemainder(dividingBy: dimension.size)
        offsets.a += row * dimension.a
        offsets.b += row * dimension.b
        offsets.c += row * dimension.c
        offsets.output += row * dimension.output
        axis -= 1
      }
      body(offsets)
    }
  }

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
    let merged = ElementwiseStep.merged(dimensions)
    let clearsMargins = output.elementCount == shape.elementCount
    let grain = max(1, 2048 / max(merged.last?.size ?? 1, 1))
    // Elements apart from each other would go one by one.
    let isCopy = operation == .activate && activation.kind == .identity
    if isCopy, output.elementType != .float32 || merged.last?.size == 1 {
      let (source, target) = (Grid(operands[0].view, Shape([])), Grid(output, Shape([])))
      return appendRearrangement(
        dimensions.map {
          RearrangeStep.Dimension(size: $0.size, input: $0.a, output: $0.output)
        }, from: source, to: target, clearsMargins: clearsMargins, operation: name)
    }
    let kernel = kernels[.elementwise(operation)]
    let step = ElementwiseStep(
      a: try operands[0].view.typed(for: name), b: try operands[min(1, last)].view.typed(for: name),
      c: try operands[last].view.typed(for: name), output: try output.typed(for: name),
      dimensions: merged, activation: activation, kernel: kernel.run, clearsMargins: clearsMargins)
    append(
      step, operation: name, kernelNames: [kernel.name], grain: grain,
      reads: operands.map { $0.view }, writes: [output])
  }
}
