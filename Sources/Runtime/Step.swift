/// A piece of work of a plan, ready to run: all pointers, strides and kernels are decided but for the
/// buffers' addresses.
protocol Step: Sendable {
  /// Into how many units the work can be split. How it is split does not change a bit of the result.
  var unitCount: Int { get }

  /// Does some of the units. Allocates nothing.
  func run(_ units: Range<Int>, _ memory: StepMemory)

  /// The parts of its output's pixels that its units are or can be; nil if they cannot.
  var parts: PixelParts? { get }

  /// Those of the tensors it reads of which a part needs its own pixels only.
  var readsOwnPixels: [TensorView] { get }

  /// The step with parts for units: itself if they are that already.
  func inParts() -> Self
}

extension Step {
  var parts: PixelParts? { nil }
  var readsOwnPixels: [TensorView] { [] }
  func inParts() -> Self { self }
}

/// A step with what the plan and the profiler know of it.
struct PlannedStep: Sendable {
  var step: StepRunner
  /// TFLite's name of the operator it comes from.
  let operation: String
  /// The kernels it calls.
  let kernelNames: [String]
  /// Units a thread should at least get: below that, splitting costs more than it saves.
  var grain: Int
  /// Tensors read, packed weights aside.
  let reads: [TensorView]
  /// Tensors written.
  let writes: [TensorView]
  /// Bytes of packed weights that a run reads.
  let weightByteCount: Int
  /// Multiply-adds of a run; 0 where there are none to speak of.
  let multiplyAddCount: Int
  /// Whether threads must meet behind it: not when one thread does it and the next step as well.
  var needsBarrier = true

  /// Whether one thread does all of it: always the same one, whatever the step.
  var isSerial: Bool { step.unitCount <= grain }

  /// Sizes of the tensors read, an arrow, those written.
  var shapes: String {
    reads.map { $0.shapeText }.joined(separator: " ") + " -> "
      + writes.map { $0.shapeText }.joined(separator: " ")
  }

  /// Bytes of tensors and weights read and written by a run.
  var byteCount: Int {
    (reads + writes).reduce(weightByteCount) { $0 + $1.byteCount }
  }
}

extension TensorView {
  fileprivate var shapeText: String { "\(batch)x\(height)x\(width)x\(channels)" }
}
