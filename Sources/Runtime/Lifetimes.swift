/// Lifetimes of a plan's buffers.
struct Lifetimes {
  private var lifetimes: [BufferLifetime?]

  /// The lifetimes of buffers of so many bytes; inputs live from before the first step, outputs until
  /// after the last.
  init(
    of byteCounts: [Int], in steps: [PlannedStep], inputs: [TensorView], outputs: [TensorView]
  ) {
    lifetimes = byteCounts.map { _ in nil }
    func touch(_ view: TensorView, at position: Int) {
      var lifetime =
        lifetimes[view.buffer]
        ?? BufferLifetime(
          byteCount: byteCounts[view.buffer], firstStep: position, lastStep: position)
      lifetime.lastStep = position
      lifetimes[view.buffer] = lifetime
    }
    for view in inputs { touch(view, at: -1) }
    for (position, step) in steps.enumerated() {
      for view in step.reads + step.writes { touch(view, at: position) }
    }
    for view in outputs { touch(view, at: steps.count) }
  }

  /// A buffer's lifetime; nil if nothing uses it.
  subscript(buffer: Int) -> BufferLifetime? { lifetimes[buffer] }

  /// Cache lines of the buffers that are in use in any of some steps, as the arena places them; `Int.max`
  /// for more than that.
  func lineCount(in steps: ClosedRange<Int>) -> Int {
    var sum = 0
    for case let lifetime? in lifetimes
    where lifetime.firstStep <= steps.upperBound && steps.lowerBound <= lifetime.lastStep {
      let (lines, rest) = lifetime.byteCount.quotientAndRemainder(
        dividingBy: MemoryPlanner.alignment)
      let (total, overflow) = sum.addingReportingOverflow(rest == 0 ? lines : lines + 1)
      if overflow { return .max }
      sum = total
    }
    return sum
  }

  /// Keeps what is in use in any of some steps in use until the last of them.
  mutating func extend(over steps: ClosedRange<Int>) {
    for (buffer, lifetime) in lifetimes.enumerated() {
      guard var lifetime, steps.contains(lifetime.lastStep) else { continue }
      lifetime.lastStep = steps.upperBound
      lifetimes[buffer] = lifetime
    }
  }
}
