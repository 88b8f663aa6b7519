/// Packs buffers into one arena so that buffers alive at the same time don't share bytes.
///
/// The problem (dynamic storage allocation) is NP-hard. Several greedy orders are tried, then a
/// bounded search moves the buffers that stick out to the front of the best order; the smallest
/// plan wins, the earlier of equals. Deterministic.
///
/// Source of the orders "by size" and "by breadth": Y. Pisarchyk and J. Lee, "Efficient Memory
/// Management for Deep Neural Net Inference" (2020), sections 5.2 and 5.3.
public enum MemoryPlanner {
  /// Every offset is a multiple of this: a cache line, and the widest vector.
  public static let alignment = 64

  /// Greedy passes that the search may add.
  private static let improvementLimit = 8

  /// A plan for `buffers`.
  ///
  /// O(n^2) for n buffers, about 0.1 ms for 100.
  ///
  /// - Throws: `MemoryPlanError.limitExceeded` when the smallest plan found is larger than
  ///   `memoryLimitByteCount`.
  public static func plan(
    _ buffers: [BufferLifetime], memoryLimitByteCount: Int = .max
  ) throws(MemoryPlanError) -> MemoryPlan {
    let problem = try PackingProblem(buffers, memoryLimitByteCount: memoryLimitByteCount)
    guard problem.lowerBound <= memoryLimitByteCount else {
      throw .limitExceeded(
        byteCount: problem.lowerBound, limitByteCount: memoryLimitByteCount)
    }
    var best = problem.bestOfGreedyOrders()
    problem.improve(&best, attemptLimit: improvementLimit)
    guard best.byteCount <= memoryLimitByteCount else {
      throw .limitExceeded(byteCount: best.byteCount, limitByteCount: memoryLimitByteCount)
    }
    return MemoryPlan(
      offsets: best.offsets, byteCount: best.byteCount, lowerBoundByteCount: problem.lowerBound)
  }
}
