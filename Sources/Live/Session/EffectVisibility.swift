import Compositing

/// Options that settle which parts of a frame show: all of an effect but what stands behind the
/// person. When it changes, masks must be judged anew.
struct EffectVisibility: Equatable {
  private let needsMask: Bool
  private let autoFrames: Bool
  private let smoothing: MaskSmoothing
  /// The options, without those that settle only the background and its light.
  private let options: CompositorOptions

  init(_ options: CompositorOptions, _ smoothing: MaskSmoothing, autoFrames: Bool) {
    needsMask = !options.background.isWholeFrame || options.needsMask || autoFrames
    self.autoFrames = autoFrames
    self.smoothing = smoothing
    let plain = CompositorOptions()
    var options = options
    options.background = plain.background
    options.lightWrap = plain.lightWrap
    options.blend = plain.blend
    options.wrapSource = plain.wrapSource
    options.wrapReach = plain.wrapReach
    options.light = plain.light
    self.options = options
  }
}
