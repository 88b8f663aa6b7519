public import Compositing

/// Report of one frame: what was done, and how long it took, wall clock.
public struct FrameEffectReport: Sendable {
  /// Source of the frame's mask.
  public enum MaskOrigin: String, Sendable {
    /// It was inferred from this frame.
    case inferred
    /// That of a frame whose input differs by less than the limit.
    case reused
    /// The effect needs none.
    case unused
  }

  /// Where the mask came from.
  public internal(set) var mask = MaskOrigin.unused
  /// Distance of the model's input from that of the last inference, in levels; infinite for the
  /// first.
  public internal(set) var inputChange = Float.infinity
  /// Whether the model gave numbers; where it did not, the picture is of no use.
  public internal(set) var isSound = true
  /// The share of the mask's cells, from 0 to 1, where the person begins to show; nil where the mask is
  /// not this frame's own.
  public internal(set) var personShare: Float?
  /// Bringing the frame to the model's size.
  public internal(set) var resize = Duration.zero
  /// Running the model.
  public internal(set) var inference = Duration.zero
  /// Decoding and smoothing the mask.
  public internal(set) var smoothing = Duration.zero
  /// The compositor's steps.
  public internal(set) var compositing = CompositorTimings()
  /// Everything, from the frame to the result.
  public internal(set) var total = Duration.zero
}
