public import Compositing

/// Measure of how much of the room an effect shows behind the person. In this order: a picture or a
/// color, which show nothing; blurs, the strong before the weak; no effect.
public struct Revelation: Sendable, Hashable, Comparable {
  /// The share of the contrast of its details beyond which a room is recognized; see
  /// `BackgroundEffect.contrastLeft`.
  public static let recognizableShare = 0.8

  private let share: Double
  private let isWholeFrame: Bool

  /// Returns what a background of frames of `width` x `height` pixels shows.
  public init(_ background: BackgroundEffect, width: Int, height: Int) {
    share = background.contrastLeft(width: width, height: height)
    isWholeFrame = background.isWholeFrame
  }

  /// Whether the room can be recognized.
  public var isRecognizable: Bool { share > Self.recognizableShare }

  public static func < (one: Revelation, other: Revelation) -> Bool {
    (one.share, one.isWholeFrame ? 1 : 0) < (other.share, other.isWholeFrame ? 1 : 0)
  }
}
