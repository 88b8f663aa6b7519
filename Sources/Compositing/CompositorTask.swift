import Imaging
import KernelInterface
import Kernels
import Threads

/// One frame's way through the stages, on all threads of a pool at once.
///
/// `@unchecked Sendable`: prepared between runs by the compositor's owner; within a run threads write
/// disjoint rows between barriers, and thread 0 alone keeps the time.
final class CompositorTask: ThreadPoolTask, @unchecked Sendable {
  let width, height, maskWidth, maskHeight, threadCount: Int
  let instructionSet: InstructionSet
  let kernels: KernelList
  private(set) var options: CompositorOptions
  private(set) var keepsMask = false
  private(set) var rule: BlendRule
  private(set) var timings = CompositorTimings()

  /// The model's mask.
  let mask: Plane<UInt8>
  /// The mask that the filter reads: the model's, or a mirrored copy.
  private var mirroredMask: Plane<UInt8>?
  private var filter: PreparedFilter
  /// The mask at the frame's size, for what wants all of it.
  private var fullMask: Plane<UInt8>?
  private(set) var blur: BackgroundBlur?
  private(set) var foreground: Foreground?
  private var backdrop: Backdrop
  /// A row of floats a thread.
  private let values: Plane<Float>
  private var input: FramePort
  private var output: FramePort
  private var lastMark = ContinuousClock.now

  init(
    width: Int, height: Int, maskWidth: Int, maskHeight: Int, options: CompositorOptions,
    instructionSet: InstructionSet, threadCount: Int
  ) {
    (self.width, self.height) = (width, height)
    (self.maskWidth, self.maskHeight) = (maskWidth, maskHeight)
    self.instructionSet = instructionSet
    self.threadCount = threadCount
    self.options = options
    kernels = KernelList(instructionSet)
    mask = Plane(width: maskWidth, height: maskHeight)
    values = Plane(width: width, height: threadCount)
    rule = BlendRule(coverage: options.coverage, lightWrap: options.effectiveLightWrap)
    backdrop = Backdrop(width: width, height: height)
    input = FramePort(width: width, height: height, instructionSet: instructionSet)
    output = FramePort(width: width, height: height, instructionSet: instructionSet)
    filter = PreparedFilter(
      options, width: width, height: height, maskWidth: maskWidth, maskHeight: maskHeight,
      kernels: kernels, threadCount: threadCount)
    prepare(options)
  }

  /// Makes ready for options that were validated.
  func prepare(_ options: CompositorOptions) {
    let old = self.options
    self.options = options
    rule = BlendRule(coverage: options.coverage, lightWrap: options.effectiveLightWrap)
    if filter.isOutdated(by: options) {
      filter = PreparedFilter(
        options, width: width, height: height, maskWidth: maskWidth, maskHeight: maskHeight,
        kernels: kernels, threadCount: threadCount)
    }
    if case .blur(let strength) = options.background,
      blur == nil || options.background != old.background
    {
      blur = BackgroundBlur(
        width: width, height: height, strength: strength.map(Double.init),
        instructionSet: instructionSet, threadCount: threadCount)
    }
    if needsForeground && foreground == nil {
      foreground = Foreground(
        width: width, height: height, instructionSet: instructionSet, threadCount: threadCount)
    }
    if needsFullMask && fullMask == nil { fullMask = Plane(width: width, height: height) }
    if options.mirror && mirroredMask == nil {
      mirroredMask = Plane(width: maskWidth, height: maskHeight)
    }
    backdrop.prepare(options, instructionSet: instructionSet)
  }

  func setKeepsMask(_ isKept: Bool) {
    keepsMask = isKept
    prepare(options)
  }

  func setBackground(_ frame: Frame) {
    backdrop.setPicture(frame, options, instructionSet: instructionSet)
  }

  /// Takes a frame in, and where its result goes.
  func begin(_ frame: FrameView, _ result: MutableFrameView) {
    input.open(frame, isMirrored: options.mirror)
    output.open(result)
    filter.begin()
    timings = CompositorTimings()
    lastMark = .now
  }

  /// Lets go of the views.
  func end() {
    input.close()
    output.close()
  }

