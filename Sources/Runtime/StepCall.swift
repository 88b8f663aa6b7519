/// A step as threads run it: plain values, so that no reference count is touched.
///
/// Copying a step retains what it holds. Counts are written to, and a cache line that two threads write
/// to in turn goes from core to core: that took a tenth of a small model's time.
struct StepCall {
  /// Runner of the step; whoever holds the calls keeps it alive.
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

/// A step of any type behind one reference, which threads can follow without counting it.
///
/// A class with a subclass for each type of step, as Embedded Swift has no `any Step`; none but these
/// subclasses can be made.
///
/// `@unchecked Sendable`: immutable, and so is every step.
class StepRunner: @unchecked Sendable {
  let unitCount: Int
  let parts: PixelParts?
  let readsOwnPixels: [TensorView]

  fileprivate init(_ step: some Step) {
    unitCount = step.unitCount
    parts = step.parts
    readsOwnPixels = step.readsOwnPixels
  }

  /// The runner of a step.
  static func of(_ step: some Step) -> StepRunner { TypedStepRunner(step) }

  func run(_ units: Range<Int>, _ memory: StepMemory) { fatalError("every runner is of a step") }

  /// The runner of the step with parts for units.
  func inParts() -> StepRunner { fatalError("every runner is of a step") }
}

/// The runner of steps of one type.
///
/// `@unchecked Sendable`: immutable, and so is every step.
final class TypedStepRunner<Content: Step>: StepRunner, @unchecked Sendable {
  let step: Content

  init(_ step: Content) {
    self.step = step
    super.init(step)
  }

  override func run(_ units: Range<Int>, _ memory: StepMemory) { step.run(units, memory) }

  override func inParts() -> StepRunner { TypedStepRunner(step.inParts()) }
}
