/// A step of a frame's way through a `Compositor`.
public enum CompositingStep: Int, Sendable, CaseIterable {
  /// Bringing the frame to RGBA, and mirroring it.
  case input
  /// Filtering the mask; where the mask need not be kept, blending too.
  case filter
  /// Matting: the person's share of each pixel near the mask's edge.
  case matting
  /// Blurring the background.
  case blur
  /// Estimating the person's own colors.
  case foreground
  /// Putting the person on the background.
  case blend
  /// Bringing the result to the wanted format.
  case output

  /// For people and machines.
  public var name: String { "\(self)" }
}

/// Times of the steps of the latest frame, wall clock, from one meeting of the threads to the next.
public struct CompositorTimings: Sendable {
  private var durations = InlineArray<7, Duration>(repeating: .zero)

  /// No time for any step.
  public init() {}

  /// One step's time; zero for a step that the frame did not need.
  public subscript(step: CompositingStep) -> Duration {
    get { durations[step.rawValue] }
    set { durations[step.rawValue] = newValue }
  }

  /// All steps.
  public var total: Duration {
    CompositingStep.allCases.reduce(.zero) { $0 + self[$1] }
  }
}
