import Graphs
import KernelInterface
import Kernels

/// A factor for each input channel of a convolution, as channel attention computes them:
/// scaled[k, n] = weights[k, n] * scale[k], instead of a pass over the pixels.
///
/// Each thread multiplies for itself, in its scratch: that takes less time than to meet the others and
/// fetch what they have multiplied.
struct InputScale: Sendable {
  /// `[batch, 1, 1, input channels]`, dense.
  let factors: TensorView
  let copy: ElementwiseKernel
  let multiply: ElementwiseKernel

  /// The scaled weights of some panels, with their biases, at their offsets.
  func scaledWeights(
    of packed: PackedConvolution, panels: Range<Int>, image: Int, _ memory: StepMemory
  ) -> UnsafePointer<Float> {
    let factors = UnsafePointer(memory.pointer(factors)) + image * factors.imageStride
    for index in panels {
      let panel = packed.panels.base + index
      let width = panel.pointee.width
      let source = packed.weights.base + panel.pointee.offset
      let target = memory.scratch + panel.pointee.offset
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
    return UnsafePointer(memory.scratch)
  }
}

extension PlanBuilder {
  /// A scale for packed weights, and the scratch that it needs.
  mutating func inputScale(
    _ factors: ValueID, of packed: PackedConvolution
  ) throws(PlanError) -> InputScale {
    try reserveScratch(elements: packed.weights.count)
    return InputScale(
      factors: try denseView(factors), copy: kernels.elementwise(.activate).1,
      multiply: kernels.elementwise(.multiply).1)
  }
}
