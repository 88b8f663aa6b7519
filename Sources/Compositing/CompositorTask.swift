import Glibc
import Imaging
import KernelInterface
import Kernels
import Threads

/// One frame's way through the stages, on all threads of a pool at once.
///
/// `@unchecked Sendable`: written between runs by the compositor's owner; within a run threads write
/// disjoint rows between barriers.
final class CompositorTask: ThreadPoolTask, @unchecked Sendable {
  let width, height, maskWidth, maskHeight, threadCount: Int
  let kernels: KernelList
  private(set) var options: CompositorOptions
  private(set) var rule: BlendRule

  /// The model's mask.
  let mask: Plane<UInt8>
  /// The refined mask, once a stage wants all of it.
  private(set) var refined: Plane<UInt8>?
  private(set) var filter: RefinedMask?
  /// The background picture; or one row of a colour, or of transparent black.
  private(set) var picture: Plane<UInt32>?
  private var flat: Plane<UInt32>
  private let values: Plane<Float>

  /// The frame of the run, and where its result goes.
  var frame: Rows<UInt32>
  var output: Rows<UInt32>

  init(
    width: Int, height: Int, maskWidth: Int, maskHeight: Int, options: CompositorOptions,
    kernels: KernelList, threadCount: Int
  ) {
    (self.width, self.height) = (width, height)
    (self.maskWidth, self.maskHeight) = (maskWidth, maskHeight)
    self.kernels = kernels
    self.threadCount = threadCount
    self.options = options
    mask = Plane(width: maskWidth, height: maskHeight)
    flat = Plane(width: width, height: 1)
    values = Plane(width: width, height: threadCount)
    rule = BlendRule(coverage: options.coverage, lightWrap: options.effectiveLightWrap)
    frame = flat.rows
    output = flat.rows
    prepare(options)
  }

  /// Makes ready for options that were validated.
  func prepare(_ options: CompositorOptions) {
    let needsFilter =
      filter == nil || options.sigmaSpace != self.options.sigmaSpace
      || options.sigmaColor != self.options.sigmaColor
    self.options = options
    rule = BlendRule(coverage: options.coverage, lightWrap: options.effectiveLightWrap)
    if needsFilter {
      filter = RefinedMask(
        JointBilateralFilter(
          width: width, height: height, maskWidth: maskWidth, maskHeight: maskHeight,
          sigmaSpace: options.sigmaSpace, sigmaColor: options.sigmaColor, kernels: kernels),
        threadCount: threadCount)
    }
    var pixel: UInt32 = 0
    if case .color(let red, let green, let blue) = options.background {
      pixel = UInt32(red) | UInt32(green) << 8 | UInt32(blue) << 16 | 0xff00_0000
    }
    flat.rows.base.update(repeating: pixel, count: width)
    if options.background == .image && picture == nil { picture = blackPicture() }
  }

  func run(on context: ThreadContext) {
    guard let filter, options.background != .none else { return copyFrame(on: context) }
    filter.updateBounds(mask.rows, on: context)
    context.synchronize()
    filter.blend(mask.rows, frame: frame, with: blender, on: context)
  }

  private var blender: RunBlender {
    let isPicture = options.background == .image
    let background = isPicture ? picture?.rows ?? flat.rows : repeated(flat)
    let operation: BlendOperation =
      options.background == .transparent
      ? .cutOut : options.blend == .screen ? .screen : .linearDodge
    return RunBlender(
      rule: rule, blend: kernels.blend(operation), frame: frame, background: background,
      wrap: background, output: output)
  }

  /// One row as every row of a frame.
  private func repeated(_ plane: Plane<UInt32>) -> Rows<UInt32> {
    Rows(base: plane.rows.base, stride: 0, width: width, height: height)
  }

  private func copyFrame(on context: ThreadContext) {
    for y in context.share(of: height) { output.row(y).update(from: frame.row(y), count: width) }
  }

  private func blackPicture() -> Plane<UInt32> {
    let plane = Plane<UInt32>(width: width, height: height)
    for y in 0..<height { plane.rows.row(y).update(repeating: 0xff00_0000, count: width) }
    return plane
  }

  /// Copies a picture of the frames' size.
  func setBackground(_ frame: Frame) {
    let plane = picture ?? Plane<UInt32>(width: width, height: height)
    picture = plane
    frame.withPixels { pixels in
      pixels.withUnsafeBytes { bytes in
        for y in 0..<height {
          memcpy(plane.rows.row(y), bytes.baseAddress! + y * width * 4, width * 4)
        }
      }
    }
  }
}
