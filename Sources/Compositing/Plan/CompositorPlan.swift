import KernelInterface
import Matting
import Threads

/// The steps of frames' way through a compositor, decided once for options: what they do not need is not
/// in it, and a step asks nothing but where the frame lies.
final class CompositorPlan {
  /// Work that all threads do together, on a frame that comes and goes in one of two ways.
  struct Step<Way> {
    /// Step that its time counts for; nil: that of the next one.
    let stage: CompositingStep?
    /// Whether the threads meet behind it.
    let meets: Bool
    let run: (Way, ThreadContext) -> Void
  }

  /// By way of RGBA.
  private(set) var steps: [Step<CompositorTask>] = []
  /// For frames whose bytes are copied where nothing is computed; nil where a step touches all of them.
  private(set) var passThroughSteps: [Step<PassThrough>]?

  /// Meaning of mask values, as they are blended.
  let coverage: ClosedRange<Float>
  /// The same, as a rule.
  let rule: BlendRule
  /// The filter, where it is one that computes only a part of frames and runs.
  let sparseFilter: SparseMaskFilter?
  /// The mask at the frame's size; nil where runs of pixels are blended as soon as their mask is filtered.
  let fullMask: Plane<UInt8>?
  /// The background, where it is made of the frame.
  let made: (any MadeBackground)?
  let foreground: Foreground?
  /// Matting of the mask's edge, where it is wanted and a mask is.
  let matting: AlphaMatting?
  /// The mender of masks at their own size.
  let cleaner: MaskCleaner?

  let options: CompositorOptions
  private let filter: PreparedFilter
  let shaper: EdgeShaper?
  let grade: LightGrade?
  /// The mask value to blend by for each; nil where the person is opaque.
  let fading: [UInt8]?
  let regions: MaskRegions
  let background: StillBackground
  private let blendKernel: KernelFunction<BlendArguments>
  /// The mask that filters read: the model's, or a mirrored copy.
  let mask: Rows<UInt8>
  let values: Plane<Float>?

  /// The plan for options that were validated.
  ///
  /// - Parameter keepsMask: whether all of each frame's filtered mask is wanted.
  init(_ options: CompositorOptions, keepsMask: Bool, _ parts: CompositorParts) {
    let effect = options.background
    self.options = options
    let (isFaded, shapesEdge) = (options.isFaded, options.changesMask)
    coverage = shapesEdge ? EdgeShaper.coverage : options.coverage
    let isLinear = options.hasSoftEdges
    shaper = shapesEdge ? EdgeShaper(parts.sizes, options, isLinear: isLinear) : nil
    cleaner =
      options.hygiene.cleansCells && (options.needsMask || keepsMask) ? parts.cleaner : nil
    background = parts.background
    background.prepare(options)
    blendKernel = parts.blendKernel(options)
    regions = MaskRegions(
      width: parts.sizes.width, height: parts.sizes.height, kept: options.keepRegions,
      dropped: options.dropRegions)
    filter = parts.filter(options)
    // Frames since it ran last may have had other options.
    filter.forget()
    sparseFilter = options.needsMask || keepsMask ? filter.sparse : nil
    made = parts.made(effect.source)
    foreground =
      options.estimatesColors && !options.estimatesColorsInBand ? parts.foreground : nil
    matting = options.matting && (options.needsMask || keepsMask) ? parts.matting : nil
    let needsFullMask =
      made != nil || matting != nil || filter.sparse == nil || keepsMask || foreground != nil
      || options.usesAlpha || !regions.isEmpty || shapesEdge || options.light.isOn
    rule = BlendRule(
      coverage: coverage, isLinear: isLinear,
      lightWrap: isFaded ? 0 : options.effectiveLightWrap, wrapsByBand: options.wrapsByBand,
      knowsBand: filter.knowsBand && !needsFullMask)
    grade = options.light.isOn ? LightGrade(options.light, rule) : nil
    fading = isFaded ? Self.fading(rule, options.opacity) : nil
    fullMask = needsFullMask ? parts.fullMask : nil
    values = needsFullMask ? parts.values : nil
    let modelMask = cleaner == nil ? parts.mask.rows : parts.cleanMask.rows
    mask = options.mirror ? parts.mirroredMask.rows : modelMask

    if let clean = cleaning(parts.mask.rows, to: modelMask) {
      steps.add(nil) { clean($1) }
    }
    planSteps(of: modelMask, keepsMask: keepsMask)
    if !keepsMask {
      passThroughSteps = plannedPassThrough(
        of: modelMask, cleaning(parts.mask.rows, to: modelMask))
    }
  }

