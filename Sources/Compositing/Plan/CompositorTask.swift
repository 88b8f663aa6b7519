import Imaging
import KernelInterface
import Kernels
import Threads

/// One frame's way through the stages, on all threads of a pool at once.
///
/// `@unchecked Sendable`: prepared between runs by the compositor's owner; within a run threads write
/// disjoint rows between barriers, and thread 0 alone keeps the time.
final class CompositorTask: ThreadPoolTask, @unchecked Sendable {
  let sizes: CompositorSizes
  private let kernels: KernelList
  private(set) var options: CompositorOptions
  private(set) var keepsMask = false
  private(set) var rule: BlendRule
  private(set) var timings = CompositorTimings()

  /// The model's mask.
  let mask: Plane<UInt8>
  /// The mask that the filter reads: the model's, or a mirrored copy.
  private var mirroredMask: Plane<UInt8>?
  var filter: PreparedFilter
  /// The mask at the frame's size, for what wants all of it.
  private(set) var fullMask: Plane<UInt8>?
  private var regions: MaskRegions
  private(set) var blur: BackgroundBlur?
  private(set) var foreground: Foreground?
  private(set) var backdrop: Backdrop
  /// A row of floats a thread.
  private let values: Plane<Float>
  private var input: FramePort
  private var output: FramePort
  /// The way of frames whose bytes can be copied in part.
  private var passThrough: PassThrough?
  private var passesThrough = false
  private var lastMark = ContinuousClock.now

  init(_ sizes: CompositorSizes, _ options: CompositorOptions) {
    self.sizes = sizes
    self.options = options
    let (width, height) = (sizes.width, sizes.height)
    kernels = KernelList(sizes.instructionSet)
    mask = Plane(width: sizes.maskWidth, height: sizes.maskHeight)
    values = Plane(width: width, height: sizes.threadCount)
    rule = BlendRule(coverage: options.coverage, lightWrap: options.effectiveLightWrap)
    backdrop = Backdrop(width: width, height: height)
    input = FramePort(width: width, height: height, instructionSet: sizes.instructionSet)
    output = input
    filter = PreparedFilter(options, sizes)
    regions = MaskRegions(width: width, height: height, kept: [], dropped: [])
    prepare(options)
  }

  /// Makes ready for options that were validated.
  func prepare(_ options: CompositorOptions) {
    let (width, height) = (sizes.width, sizes.height)
    let old = self.options
    self.options = options
    rule = BlendRule(coverage: options.coverage, lightWrap: options.effectiveLightWrap)
    if filter.isOutdated(by: options) { filter = PreparedFilter(options, sizes) }
    regions = MaskRegions(
      width: width, height: height, kept: options.keepRegions, dropped: options.dropRegions)
    if case .blur(let strength) = options.background,
      blur == nil || options.background != old.background
    {
      blur = BackgroundBlur(
        width: width, height: height, strength: strength.map(Double.init),
        kernels: BackgroundBlurKernels(kernels), threadCount: sizes.threadCount)
    }
    if needsForeground && foreground == nil { foreground = Foreground(sizes) }
    if needsFullMask && fullMask == nil { fullMask = Plane(width: width, height: height) }
    if options.mirror && mirroredMask == nil {
      mirroredMask = Plane(width: sizes.maskWidth, height: sizes.maskHeight)
    }
    backdrop.prepare(options, instructionSet: sizes.instructionSet)
  }

  func setKeepsMask(_ isKept: Bool) {
    keepsMask = isKept
    prepare(options)
  }

  func setBackground(_ frame: Frame) {
    backdrop.setPicture(frame, options, instructionSet: sizes.instructionSet)
  }

  func setBackground(_ view: FrameView, fit: Fit, pool: ThreadPool) {
    backdrop.setPicture(view, fit: fit, options, sizes, pool: pool)
  }

  /// Takes a frame in, and where its result goes.
  func begin(_ frame: FrameView, _ result: MutableFrameView) {
    passesThrough = allowsPassThrough && PassThrough.isPossible(frame, result)
    if passesThrough {
      let picture = FrameConverter.Picture(frame.format, frame.encoding)
      if passThrough?.picture != picture { passThrough = PassThrough(picture, sizes) }
      passThrough?.open(frame, result, isMirrored: options.mirror)
    } else {
      input.open(frame, isMirrored: options.mirror)
      output.open(result)
    }
    timings = CompositorTimings()
    lastMark = .now
  }

  /// Lets go of the views.
  func end() {
    input.close()
    output.close()
    passThrough?.close()
  }

  func run(on context: ThreadContext) {
    if passesThrough, let passThrough { return run(passThrough, on: context) }
    input.read(on: context)
    let mask = modelMask(on: context)
    context.synchronize()
    mark(.input, on: context)
    if showsFrame {
      copyFrame(on: context)
      if keepsMask { filterMask(mask, on: context) }
    } else if !needsFullMask, case .exact(let refined) = filter.kind {
      refined.updateBounds(mask, on: context)
      context.synchronize()
      refined.blend(
        mask, frame: input.rows, with: blender(input.rows), on: context)
      finish(.filter, on: context)
    } else {
      filterMask(mask, on: context)
      finish(.filter, on: context)
      composeByFullMask(on: context)
    }
    if output.needsWriting {
      context.synchronize()
      output.write(on: context)
      finish(.output, on: context)
    }
  }

