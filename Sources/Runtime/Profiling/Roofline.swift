/// Roofline of a machine: what it can do at most, as measured on it.
public struct MachinePeak: Sendable {
  /// Level of memory that bytes come from.
  public enum Level: String, Sendable, CaseIterable {
    case cache2 = "L2"
    case cache3 = "L3"
    case memory
  }

  /// Rate at which one thread reads from a level.
  public struct Bandwidth: Sendable {
    /// The level.
    public let level: Level
    /// The most bytes of work that one thread finds there; `Int.max` for memory.
    public let byteCount: Int
    /// 10^9 bytes a second.
    public let gigabytesPerSecond: Double

    /// A measured level; the rate is above 0.
    public init(_ level: Level, byteCount: Int, gigabytesPerSecond: Double) {
      self.level = level
      self.byteCount = byteCount
      self.gigabytesPerSecond = gigabytesPerSecond
    }
  }

  /// Multiply-adds of the instruction set on one thread, in 10^9 floating-point operations a second.
  public let gigaflopsPerThread: Double
  /// The levels, nearest first; memory is the last.
  public let bandwidths: [Bandwidth]

  /// A machine's measured limits.
  ///
  /// - Precondition: the last level is memory.
  public init(gigaflopsPerThread: Double, bandwidths: [Bandwidth]) {
    precondition(bandwidths.last?.level == .memory, "expected memory as the last level")
    self.gigaflopsPerThread = gigaflopsPerThread
    self.bandwidths = bandwidths
  }
}

/// The least time that work can take on a machine: its arithmetic at the peak, or its bytes at the rate
/// of the nearest level that holds them, whichever is longer.
///
/// Source: S. Williams, A. Waterman and D. Patterson, "Roofline: An Insightful Visual Performance
/// Model for Multicore Architectures" (2009).
public struct Roofline: Sendable {
  /// Bound that holds work back.
  public enum Bound: Sendable, Hashable, CustomStringConvertible {
    /// Multiply-adds.
    case compute
    /// Bytes from this level.
    case bytes(MachinePeak.Level)

    public var description: String {
      switch self {
      case .compute: "compute"
      case .bytes(let level): level.rawValue
      }
    }
  }

  /// The machine.
  public let peak: MachinePeak
  /// Threads that share the work. Each brings its arithmetic and its caches; they share the memory.
  public let threadCount: Int

  /// The limits of `threadCount` threads, at least 1.
  public init(_ peak: MachinePeak, threadCount: Int) {
    precondition(threadCount >= 1, "thread count: expected at least 1, found \(threadCount)")
    self.peak = peak
    self.threadCount = threadCount
  }

  /// 10^9 floating-point operations a second of all threads.
  public var gigaflops: Double { peak.gigaflopsPerThread * Double(threadCount) }

  /// 10^9 bytes a second that all threads read from a level together.
  public func gigabytesPerSecond(_ bandwidth: MachinePeak.Bandwidth) -> Double {
    bandwidth.level == .memory
      ? bandwidth.gigabytesPerSecond : bandwidth.gigabytesPerSecond * Double(threadCount)
  }

  /// The least seconds for some work, and what bounds it.
  public func minimumSeconds(
    multiplyAddCount: Int, byteCount: Int
  ) -> (seconds: Double, bound: Bound) {
    let source =
      peak.bandwidths.first { byteCount / threadCount <= $0.byteCount }
      ?? peak.bandwidths[peak.bandwidths.count - 1]
    let arithmetic = 2e-9 * Double(multiplyAddCount) / gigaflops
    let traffic = 1e-9 * Double(byteCount) / gigabytesPerSecond(source)
    return arithmetic >= traffic ? (arithmetic, .compute) : (traffic, .bytes(source.level))
  }
}
