import Graphs
import KernelInterface
import Kernels
import Memory

/// A function of single elements that a convolution applies to a block of its output behind its kernels, whose
/// epilogues lack it, while the block is in the cache: PRELU, LEAKY_RELU, TANH, ELU and the like.
struct BlockTail: Sendable {
  let kernel: Kernel<ElementwiseArguments>
  /// The second operand, one number a channel for some neighboring pixels; nil where the function has none.
  let operand: FixedArray<Float>?
  let operandPixelCount: Int
  let activation: ElementActivation

  /// Applies the function to neighboring pixels of one row.
  func apply(
    to pixels: UnsafeMutablePointer<Float>, count: Int, pixelStride: Int, channelCount: Int
  ) {
    // Pixels without gaps are long runs.
    let run = pixelStride == channelCount ? operandPixelCount : 1
    let rest = count % run
    apply(to: pixels, rowCount: count / run, run * pixelStride, columnCount: run * channelCount)
    apply(
      to: pixels + (count - rest) * pixelStride, rowCount: min(rest, 1), 0,
      columnCount: rest * channelCount)
  }

  private func apply(
    to elements: UnsafeMutablePointer<Float>, rowCount: Int, _ rowStride: Int, columnCount: Int
  ) {
    let second = operand?.base ?? UnsafePointer(elements)
    var arguments = ElementwiseArguments(
      a: elements, aRowStride: rowStride, aColumnStride: 1, b: second, bRowStride: 0,
      bColumnStride: 1, c: elements, cRowStride: 0, cColumnStride: 1, output: elements,
      outputRowStride: rowStride, rowCount: rowCount, columnCount: columnCount,
      activation: activation)
    kernel.run(&arguments)
  }
}

extension PlanBuilder {
  /// The tail that the only reader of a convolution's output is, and where it writes; that node then has no step of
  /// its own. Nil where another reads the output too, or the reader is nothing of the kind.
  mutating func takeTail(
    behind id: ValueID
  ) throws(PlanError) -> (tail: BlockTail, output: ValueID)? {
    guard let index = soleReaders[id] else { return nil }
    let node = graph.nodes[index]
    let output = node.output()
    guard graph[output].shape == graph[id].shape, graph[id].elementType == .float32,
      let channels = graph[id].shape.dimensions.last, channels > 0
    else { return nil }
    let tail: BlockTail
    if let unary = node.operation(as: Unary.self), let function = unary.function.kernel {
      tail = BlockTail(
        kernel: kernels[.elementwise(function)], operand: nil,
        operandPixelCount: max(1, 512 / channels), activation: ElementActivation(.identity))
    } else if let binary = node.operation(as: Binary.self), let function = binary.function.kernel,
      node.input(0) == id, isConstant(node.input(1)),
      let operand = try channelOperand(node.input(1), channels: channels)
    {
      let pixels = max(1, 512 / channels)
      tail = BlockTail(
        kernel: kernels[.elementwise(function)],
        operand: FixedArray(Array(repeatElement(operand, count: pixels).joined())),
        operandPixelCount: pixels, activation: binary.activation.elementActivation)
    } else {
      return nil
    }
    absorbed.insert(index)
    return (tail, output)
  }

  /// A constant's number for each channel; nil where numbers are for rows or columns.
  private func channelOperand(
    _ id: ValueID, channels: Int
  ) throws(PlanError) -> [Float]? {
    let shape = graph[id].shape
    guard
      shape.elementCount == 1 || shape.elementCount == channels && shape.dimensions.last == channels
    else { return nil }
    let floats = try floats(id)
    return floats.count == 1 ? [Float](repeating: floats[0], count: channels) : floats
  }
}
