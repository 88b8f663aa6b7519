/// A step that can go by parts of its output's pixels.
protocol PixelwiseStep: Step {
  /// The parts that its units are or can be; nil if they cannot.
  var parts: PixelParts? { get }
  /// Those of the tensors it reads of which a part needs its own pixels only.
  var readsOwnPixels: [TensorView] { get }
  /// The step with parts for units: itself if they are that already.
  func inParts() -> any Step
}

extension PixelwiseStep {
  var readsOwnPixels: [TensorView] { [] }

  func inParts() -> any Step { self }
}

/// Chains of steps between which threads need not meet: each part of a picture goes from step to step on
/// one thread.
///
/// A barrier costs the wait for whoever is late, which on small pictures is more than the barrier itself:
/// without one, late and early balance over several steps.
enum PixelChains {
  /// Multiply-adds of a step from which on equal shares matter more than waits.
  private static let largestWork = 1 << 22

  /// Divides steps by parts where they follow one another.
  ///
  /// A chain's buffers are all in use at once: it ends before that would be more than some step needs
  /// anyway.
  ///
  /// - Returns: the chains, of two steps or more each.
  static func form(in steps: inout [PlannedStep], _ lifetimes: Lifetimes) -> [ClosedRange<Int>] {
    let peak = steps.indices.map { lifetimes.byteCount(in: $0...$0) }.max() ?? 0
    var chains: [ClosedRange<Int>] = []
    var index = 0
    while index < steps.count {
      let first = index
      var chain = Chain(steps[first])
      index += 1
      while index < steps.count, lifetimes.byteCount(in: first...index) <= peak,
        chain.takes(steps[index])
      {
        index += 1
      }
      guard index > first + 1 else { continue }
      chains.append(first...(index - 1))
      for position in first..<index {
        guard let step = steps[position].step as? any PixelwiseStep else { continue }
        steps[position].step = step.inParts()
        steps[position].grain = 1
      }
    }
    return chains
  }

  private struct Chain {
    private let parts: PixelParts?
    private var written: Set<Int>
    private var readElsewhere: Set<Int>

    init(_ step: PlannedStep) {
      let pixelwise = Self.small(step)
      parts = pixelwise?.parts
      written = Set(step.writes.map(\.buffer))
      readElsewhere = pixelwise.map { Self.readElsewhere(step, $0) } ?? []
    }

    /// Whether threads can go on to `step` without a barrier; if so it is in the chain.
    mutating func takes(_ step: PlannedStep) -> Bool {
      guard let parts, let pixelwise = Self.small(step), pixelwise.parts == parts else {
        return false
      }
      let elsewhere = Self.readElsewhere(step, pixelwise)
      let targets = Set(step.writes.map(\.buffer))
      guard elsewhere.isDisjoint(with: written), targets.isDisjoint(with: readElsewhere) else {
        return false
      }
      written.formUnion(targets)
      readElsewhere.formUnion(elsewhere)
      return true
    }

    private static func small(_ step: PlannedStep) -> (any PixelwiseStep)? {
      step.multiplyAddCount <= largestWork ? step.step as? any PixelwiseStep : nil
    }

    /// Buffers of which a part needs other pixels too. A tensor may be read in both ways: a filter's
    /// input that is its residual as well.
    private static func readElsewhere(
      _ step: PlannedStep, _ pixelwise: any PixelwiseStep
    ) -> Set<Int> {
      var buffers = step.reads.map(\.buffer)
      for own in pixelwise.readsOwnPixels {
        if let index = buffers.firstIndex(of: own.buffer) { buffers.remove(at: index) }
      }
      return Set(buffers)
    }
  }
}