  /// Whether nothing is to change: a blur without a radius is none.
  var showsFrame: Bool {
    options.background == .none || options.background == .blur(strength: 0)
  }

  /// What the exact filter did for the latest frame; nil for other filters, and where none ran.
  var workShares: WorkShares? {
    guard case .exact(let refined) = filter.kind, !showsFrame || keepsMask else { return nil }
    return refined.workShares(needsFullMask ? nil : rule)
  }

  /// The least bytes of pixels that a step of a frame reads and writes, each once; 0 for conversions,
  /// whose formats may change from frame to frame.
  func leastByteCount(of step: CompositingStep) -> Int {
    let pixelCount = sizes.width * sizes.height
    let words = { (perPixel: Int) in perPixel * pixelCount * MemoryLayout<UInt32>.stride }
    let isFused = !needsFullMask
    switch step {
    case .input, .output: return 0
    case .filter: return isFused ? words(2) : pixelCount
    case .blur: return words(1)
    case .foreground: return words(2)
    case .blend: return isFused ? 0 : words(2) + pixelCount
    }
  }

  /// Whether no step but those of `PassThrough` touches pixels.
  private var allowsPassThrough: Bool {
    if keepsMask { return false }
    if showsFrame { return true }
    guard case .exact = filter.kind, !needsForeground, regions.isEmpty else { return false }
    switch options.background {
    case .image, .color, .blur: return true
    case .transparent, .none: return false
    }
  }

  /// Whether some stage needs the mask of the whole frame.
  private var needsFullMask: Bool {
    if case .blur = options.background { return true }
    guard case .exact = filter.kind else { return true }
    return keepsMask || needsForeground || options.usesAlpha || !regions.isEmpty
  }

  var needsForeground: Bool {
    switch options.background {
    case .image, .color, .transparent: options.decontaminate
    case .blur, .none: false
    }
  }

  /// The mask that belongs to the frame as it is composited.
  func modelMask(on context: ThreadContext) -> Rows<UInt8> {
    guard options.mirror, let mirrored = mirroredMask?.rows else { return mask.rows }
    let last = sizes.maskWidth - 1
    for y in context.share(of: sizes.maskHeight) {
      let (source, target) = (mask.rows.row(y), mirrored.row(y))
      for x in 0...last { target[x] = source[last - x] }
    }
    return mirrored
  }

  /// Brings the mask to the frame's size, regions and the frame's own transparency included.
  private func filterMask(_ mask: Rows<UInt8>, on context: ThreadContext) {
    guard let full = fullMask?.rows else { return }
    filter.run(mask, frame: input.rows, output: full, on: context)
    if options.usesAlpha {
      context.synchronize()
      for y in context.share(of: sizes.height) {
        multiply(full.row(y), byAlphaOf: input.rows.row(y))
      }
    }
    if !regions.isEmpty {
      context.synchronize()
      regions.run(mask: full, on: context)
    }
  }

  private func multiply(
    _ mask: UnsafeMutablePointer<UInt8>, byAlphaOf pixels: UnsafeMutablePointer<UInt32>
  ) {
    for x in 0..<sizes.width {
      let product = UInt32(mask[x]) * (pixels[x] >> 24)
      mask[x] = UInt8(truncatingIfNeeded: (product + 127) / 255)
    }
  }

  private func composeByFullMask(on context: ThreadContext) {
    guard let full = fullMask?.rows else { return }
    if case .blur = options.background, let blur {
      blur.run(frame: input.rows, mask: full, on: context)
      mark(.blur, on: context)
      blur.blend(
        rows: context.share(of: sizes.height), frame: input.rows, mask: full, output: output.rows,
        coverage: options.coverage, on: context)
    } else {
      var frame = input.rows
      if needsForeground, let foreground {
        foreground.run(frame: frame, mask: full, rule: rule, on: context)
        frame = foreground.rows
        finish(.foreground, on: context)
      }
      let blend = MaskBlend(
        blender: blender(frame), mask: full, values: values.rows.row(context.index)
      )
      blend.run(on: context)
    }
    finish(.blend, on: context)
  }

  private func blender(_ frame: Rows<UInt32>) -> RunBlender {
    RunBlender(pixelBlend: pixelBlend, frame: frame, output: output.rows)
  }

  /// What blends by the options in force.
  var pixelBlend: PixelBlend {
    let operation: BlendOperation =
      options.background == .transparent
      ? .cutOut : options.blend == .screen ? .screen : .linearDodge
    return PixelBlend(
      rule: rule, kernel: kernels[.blend(operation)].run,
      background: backdrop.rows(options.background), wrap: backdrop.wrapRows(options))
  }

  private func copyFrame(on context: ThreadContext) {
    for y in context.share(of: sizes.height) {
      output.rows.row(y).update(from: input.rows.row(y), count: sizes.width)
    }
    finish(.blend, on: context)
  }

  /// Meets the others at the end of a step.
  func finish(_ step: CompositingStep, on context: ThreadContext) {
    context.synchronize()
    mark(step, on: context)
  }

  func mark(_ step: CompositingStep, on context: ThreadContext) {
    guard context.index == 0 else { return }
    let now = ContinuousClock.now
    timings[step] += now - lastMark
    lastMark = now
  }
}
