import Graphs
import KernelInterface
import Kernels
import Memory

/// Products of matrices, row by row of the first factor: a row of the product is the sum of the second
/// factor's rows, each times a number.
struct MatrixProductStep: Step {
  let first: TypedView<Float>
  let second: TypedView<Float>
  let output: TypedView<Float>
  /// Elements of the factors to the matrices of each product.
  let firstOffsets: FixedArray<Int>
  let secondOffsets: FixedArray<Int>
  let rowCount: Int
  let columnCount: Int
  let depth: Int
  /// Elements between rows and columns of the first factor; rows of the second follow one another.
  let rowStride: Int
  let depthStride: Int
  let kernel: KernelFunction<ElementwiseArguments>

  var unitCount: Int { firstOffsets.count * rowCount }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    for unit in units {
      let (product, row) = unit.quotientAndRemainder(dividingBy: rowCount)
      let a = memory.pointer(first) + firstOffsets.base[product] + row * rowStride
      let b = memory.pointer(second) + secondOffsets.base[product]
      let target = memory.pointer(output) + unit * columnCount
      target.update(repeating: 0, count: columnCount)
      var arguments = ElementwiseArguments(
        a: b, aRowStride: 0, aColumnStride: 1, b: a, bRowStride: 0, bColumnStride: 0, c: target,
        cRowStride: 0, cColumnStride: 1, output: target, outputRowStride: 0, rowCount: 1,
        columnCount: columnCount, activation: ElementActivation(.identity))
      for k in 0..<depth {
        arguments.a = UnsafePointer(b) + k * columnCount
        arguments.b = UnsafePointer(a) + k * depthStride
        kernel(&arguments)
      }
    }
  }
}

extension BatchMatrixMultiply: Lowerable {
  /// A constant second factor is a matrix of weights; any other is read as it is, or transposed first.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let (firstID, secondID) = (node.input(0), node.input(1))
    let (a, b) = (builder.graph[firstID].shape, builder.graph[secondID].shape)
    let rank = builder.graph[node.output()].shape.rank
    let shape = builder.graph[node.output()].shape
    let (rowCount, columnCount) = (shape[rank - 2], shape[rank - 1])
    let depth = a[a.rank - (transposesFirst ? 2 : 1)]
    let isOne = b.elementCount == columnCount * depth
    if builder.isConstant(secondID), !transposesFirst, isOne, shape.elementCount > 0, depth > 0 {
      return try lowerConstant(node, depth, columnCount, into: &builder)
    }
    let first: TypedView<Float> = try builder.denseView(firstID).typed(for: Self.name)
    var rows = try builder.denseView(secondID)
    if transposesSecond {
      let matrices = columnCount * depth == 0 ? 0 : b.elementCount / (columnCount * depth)
      let source = rows.reshaped(height: matrices, width: columnCount, channels: depth)
      rows = try builder.temporary(
        rows.elementType, height: matrices, width: depth, channels: columnCount)
      var turned = Grid(source, Shape([matrices, columnCount, depth]))
      turned.sizes.swapAt(1, 2)
      turned.strides.swapAt(1, 2)
      builder.appendCopy(
        from: turned, to: Grid(rows, Shape([matrices, depth, columnCount])), operation: Self.name)
    }
    let kernel = builder.kernels[.elementwise(.multiplyAdd)]
    let (firstOffsets, secondOffsets) = (
      Self.offsets(a, in: shape, size: rowCount * depth),
      Self.offsets(b, in: shape, size: depth * columnCount)
    )
    try builder.count(firstOffsets.storage.byteCount + secondOffsets.storage.byteCount)
    let (transposesFirst, second) = (transposesFirst, rows)
    try builder.writeDense(node.output(), operation: Self.name) {
      (builder, output) throws(PlanError) in
      let step = MatrixProductStep(
        first: first, second: try second.typed(for: Self.name),
        output: try output.typed(for: Self.name), firstOffsets: firstOffsets,
        secondOffsets: secondOffsets, rowCount: rowCount, columnCount: columnCount, depth: depth,
        rowStride: transposesFirst ? 1 : depth, depthStride: transposesFirst ? rowCount : 1,
        kernel: kernel.run)
      builder.append(
        step, operation: Self.name, kernelNames: [kernel.name],
        grain: max(1, 8192 / max(1, columnCount * depth)), reads: [first.view, second],
        writes: [output], multiplyAddCount: saturatingProduct(shape.elementCount, depth))
    }
  }

  /// Elements to the matrix of each product, with broadcasting.
  private static func offsets(_ shape: Shape, in output: Shape, size: Int) -> FixedArray<Int> {
    let count = output.dimensions.dropLast(2).reduce(1, *)
    return FixedArray(
      (0..<count).map { product in
        var (rest, offset, next) = (product, 0, size)
        for fromLast in 3..<max(3, output.rank + 1) {
          let turn: Int
          (rest, turn) = rest.quotientAndRemainder(dividingBy: output[output.rank - fromLast])
          guard fromLast <= shape.rank, shape[shape.rank - fromLast] != 1 else { continue }
          offset += turn * next
          next *= shape[shape.rank - fromLast]
        }
        return offset
      })
  }

  private func lowerConstant(
    _ node: Node, _ depth: Int, _ columnCount: Int, into builder: inout PlanBuilder
  ) throws(PlanError) {
    var weights = try builder.floats(node.input(1))
    if !transposesSecond {
      let rows = weights
      for column in 0..<columnCount {
        for k in 0..<depth { weights[column * depth + k] = rows[k * columnCount + column] }
      }
    }
    try builder.appendMatrixProduct(
      node, weights: weights, bias: [], channelCount: columnCount, depth: depth,
      epilogue: Epilogue(), operation: Self.name)
  }
}
