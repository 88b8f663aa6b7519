import Graphs
import KernelInterface
import Kernels

extension PlanBuilder {
  /// Appends a pointwise convolution in Strassen's form where that is faster and as exact.
  ///
  /// - Parameters:
  ///   - weights: `[output channels, input channels]`.
  ///   - bias: `[output channels]`, or empty for none.
  /// - Returns: whether there is a step now.
  mutating func appendStrassen(
    weights: [Float], bias: [Float], from input: TensorView, to output: TensorView,
    activation: Activation, operation: String
  ) throws(PlanError) -> Bool {
    let (depth, channelCount) = (input.channels, output.channels)
    guard let limits = activation.limits,
      kernels.prefersStrassen(depth: depth, channelCount: channelCount),
      output.height * output.width >= StrassenStep.leastPixelCount,
      output.width >= StrassenStep.leastWidth,
      let packed = StrassenWeights(
        weights: weights, bias: bias, channelCount: channelCount, depth: depth, kernels: kernels)
    else { return false }
    try count(packed.byteCount)
    try reserveScratch(
      saturatingProduct(StrassenStep.scratchElementCount(packed), MemoryLayout<Float>.stride))
    let step = StrassenStep(
      input: try input.typed(for: operation), output: try output.typed(for: operation),
      weights: packed, limits: limits,
      operands: kernels[.strassenOperands].run, results: kernels[.strassenResults].run)
    append(
      step, operation: operation,
      kernelNames: ["Strassen \(kernels.instructionSet.rawValue)"] + packed.p1.kernelNames,
      grain: ConvolutionStep.pixelGrain(packed.p1, pixelCount: step.unitCount),
      reads: [input], writes: [output], weightByteCount: packed.byteCount,
      multiplyAddCount: saturatingProduct(
        7, step.unitCount, packed.halfDepth, packed.halfCount))
    return true
  }
}
