/// Times of the stages of a `Segmenter`, wall clock.
public struct SegmenterTimings: Sendable {
  /// Verifying and importing the model.
  public internal(set) var load = Duration.zero
  /// Optimizing the graph, choosing kernels, packing weights and planning memory.
  public internal(set) var plan = Duration.zero
  /// Bringing the latest frame to the model's size and range.
  public internal(set) var resize = Duration.zero
  /// Running the model on the latest frame.
  public internal(set) var inference = Duration.zero
  /// Turning the latest output into a mask.
  public internal(set) var decode = Duration.zero
}
