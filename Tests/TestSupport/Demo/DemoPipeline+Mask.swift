extension DemoPipeline {
  /// The mask of a model's output, at its size.
  package static func mask(of output: ModelOutput) -> DemoMask {
    DemoMask(
      width: output.width, height: output.height, bytes: output.probabilities.map { q8($0) })
  }
}
