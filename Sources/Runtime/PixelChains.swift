/// Chains of steps between which threads need not meet: each part of a picture goes from step to step on
/// one thread.
///
/// A barrier costs the wait for whoever is late, which on small pictures is more than the barrier itself:
/// without one, late and early balance over several steps.
enum PixelChains {
  /// Multiply-adds of a convolution or filter from which on equal shares matter more than waits; means
  /// and resizes, which follow or lead such, are short.
  private static let largestWork = 1 << 22

  /// Divides steps by parts where they follow one another.
  ///
  /// A chain's buffers are all in use at once: it ends before that would be more than some step needs
  /// anyway.
  ///
  /// - Returns: the chains, of two steps or more each.
  static func form(in steps: inout [PlannedStep], _ lifetimes: Lifetimes) -> [ClosedRange<Int>] {
    let peak = steps.indices.map { lifetimes.lineCount(in: $0...$0) }.max() ?? 0
    var chains: [ClosedRange<Int>] = []
    var index = 0
    while index < steps.count {
      let first = index
      var chain = Chain(steps[first])
      index += 1
      while index < steps.count, lifetimes.lineCount(in: first...index) <= peak,
        chain.takes(steps[index])
      {
        index += 1
      }
      guard index > first + 1 else { continue }
      chains.append(first...(index - 1))
      for position in first..<index {
        steps[position].step = steps[position].step.inParts()
        steps[position].grain = 1
      }
    }
    return chains
  }

  private struct Chain {
    private let parts: PixelParts?
    private var written: [TensorView]
    private var readElsewhere: Set<Int>

    init(_ step: PlannedStep) {
      let runner = Self.small(step)
      parts = runner?.parts
      written = step.writes
      readElsewhere = runner.map { Set(Self.reads(of: step, $0).elsewhere) } ?? []
    }

    /// Tells whether threads can go on to `step` without a barrier; if so it is in the chain.
    mutating func takes(_ step: PlannedStep) -> Bool {
      guard let parts, let runner = Self.small(step), runner.parts == parts else {
        return false
      }
      let reads = Self.reads(of: step, runner)
      let ownIsWhatPartsWrote = reads.own.allSatisfy { read in
        written.allSatisfy { $0.buffer != read.buffer || $0.hasPixels(of: read) }
      }
      guard ownIsWhatPartsWrote,
        Set(reads.elsewhere).isDisjoint(with: written.map { $0.buffer }),
        readElsewhere.isDisjoint(with: step.writes.map { $0.buffer })
      else { return false }
      written += step.writes
      readElsewhere.formUnion(reads.elsewhere)
      return true
    }

    private static func small(_ step: PlannedStep) -> StepRunner? {
      step.multiplyAddCount <= largestWork ? step.step : nil
    }

    /// Tensors of which a part needs its own pixels, and buffers of which it needs others too. One may be
    /// read in both ways: a filter's input that is its residual as well.
    private static func reads(
      of step: PlannedStep, _ runner: StepRunner
    ) -> (own: [TensorView], elsewhere: [Int]) {
      let own = runner.readsOwnPixels
      var elsewhere = step.reads.map { $0.buffer }
      for view in own {
        if let index = elsewhere.firstIndex(of: view.buffer) { elsewhere.remove(at: index) }
      }
      return (own, elsewhere)
    }
  }
}

extension TensorView {
  /// Tells whether both see the same pixels of a buffer, whatever channels of them. A view with margins may
  /// begin at other pixels than one without.
  fileprivate func hasPixels(of other: TensorView) -> Bool {
    abs(offset - other.offset) < max(1, pixelStride) && batch == other.batch
      && height == other.height && width == other.width
      && imageStride == other.imageStride && rowStride == other.rowStride
      && pixelStride == other.pixelStride
  }
}
