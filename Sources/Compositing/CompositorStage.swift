public import Imaging

/// What a stage of a frame's way made, to be looked at.
public struct CompositorStage: Sendable {
  /// A picture or a mask.
  public enum Content: Sendable {
    /// RGBA pixels.
    case frame(Frame)
    /// Person coverage.
    case mask(Mask)
  }

  /// `mask_model`, `mask_filtered`, `background`, `foreground`: in the order in which they are made.
  public let name: String
  /// What was made.
  public let content: Content
}
