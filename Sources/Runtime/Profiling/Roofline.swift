/// What a machine can do at most, as measured on it.
public struct MachinePeak: Sendable {
  /// Multiply-adds of the instruction set on one thread, in 10^9 floating-point operations a second.
  public var gigaflopsPerThread: Double
  /// 10^9 bytes a second that one thread reads from its level-2 cache.
  public var cacheGigabytesPerSecond: Double
  /// 10^9 bytes a second that one thread reads from main memory.
  public var memoryGigabytesPerSecond: Double
  /// Bytes of one thread's level-2 cache.
  public var cacheByteCount: Int

  /// A machine's measured limits; all above 0.
  public init(
    gigaflopsPerThread: Double, cacheGigabytesPerSecond: Double, memoryGigabytesPerSecond: Double,
    cacheByteCount: Int
  ) {
    self.gigaflopsPerThread = gigaflopsPerThread
    self.cacheGigabytesPerSecond = cacheGigabytesPerSecond
    self.memoryGigabytesPerSecond = memoryGigabytesPerSecond
    self.cacheByteCount = cacheByteCount
  }
}

/// The least time that work can take on a machine: its arithmetic at the peak, or its bytes through the
/// cache or memory, whichever is longer.
///
/// Source: S. Williams, A. Waterman and D. Patterson, "Roofline: An Insightful Visual Performance
/// Model for Multicore Architectures" (2009).
public struct Roofline: Sendable {
  /// What holds work back.
  public enum Bound: String, Sendable, CaseIterable {
    /// Multiply-adds.
    case compute
    /// Bytes that fit the level-2 cache.
    case cache
    /// Bytes that do not.
    case memory
  }

  /// The machine.
  public let peak: MachinePeak
  /// Threads that share the work. Each brings its arithmetic and its cache; they share the memory.
  public let threadCount: Int

  /// The limits of `threadCount` threads, at least 1.
  public init(_ peak: MachinePeak, threadCount: Int) {
    precondition(threadCount >= 1, "thread count: expected at least 1, found \(threadCount)")
    self.peak = peak
    self.threadCount = threadCount
  }

  /// 10^9 floating-point operations a second of all threads.
  public var gigaflops: Double { peak.gigaflopsPerThread * Double(threadCount) }

  /// 10^9 bytes a second that all threads read of work whose bytes are so many.
  public func gigabytesPerSecond(byteCount: Int) -> Double {
    fitsCache(byteCount)
      ? peak.cacheGigabytesPerSecond * Double(threadCount) : peak.memoryGigabytesPerSecond
  }

  /// The least seconds for some work, and what bounds it.
  public func minimumSeconds(
    multiplyAddCount: Int, byteCount: Int
  ) -> (seconds: Double, bound: Bound) {
    let arithmetic = 2e-9 * Double(multiplyAddCount) / gigaflops
    let traffic = 1e-9 * Double(byteCount) / gigabytesPerSecond(byteCount: byteCount)
    if arithmetic >= traffic { return (arithmetic, .compute) }
    return (traffic, fitsCache(byteCount) ? .cache : .memory)
  }

  private func fitsCache(_ byteCount: Int) -> Bool {
    byteCount <= peak.cacheByteCount * threadCount
  }
}
