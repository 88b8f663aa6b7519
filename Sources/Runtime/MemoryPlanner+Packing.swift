/// The buffers of a plan with their sizes rounded up to the alignment.
///
/// All sizes together fit an Int (checked by the initializer), and no greedy packing is larger
/// than that sum: offsets and sizes can be added freely.
struct PackingProblem {
  /// A complete placement.
  struct Packing {
    /// The order in which the buffers were placed.
    var order: [Int]
    var offsets: [Int]
    var byteCount: Int
  }

  let buffers: [BufferLifetime]
  /// The most bytes alive in one step.
  let lowerBound: Int
  /// Buffers of more than 0 bytes, in the caller's order.
  private let indices: [Int]

  init(_ buffers: [BufferLifetime], memoryLimitByteCount: Int) throws(MemoryPlanError) {
    var aligned = buffers
    var sum = 0
    for index in aligned.indices {
      let byteCount = aligned[index].byteCount
      let (padded, overflow) = byteCount.addingReportingOverflow(MemoryPlanner.alignment - 1)
      let roundedUp = padded & ~(MemoryPlanner.alignment - 1)
      let (newSum, sumOverflow) = sum.addingReportingOverflow(roundedUp)
      guard !overflow, !sumOverflow else {
        throw .limitExceeded(byteCount: nil, limitByteCount: memoryLimitByteCount)
      }
      aligned[index].byteCount = roundedUp
      sum = newSum
    }
    self.buffers = aligned
    indices = aligned.indices.filter { aligned[$0].byteCount > 0 }
    lowerBound = Self.peak(of: aligned)
  }

  /// The best of several greedy orders.
  func bestOfGreedyOrders() -> Packing {
    let orders = greedyOrders()
    var best = pack(order: orders[0])
    for order in orders.dropFirst() where best.byteCount > lowerBound {
      let packing = pack(order: order)
      if packing.byteCount < best.byteCount { best = packing }
    }
    return best
  }

  /// Orders in which buffers may be placed, those that mostly do best first.
  func greedyOrders() -> [[Int]] { [bySize(), byBreadth(), byArea(), byFirstStep()] }

  /// Tries to lower `packing` by placing the buffers that reach its top first: they then get the
  /// room that others took from them. Goes on from a worse packing too, which leaves local
  /// minima, and keeps the best.
  func improve(_ packing: inout Packing, attemptLimit: Int) {
    var current = packing
    for _ in 0..<attemptLimit where packing.byteCount > lowerBound {
      let isHighest = buffers.indices.map {
        current.offsets[$0] + buffers[$0].byteCount == current.byteCount
      }
      let order = current.order.filter { isHighest[$0] } + current.order.filter { !isHighest[$0] }
      guard order != current.order else { return }
      current = pack(order: order)
      if current.byteCount < packing.byteCount { packing = current }
    }
  }

  /// Places each buffer in turn in the smallest gap that holds it between those already placed
  /// and alive with it, or behind the last of them.
  func pack(order: [Int]) -> Packing {
    var offsets = [Int](repeating: 0, count: buffers.count)
    var byteCount = 0
    // Placed buffers by ascending offset.
    var placed: [Placement] = []
    placed.reserveCapacity(order.count)
    for index in order {
      let buffer = buffers[index]
      let offset = bestFit(for: buffer, among: placed)
      offsets[index] = offset
      byteCount = max(byteCount, offset + buffer.byteCount)
      let position = placed.firstIndex { $0.offset > offset } ?? placed.endIndex
      placed.insert(Placement(buffer: buffer, offset: offset), at: position)
    }
    return Packing(order: order, offsets: offsets, byteCount: byteCount)
  }

  private struct Placement {
    let buffer: BufferLifetime
    let offset: Int
  }

  private func bestFit(for buffer: BufferLifetime, among placed: [Placement]) -> Int {
    var smallestGap = Int.max
    var best: Int?
    var end = 0
    for other in placed where other.buffer.overlaps(buffer) {
      let gap = other.offset - end
      if gap >= buffer.byteCount, gap < smallestGap {
        smallestGap = gap
        best = end
      }
      end = max(end, other.offset + other.buffer.byteCount)
    }
    return best ?? end
  }

  /// Largest first.
  private func bySize() -> [Int] {
    descending { Double(buffers[$0].byteCount) }
  }

  /// Largest product of size and lifetime first.
  private func byArea() -> [Int] {
    descending {
      let lifetime = Double(buffers[$0].lastStep) - Double(buffers[$0].firstStep) + 1
      return Double(buffers[$0].byteCount) * lifetime
    }
  }

  /// In the order of creation, as an allocator would see them.
  private func byFirstStep() -> [Int] {
    descending { -Double(buffers[$0].firstStep) }
  }

  /// The buffers of the step with the most bytes alive, largest first, then those of the next
  /// such step, and so on.
  private func byBreadth() -> [Int] {
    let bySize = bySize()
    let steps = Set(indices.map { buffers[$0].firstStep })
    let breadths = steps.map { (step: $0, breadth: Self.breadth(of: buffers, at: $0)) }
      .sorted { ($1.breadth, $0.step) < ($0.breadth, $1.step) }
    var isTaken = [Bool](repeating: false, count: buffers.count)
    var order: [Int] = []
    for (step, _) in breadths {
      for index in bySize where !isTaken[index] && buffers[index].isAlive(at: step) {
        isTaken[index] = true
        order.append(index)
      }
    }
    return order
  }

  /// Indices of all buffers with bytes, highest key first, the caller's order among equals.
  private func descending(_ key: (Int) -> Double) -> [Int] {
    indices.map { (index: $0, key: key($0)) }
      .sorted { ($1.key, $0.index) < ($0.key, $1.index) }
      .map { $0.index }
  }

  /// The most bytes alive in one step. A peak begins where some buffer does.
  private static func peak(of buffers: [BufferLifetime]) -> Int {
    Set(buffers.map { $0.firstStep }).map { breadth(of: buffers, at: $0) }.max() ?? 0
  }

  private static func breadth(of buffers: [BufferLifetime], at step: Int) -> Int {
    buffers.reduce(0) { $0 + ($1.isAlive(at: step) ? $1.byteCount : 0) }
  }
}

extension BufferLifetime {
  @inline(__always)
  fileprivate func isAlive(at step: Int) -> Bool { firstStep <= step && step <= lastStep }
}