  /// Forgets what was kept of frames.
  func forgetFrames() {
    cleaner?.reset()
    filter.forget()
  }

  /// The least bytes of pixels that a step of a frame reads and writes, each once; 0 for conversions,
  /// whose formats may change from frame to frame.
  func leastByteCount(of step: CompositingStep, _ sizes: CompositorSizes) -> Int {
    let pixelCount = sizes.width * sizes.height
    let words = { (perPixel: Int) in perPixel * pixelCount * MemoryLayout<UInt32>.stride }
    switch step {
    case .input, .output: return 0
    case .filter: return fullMask == nil ? words(2) : pixelCount
    case .matting: return words(1) + 2 * pixelCount
    case .blur: return words(1)
    case .foreground: return words(2)
    case .blend: return fullMask == nil ? 0 : words(2) + pixelCount
    }
  }

  /// Blend of a frame. The background may have got other memory since the frame before.
  var pixelBlend: (ThreadContext) -> PixelBlend {
    { [rule, blendKernel, background, filter] context in
      PixelBlend(
        rule: rule, kernel: blendKernel, background: background.rows, wrap: background.wrapRows,
        wrapBand: filter.wrapBand, personColors: filter.personColors, thread: context.index)
    }
  }

  /// Blend over a background that is made of the frame.
  func madeBlend(_ made: any MadeBackground) -> MadeBlend? {
    guard let values else { return nil }
    return MadeBlend(
      made: made, rule: BlurBlendRule(coverage, isLinear: rule.isLinear), colorRule: rule,
      personColors: filter.personColors, values: values.rows)
  }

  /// Finds where light falls on the person, behind the filter's first part; nil where that plays no part.
  var lighting: ((ThreadContext) -> Void)? {
    guard let band = filter.wrapBand else { return nil }
    return { [mask] in band.update(mask, on: $0) }
  }

  /// Turns the mask as the frame is turned; nil where that is as it is.
  func mirroring(_ modelMask: Rows<UInt8>) -> ((ThreadContext) -> Void)? {
    guard options.mirror else { return nil }
    return { [mask] context in
      let last = mask.width - 1
      for y in context.share(of: mask.height) {
        let (source, target) = (modelMask.row(y), mask.row(y))
        for x in 0...last { target[x] = source[last - x] }
      }
    }
  }

  /// Mends the mask; nil where nothing is to be. One thread does it: a mask is small.
  private func cleaning(
    _ mask: Rows<UInt8>, to result: Rows<UInt8>
  ) -> ((ThreadContext) -> Void)? {
    guard let cleaner else { return nil }
    return { [hygiene = options.hygiene] context in
      if context.index == 0 { cleaner.run(mask, to: result, hygiene) }
    }
  }

  private func planSteps(of modelMask: Rows<UInt8>, keepsMask: Bool) {
    let mirror = mirroring(modelMask)
    steps.add(.input) { way, context in
      way.input.read(on: context)
      mirror?(context)
    }
    if !options.background.needsMask {
      steps.add(.blend) { way, context in
        for y in context.share(of: way.output.rows.height) {
          way.output.rows.row(y).update(from: way.input.rows.row(y), count: way.output.rows.width)
        }
      }
      if keepsMask || grade != nil, let fullMask {
        planFilter(to: fullMask.rows, countedAs: grade == nil ? nil : .filter)
        planGrade(by: fullMask.rows)
      }
    } else if let fullMask {
      planFilter(to: fullMask.rows, countedAs: .filter)
      planBlend(by: fullMask.rows)
      planGrade(by: fullMask.rows)
    } else if let sparseFilter {
      let (mask, pixelBlend) = (mask, pixelBlend)
      steps.add(nil) { sparseFilter.prepare(mask, frame: $0.input.rows, on: $1) }
      if let lighting { steps.add(nil) { lighting($1) } }
      steps.add(.filter) { way, context in
        let blender = RunBlender(
          pixelBlend: pixelBlend(context), frame: way.input.rows, output: way.output.rows)
        sparseFilter.blend(mask, frame: way.input.rows, with: blender, on: context)
      }
    }
  }

