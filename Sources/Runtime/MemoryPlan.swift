/// A buffer that a plan must place: how large it is and when it is alive.
public struct BufferLifetime: Equatable, Sendable {
  /// Bytes, 0 or more.
  public var byteCount: Int
  /// The step that first writes it.
  public var firstStep: Int
  /// The last step that reads or writes it, inclusive; not before `firstStep`.
  public var lastStep: Int

  /// A buffer alive in steps `firstStep` ... `lastStep`.
  public init(byteCount: Int, firstStep: Int, lastStep: Int) {
    precondition(byteCount >= 0, "byte count: expected 0 or more, found \(byteCount)")
    precondition(
      firstStep <= lastStep, "steps: expected first <= last, found \(firstStep) ... \(lastStep)")
    self.byteCount = byteCount
    self.firstStep = firstStep
    self.lastStep = lastStep
  }

  /// Tells whether both are alive in some step.
  @inline(__always)
  func overlaps(_ other: BufferLifetime) -> Bool {
    firstStep <= other.lastStep && other.firstStep <= lastStep
  }
}

/// A buffer in an arena.
public struct PlacedBuffer: Sendable {
  /// Its bytes, and the steps in which it is alive: from -1, before the first, to one behind the last.
  public let lifetime: BufferLifetime
  /// Its first byte in the arena.
  public let byteOffset: Int
}

/// Places of all buffers in one arena.
public struct MemoryPlan: Equatable, Sendable {
  /// Byte offsets, one a buffer, multiples of `MemoryPlanner.alignment`. A buffer of 0 bytes is
  /// at 0.
  public let offsets: [Int]
  /// Bytes that the arena needs.
  public let byteCount: Int
  /// The most bytes alive in one step, each buffer rounded up to the alignment: no plan needs
  /// fewer.
  public let lowerBoundByteCount: Int
}

/// Error of a memory plan that can't be made.
public enum MemoryPlanError: Error, Equatable, CustomStringConvertible {
  /// The buffers need more than the caller allows. `byteCount` is the least that was found, or
  /// the lower bound, or nil where it doesn't fit an Int.
  case limitExceeded(byteCount: Int?, limitByteCount: Int)

  public var description: String {
    switch self {
    case .limitExceeded(let byteCount, let limitByteCount):
      "memory plan: expected at most \(limitByteCount) bytes, found "
        + (byteCount.map { "\($0)" } ?? "more than \(Int.max)")
    }
  }
}
