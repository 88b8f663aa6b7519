import KernelInterface
import Kernels
import Matting

/// Parts that plans are made of, each prepared when a plan first needs it and kept for those that
/// follow.
final class CompositorParts {
  let sizes: CompositorSizes
  /// The model's mask.
  let mask: Plane<UInt8>
  /// The background, unless it is made of the frame.
  let background: StillBackground
  /// The mask at the frame's size, for what wants all of it.
  private(set) lazy var fullMask = Plane<UInt8>(width: sizes.width, height: sizes.height)
  /// The model's mask for a mirrored frame.
  private(set) lazy var mirroredMask = Plane<UInt8>(
    width: mask.rows.width, height: mask.rows.height)
  private(set) lazy var matting = AlphaMatting(
    width: sizes.width, height: sizes.height, maskWidth: sizes.maskWidth,
    maskHeight: sizes.maskHeight, threadCount: sizes.threadCount)
  /// The model's mask, mended, and what mends it.
  private(set) lazy var cleanMask = Plane<UInt8>(width: mask.rows.width, height: mask.rows.height)
  private(set) lazy var cleaner = MaskCleaner(width: mask.rows.width, height: mask.rows.height)
  private(set) lazy var foreground = Foreground(sizes)
  /// A row of floats a thread.
  private(set) lazy var values = Plane<Float>(width: sizes.width, height: sizes.threadCount)

  private let kernels: KernelList
  private var filter: PreparedFilter?
  private var made: (background: any MadeBackground, source: BackgroundEffect.Source)?

  init(_ sizes: CompositorSizes) {
    self.sizes = sizes
    mask = Plane(width: sizes.maskWidth, height: sizes.maskHeight)
    background = StillBackground(sizes)
    kernels = KernelList(sizes.instructionSet)
  }

  /// The mask filter of options.
  func filter(_ options: CompositorOptions) -> PreparedFilter {
    if let filter, !filter.isOutdated(by: options) { return filter }
    let made = PreparedFilter(options, sizes)
    filter = made
    return made
  }

  /// The background of an effect that makes it of the frame; nil for others.
  func made(_ source: BackgroundEffect.Source) -> (any MadeBackground)? {
    if let made, made.source == source { return made.background }
    guard let background = source.made(sizes, kernels) else { return nil }
    made = (background, source)
    return background
  }

  /// Returns what puts a pixel of the person on a background.
  func blendKernel(_ options: CompositorOptions) -> KernelFunction<BlendArguments> {
    let operation: BlendOperation =
      !options.background.isOpaque
      ? .cutOut : options.blend == .screen ? .screen : .linearDodge
    return kernels[.blend(operation)].run
  }
}