  func run(on context: ThreadContext) {
    input.read(on: context)
    let mask = modelMask(on: context)
    context.synchronize()
    mark(.input, on: context)
    if options.background == .none {
      copyFrame(on: context)
      if keepsMask { filterMask(mask, on: context) }
    } else if !needsFullMask, case .exact(let refined) = filter.kind {
      refined.updateBounds(mask, on: context)
      context.synchronize()
      refined.blend(mask, frame: input.rows, with: blender(input.rows), on: context)
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

  /// Whether some stage needs the mask of the whole frame.
  private var needsFullMask: Bool {
    if case .blur = options.background { return true }
    return keepsMask || needsForeground || options.usesAlpha || !options.keepRegions.isEmpty
      || !options.dropRegions.isEmpty || options.filter != .exact || options.usesMaskAsItIs
  }

  private var needsForeground: Bool {
    switch options.background {
    case .image, .color, .transparent: options.decontaminate
    case .blur, .none: false
    }
  }

  /// The mask that belongs to the frame as it is composited.
  private func modelMask(on context: ThreadContext) -> Rows<UInt8> {
    guard options.mirror, let mirrored = mirroredMask?.rows else { return mask.rows }
    for y in context.share(of: maskHeight) {
      let (source, target) = (mask.rows.row(y), mirrored.row(y))
      for x in 0..<maskWidth { target[x] = source[maskWidth - 1 - x] }
    }
    return mirrored
  }

  /// Brings the mask to the frame's size, regions and the frame's own transparency included.
  private func filterMask(_ mask: Rows<UInt8>, on context: ThreadContext) {
    guard let full = fullMask?.rows else { return }
    filter.run(mask, frame: input.rows, output: full, on: context)
    guard options.usesAlpha || !options.keepRegions.isEmpty || !options.dropRegions.isEmpty else {
      return
    }
    context.synchronize()
    let regions = MaskRegions(
      keep: options.keepRegions, drop: options.dropRegions, width: width, height: height)
    for y in context.share(of: height) {
      regions.apply(to: full.row(y), y: y)
      guard options.usesAlpha else { continue }
      let (row, pixels) = (full.row(y), input.rows.row(y))
      for x in 0..<width {
        let product = UInt32(row[x]) * (pixels[x] >> 24)
        row[x] = UInt8(truncatingIfNeeded: (product + 127) / 255)
      }
    }
  }

  private func composeByFullMask(on context: ThreadContext) {
    guard let full = fullMask?.rows else { return }
    if case .blur = options.background, let blur {
      blur.run(frame: input.rows, mask: full, on: context)
      mark(.blur, on: context)
      blur.blend(
        rows: context.share(of: height), frame: input.rows, mask: full, output: output.rows,
        coverage: options.coverage, on: context)
    } else {
      var frame = input.rows
      if needsForeground, let foreground {
        foreground.run(frame: frame, mask: full, rule: rule, on: context)
        frame = foreground.rows
        finish(.foreground, on: context)
      }
      let blend = MaskBlend(
        blender: blender(frame), mask: full, values: values.rows.row(context.index))
      blend.run(on: context)
    }
    finish(.blend, on: context)
  }

  private func blender(_ frame: Rows<UInt32>) -> RunBlender {
    let operation: BlendOperation =
      options.background == .transparent
      ? .cutOut : options.blend == .screen ? .screen : .linearDodge
    return RunBlender(
      rule: rule, blend: kernels.blend(operation), frame: frame,
      background: backdrop.rows(options.background),
      wrap: backdrop.wrapRows(options), output: output.rows)
  }

  private func copyFrame(on context: ThreadContext) {
    for y in context.share(of: height) {
      output.rows.row(y).update(from: input.rows.row(y), count: width)
    }
    finish(.blend, on: context)
  }

  /// Meets the others at the end of a stage.
  private func finish(_ stage: CompositorStage, on context: ThreadContext) {
    context.synchronize()
    mark(stage, on: context)
  }

  private func mark(_ stage: CompositorStage, on context: ThreadContext) {
    guard context.index == 0 else { return }
    let now = ContinuousClock.now
    timings[stage] += now - lastMark
    lastMark = now
  }
}
