/// Description of a plan's step.
public struct StepDescription: Sendable, Hashable {
  /// TFLite's name of the operator that the step comes from, or ours for work that no file names.
  public let operation: String
  /// The kernels that selection chose, with tile and instruction set; empty for a step without.
  public let kernelNames: [String]
  /// Shapes of the tensors read, then of those written: `1x72x128x16 -> 1x72x128x72`.
  public let shapes: String
  /// Multiply-adds of a run (two floating-point operations each); 0 where there are none to speak of.
  public let multiplyAddCount: Int
  /// Bytes of tensors and weights that a run reads and writes, each counted once.
  public let byteCount: Int
  /// Parts that threads can share.
  public let unitCount: Int
}

extension ExecutionPlan {
  /// The steps in the order in which they run.
  public var stepDescriptions: [StepDescription] {
    steps.map { planned in
      StepDescription(
        operation: planned.operation, kernelNames: planned.kernelNames, shapes: planned.shapes,
        multiplyAddCount: planned.multiplyAddCount, byteCount: planned.byteCount,
        unitCount: planned.step.unitCount)
    }
  }
}
