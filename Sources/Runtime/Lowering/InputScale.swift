import Graphs
import KernelInterface
import Kernels

/// A factor for each input channel of a convolution, as channel attention computes them:
/// scaled[k, n] = weights[k, n] * scale[k], instead of a pass over the pixels.
///
/// Each thread multiplies for itself, in its scratch: that takes less time than to meet the others and
/// fetch what they have multiplied.
struct InputScale: Sendable {
  /// Weights up to which every thread scales its own: 1 MB. Beyond that a pass over the pixels is the
  /// lesser evil, for the time as for the memory of many threads.
  static let largestWeightCount = 1 << 18

  /// `[batch, 1, 1, input channels]`, dense.
  let factors: TypedView<Float>
  /// Copies biases.
  let copy: KernelFunction<ElementwiseArguments>
  let multiply: KernelFunction<ElementwiseArguments>

  /// The scaled weights of some panels, with their biases, at their offsets.
  func scaledWeights(
    of packed: PackedConvolution, panels: Range<Int>, image: Int, _ memory: StepMemory
  ) -> UnsafePointer<Float> {
    let factors = UnsafePointer(memory.pointer(factors)) + image * factors.imageStride
    let scratch = memory.scratch(of: Float.self)
    for index in panels {
      let panel = packed.panels.base + index
      let width = panel.pointee.width
      let source = packed.weights.base + panel.pointee.offset
      let target = scratch + panel.pointee.offset
      var arguments = ElementwiseArguments(
        a: source, aRowStride: 0, aColumnStride: 1, b: source, bRowStride: 0, bColumnStride: 1,
        c: source, cRowStride: 0, cColumnStride: 1, output: target, outputRowStride: 0,
        rowCount: 1, columnCount: width, activation: ElementActivation(.identity))
      copy(&arguments)
      arguments.a = source + width
      arguments.aRowStride = width
      arguments.b = factors
      arguments.bRowStride = 1
      arguments.bColumnStride = 0
      arguments.output = target + width
      arguments.outputRowStride = width
      arguments.rowCount = packed.depth
      multiply(&arguments)
    }
    return UnsafePointer(scratch)
  }
}

extension PlanBuilder {
  /// The input times its scale as a tensor of its own.
  mutating func appendScaledInput(
    _ input: TensorView, factors: ValueID, operation: String
  ) throws(PlanError) -> TensorView {
    let scaled = try temporary(
      input.elementType, batch: input.batch, height: input.height, width: input.width,
      channels: input.channels)
    let shape = Shape([input.batch, input.height, input.width, input.channels])
    try appendElementwise(
      .multiply, operation: operation,
      operands: [(input, shape), (try view(factors), graph[factors].shape)], output: scaled,
      outputStrides: scaled.broadcastStrides(from: shape, to: shape), shape: shape,
      activation: ElementActivation(.identity))
    return scaled
  }

  /// A scale for packed weights, and the scratch that it needs.
  mutating func inputScale(
    _ factors: ValueID, of packed: PackedConvolution, operation: String
  ) throws(PlanError) -> InputScale {
    try reserveScratch(packed.weights.storage.byteCount)
    return InputScale(
      factors: try denseView(factors).typed(for: operation),
      copy: kernels[.elementwise(.activate)].run,
      multiply: kernels[.elementwise(.multiply)].run)
  }
}
