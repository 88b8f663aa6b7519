public import Compositing

/// Options of what a `FrameEffect` does with frames. All of it can change between two frames.
public struct FrameEffectOptions: Sendable, Equatable {
  /// Options of the compositor.
  public var compositor: CompositorOptions
  /// Method by which masks are made steady.
  public var smoothing: MaskSmoothing
  /// When an inference is skipped: while no value of the model's input differs from that of the last
  /// inference by more than this, in levels of a picture's bytes. 0 skips equal inputs only, less than
  /// 0 none.
  public var reuseLimit: Float
  /// Kind of result that is written.
  public var result: Result
  /// Whether smoothing can only take away where a frame's own mask shows no person; else older masks show
  /// there what they showed.
  public var smoothingOnlyHides: Bool

  /// Whether pictures follow the person, up to twice as large.
  public var autoFrames: Bool

  /// Output of a `FrameEffect`.
  public enum Result: Sendable {
    /// The composited picture.
    case picture
    /// Coverage of each pixel by the person, as gray: 0 for not at all, 255 for all. The pixels of
    /// `CompositorOptions.background` play no part.
    case mask
  }

  /// Levels by which an input may differ for the mask to be taken for the same. Codecs and resizing
  /// change still pictures by less; what moves, and any sensor's noise, changes them by more.
  public static let standardReuseLimit: Float = 2

  /// Whether frames' masks play a part.
  public var needsMask: Bool { compositorInForce.needsMask || autoFrames }

  /// Options.
  public init(
    compositor: CompositorOptions = CompositorOptions(), smoothing: MaskSmoothing = .standard,
    reuseLimit: Float = standardReuseLimit, result: Result = .picture,
    smoothingOnlyHides: Bool = false, autoFrames: Bool = false
  ) {
    self.compositor = compositor
    self.smoothing = smoothing
    self.reuseLimit = reuseLimit
    self.result = result
    self.smoothingOnlyHides = smoothingOnlyHides
    self.autoFrames = autoFrames
  }
}

extension FrameEffectOptions {
  /// A mask is the transparency of a cut-out, of which no color counts; edges are as steady as masks.
  var compositorInForce: CompositorOptions {
    var options = compositor
    options.steadiesEdges = smoothing == .adaptive
    guard result == .mask else { return options }
    options.background = .transparent
    options.decontaminate = false
    options.light = StudioLight()
    return options
  }
}
