import Graphs
import KernelInterface
import Kernels

/// scaled[k, n] = weights[k, n] * scale[k], panel by panel; biases are copied.
struct ScaledWeightsStep: Step {
  let packed: PackedConvolution
  let source: TensorView
  let scale: TensorView
  let scaled: TensorView
  let copy: ElementwiseKernel
  let multiply: ElementwiseKernel

  var unitCount: Int { scale.batch * packed.panels.count }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    for unit in units {
      let (image, index) = unit.quotientAndRemainder(dividingBy: packed.panels.count)
      let panel = packed.panels[index]
      let source = UnsafePointer(memory.pointer(source)) + panel.offset
      let scale = UnsafePointer(memory.pointer(scale)) + image * scale.imageStride
      let target = memory.pointer(scaled) + (image * scaled.imageStride + panel.offset)
      var arguments = ElementwiseArguments(
        a: source, aRowStride: 0, aColumnStride: 1, b: source, bRowStride: 0, bColumnStride: 1,
        c: source, cRowStride: 0, cColumnStride: 1, output: target, outputRowStride: 0,
        rowCount: 1, columnCount: panel.width, activation: ElementActivation(.identity))
      copy(&arguments)
      arguments.a = source + panel.width
      arguments.aRowStride = panel.width
      arguments.b = scale
      arguments.bRowStride = 1
      arguments.bColumnStride = 0
      arguments.output = target + panel.width
      arguments.outputRowStride = panel.width
      arguments.rowCount = packed.depth
      multiply(&arguments)
    }
  }
}

extension PlanBuilder {
  /// Appends the steps that multiply packed weights by a scale of the input channels, for each image:
  /// the channel attention of the layer before costs this instead of a pass over its pixels.
  ///
  /// - Parameter scale: `[batch, 1, 1, inputChannels]`, dense.
  mutating func appendScaledWeights(
    _ packed: PackedConvolution, scale: TensorView
  ) throws(PlanError) -> TensorView {
    let source = constantView(packed.weights)
    var scaled = try temporary(batch: scale.batch, channels: packed.weights.count)
    scaled.imageStride = packed.weights.count
    append(
      ScaledWeightsStep(
        packed: packed, source: source, scale: scale, scaled: scaled,
        copy: kernels.elementwise(.activate).1, multiply: kernels.elementwise(.multiply).1),
      operation: "SCALE_WEIGHTS", kernelNames: [kernels.elementwise(.multiply).0.name],
      grain: max(1, 2048 * packed.panels.count / max(1, packed.weights.count)),
      reads: [source, scale], writes: [scaled])
    return scaled
  }
}