  /// Brings the mask to the frame's size, regions and the frame's own transparency included.
  private func planFilter(to full: Rows<UInt8>, countedAs stage: CompositingStep?) {
    let (filter, regions, mask) = (filter, regions, mask)
    let isLast = !options.usesAlpha && regions.isEmpty
    steps.add((isLast && shaper == nil) || matting != nil ? stage : nil) { way, context in
      filter.run(mask, frame: way.input.rows, output: full, on: context)
    }
    let stage = matting != nil && stage != nil ? .matting : stage
    if let matting {
      steps.add(isLast && shaper == nil ? stage : nil) { way, context in
        matting.run(frame: way.input.rows, mask: mask, matte: full, on: context)
      }
    }
    if let shaper { steps.add(isLast ? stage : nil) { shaper.run(full, on: $1) } }
    if options.usesAlpha {
      steps.add(regions.isEmpty ? stage : nil) { way, context in
        for y in context.share(of: full.height) {
          let (values, pixels) = (full.row(y), way.input.rows.row(y))
          for x in 0..<full.width {
            let product = UInt32(values[x]) * (pixels[x] >> 24)
            values[x] = UInt8(truncatingIfNeeded: (product + 127) / 255)
          }
        }
      }
    }
    if !regions.isEmpty { steps.add(stage) { regions.run(mask: full, on: $1) } }
  }

  /// Light on the result, by the mask that it was blended by.
  private func planGrade(by full: Rows<UInt8>) {
    guard let grade else { return }
    steps.add(.blend) { way, context in
      for y in context.share(of: full.height) {
        grade.run(way.output.rows.row(y), full.row(y), count: full.width)
      }
    }
  }

  /// Makes the person as transparent as they are wanted, once all that needs their mask was done.
  private func planFading(of full: Rows<UInt8>) {
    guard let fading else { return }
    steps.add(nil) { _, context in Self.fade(full, by: fading, on: context) }
  }

  /// Looks each value of a mask up in a table: one thread's part. Most stretches are of one value.
  static func fade(_ full: Rows<UInt8>, by table: [UInt8], on context: ThreadContext) {
    let length = 64
    table.withUnsafeBufferPointer { table in
      for y in context.share(of: full.height) {
        let row = full.row(y)
        for first in stride(from: 0, to: full.width, by: length) {
          let run = first..<min(first + length, full.width)
          let value = row[first]
          var difference: UInt8 = 0
          for x in run { difference |= row[x] ^ value }
          if difference == 0 {
            (row + first).update(repeating: table[Int(value)], count: run.count)
          } else {
            for x in run { row[x] = table[Int(row[x])] }
          }
        }
      }
    }
  }

  private static func fading(_ rule: BlendRule, _ opacity: Float) -> [UInt8] {
    let masks = EdgeShaper.masks(isLinear: rule.isLinear)
    return (0...255).map { masks[Int(rule.share(Float($0)) * opacity * 255 + 0.5)] }
  }

  private func planBlend(by full: Rows<UInt8>) {
    if let made {
      steps.add(.blur, meets: fading != nil || foreground != nil) {
        made.run(frame: $0.input.rows, mask: full, on: $1)
      }
    }
    if let foreground {
      let rule = rule
      steps.add(.foreground) {
        foreground.run(frame: $0.input.rows, mask: full, rule: rule, on: $1)
      }
    }
    if let blend = made.flatMap(madeBlend) {
      planFading(of: full)
      let foreground = foreground
      steps.add(.blend) { way, context in
        blend(
          rows: context.share(of: full.height), frame: foreground?.rows ?? way.input.rows,
          mask: full, output: way.output.rows, on: context)
      }
      return
    }
    if let lighting { steps.add(nil) { lighting($1) } }
    guard let values else { return }
    planFading(of: full)
    let (foreground, pixelBlend) = (foreground, pixelBlend)
    steps.add(.blend) { way, context in
      let blender = RunBlender(
        pixelBlend: pixelBlend(context), frame: foreground?.rows ?? way.input.rows,
        output: way.output.rows)
      MaskBlend(blender: blender, mask: full, values: values.rows.row(context.index))
        .run(on: context)
    }
  }
}

extension Array {
  /// Adds a step.
  mutating func add<Way>(
    _ stage: CompositingStep?, meets: Bool = true, _ run: @escaping (Way, ThreadContext) -> Void
  ) where Element == CompositorPlan.Step<Way> {
    append(Element(stage: stage, meets: meets, run: run))
  }
}
