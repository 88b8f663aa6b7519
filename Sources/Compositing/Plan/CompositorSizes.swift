import Kernels

/// Sizes that a compositor's stages are prepared for, whatever the options.
struct CompositorSizes: Sendable {
  /// Pixels of a frame.
  let width, height: Int
  /// Values of the model's mask.
  let maskWidth, maskHeight: Int
  /// The most threads of a run.
  let threadCount: Int
  /// The level of the kernels.
  let instructionSet: InstructionSet
}
