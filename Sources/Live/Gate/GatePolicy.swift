/// Policy of the leak gate: when a camera's pixels may leave.
///
/// **The rule.** A frame leaves only if a valid mask for that very frame exists. The mask was computed
/// from the frame, or from one whose model input differs from this frame's by at most
/// `largestChange` in every value (the difference is taken to the frame that was inferred, so that
/// small steps do not add up). Anything else that leaves is a slate, which holds no pixel of a
/// camera: the background picture or color without a person, or gray where the effect blurs.
/// A blurred frame is no slate, since the colors of the room would show through it.
///
/// **What closes the gate**, at once, for the very frame:
///
/// | fault | found by |
/// |---|---|
/// | inference failed | it threw |
/// | inference late | it took longer than `inferenceDeadline` |
/// | not numbers | a NaN or an infinity in the model's output |
/// | everything is person | the person shows on more than `largestShare` of the mask |
/// | jump | the person shows on more than `largestGrowth` of the mask where the mask before had no person |
///
/// A mask that shrinks closes nothing: it shows less. While the gate is closed every frame is
/// inferred; it opens at the `soundCount`-th sound mask in a row. A jump to what then stays is
/// believed after that: a person who walks in quickly costs `soundCount` frames.
///
/// **Smoothing** uses older masks, and must not show what they showed: where a frame's own mask has no
/// person it can only take away.
///
/// **What needs no mask to be judged:** while an inference runs for longer than `inferenceDeadline`
/// the slate is shown, and its mask is not used when it comes; when no frame has passed for
/// `staleLimit`, or the camera is lost, the slate is shown; after a reconnect all masks before are
/// forgotten and the gate is closed. When an effect that shows the room (`none`, kept regions, a
/// blur of 0) is replaced, what it made no longer leaves, from the moment the new one is given.
///
/// **What a person asked for:** with the effect `none` frames pass as they are, and kept regions
/// show the frame wherever it passes.
public struct GatePolicy: Sendable, Hashable {
  /// The most that a value of the model's input may differ from the inferred frame's for its mask to
  /// be used again, in levels of 1/255 of the input's range.
  public var largestChange: Float = 2
  /// The largest share of the mask that may be person, 0...1.
  public var largestShare: Float = 0.95
  /// The largest share of the mask that may become person from one mask to the next, 0...1.
  public var largestGrowth: Float = 0.2
  /// Number of sound masks in a row that open the gate.
  public var soundCount = 3
  /// Time that an inference may take.
  public var inferenceDeadline: Duration = .milliseconds(500)
  /// For how long the latest frame is repeated when none passes.
  public var staleLimit: Duration = .seconds(1)

  /// The policy that is documented.
  public init() {}
}
