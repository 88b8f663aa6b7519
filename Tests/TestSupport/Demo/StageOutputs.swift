/// Outputs of every pipeline of a frame, the reference and the product.
package struct StageOutputs: Sendable, Equatable {
  /// At the size of the model's output.
  package let modelMask: DemoMask
  /// At the size of the frame.
  package let refinedMask: DemoMask
  package let composite: DemoFrame

  package init(modelMask: DemoMask, refinedMask: DemoMask, composite: DemoFrame) {
    self.modelMask = modelMask
    self.refinedMask = refinedMask
    self.composite = composite
  }
}
