/// A step as threads run it: plain values, so that no reference count is touched.
///
/// Copying a step retains what it holds. Counts are written to, and a cache line that two threads write
/// to in turn goes from core to core: that took a tenth of a small model's time.
struct StepCall {
  /// What runs; whoever holds the calls keeps it alive.
  let runner: Unmanaged<StepRunner>
  let unitCount: Int
  let grain: Int
  let needsBarrier: Bool

  /// Does some of the units.
  @inline(__always)
  func run(_ units: Range<Int>, _ memory: StepMemory) {
    runner._withUnsafeGuaranteedRef { $0.run(units, memory) }
  }
}

/// A step behind one reference.
class StepRunner {
  func run(_ units: Range<Int>, _ memory: StepMemory) {
    preconditionFailure("every runner is of a step")
  }

  /// The runner of a step.
  static func of(_ step: some Step) -> StepRunner { TypedStepRunner(step) }
}

private final class TypedStepRunner<Content: Step>: StepRunner {
  private let step: Content

  init(_ step: Content) { self.step = step }

  override func run(_ units: Range<Int>, _ memory: StepMemory) { step.run(units, memory) }
}
