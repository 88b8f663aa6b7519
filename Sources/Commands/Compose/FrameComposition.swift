import Compositing
import ImageFiles
import Segmentation

/// One frame after the other through one compositor, prepared again when sizes change.
struct FrameComposition {
  let arguments: ComposeArguments
  /// The background as it was read, opaque.
  let background: Frame?
  /// The picture before the person.
  let front: Frame?
  let masks: MaskSource
  let instructionSet: InstructionSet
  let pool: ThreadPool
  /// Files that are read and so must not be written.
  let inputs: Set<FileIdentity>

  private var compositor: Compositor?
  /// The background at the compositor's size.
  private var placedBackground: Frame?

  init(
    arguments: ComposeArguments, background: Frame?, front: Frame?, masks: MaskSource,
    instructionSet: InstructionSet, pool: ThreadPool, inputs: Set<FileIdentity>
  ) {
    self.arguments = arguments
    self.background = background
    self.front = front
    self.masks = masks
    self.instructionSet = instructionSet
    self.pool = pool
    self.inputs = inputs
  }

  /// Reads a frame, puts the person on the background, and writes what the command line wants.
  ///
  /// Everything is encoded before the first file is written.
  ///
  /// - Throws: `UnsoundMask`, `ClobberError`, and what reading, encoding and writing throw.
  mutating func run(_ item: ComposePlan.Item) throws -> ComposeReport.Frame {
    if arguments.noClobber { try ClobberError.check([item.output]) }
    let clock = ContinuousClock()
    var timings: [StageTiming] = []
    func timed<Result>(_ stage: String, _ body: () throws -> Result) rethrows -> Result {
      let start = clock.now
      defer { timings.append(StageTiming(stage, clock.now - start)) }
      return try body()
    }
    let picture = try timed("read") {
      try readPicture(item.frame, maxPixelCount: arguments.maxPixels)
    }
    var frame = picture.frame
    if let height = arguments.workingHeight, frame.height > height {
      frame = timed("scale") {
        frame.scaled(toHeight: height, instructionSet: instructionSet, pool: pool)
      }
    }
    let found = try masks.mask(
      of: frame, item,
      above: arguments.effect.options(decontaminates: true).coverage.lowerBound,
      maxPixelCount: arguments.maxPixels)
    var mask = found.mask
    timings += found.timings
    let isSomebodyThere = hasPerson(mask)
    if arguments.effect.studio.autoFrame {
      (frame, mask) = timed("frame") { framed(frame, mask) }
    }
    let compositor = try timed("prepare") { try preparedCompositor(for: frame, mask) }
    let isOpaque = frame.isOpaque
    var result = compositor.compose(isOpaque ? frame : frame.opaque(), mask: mask)
    for step in CompositingStep.allCases where compositor.timings[step] > .zero {
      timings.append(StageTiming(step.name, compositor.timings[step]))
    }
    if !isOpaque { result = timed("alpha") { applyingAlpha(of: frame, to: result) } }
    if let color = arguments.effect.color, !color.isOpaque {
      result = timed("color") { result.over(color) }
    }

    let stages = StageFiles(folder: arguments.stages, item: item)
    let files = try timed("encode") {
      try stages.encode(compositor, result) + [
        (item.output, try encode(result, of: picture, as: item.format))
      ]
    }
    try stages.check(files.dropLast(), against: inputs)
    try timed("write") {
      for (path, bytes) in files { try writeFile(path, bytes) }
    }
    var record = ComposeReport.Frame(path: item.frame)
    record.width = result.width
    record.height = result.height
    record.output = item.output
    record.model = found.other?.shortName
    record.hasSecondLook = found.isFiner ? true : nil
    record.hasPerson = isSomebodyThere
    record.timings = timings
    return record
  }

  private mutating func preparedCompositor(
    for frame: Frame, _ mask: Mask
  ) throws(CompositingError) -> Compositor {
    if let compositor, compositor.width == frame.width, compositor.height == frame.height,
      compositor.maskWidth == mask.width, compositor.maskHeight == mask.height
    {
      return compositor
    }
    // The memory of the one before is free before the next takes its own.
    compositor = nil
    var options = arguments.effect.options(
      decontaminates: true, transparent: arguments.transparent)
    options.usesMaskAsItIs = arguments.maskFinal != nil
    arguments.mattes.apply(to: &options, edge: arguments.effect.edge)
    let made = try Compositor(
      width: frame.width, height: frame.height, maskWidth: mask.width, maskHeight: mask.height,
      options: options, instructionSet: instructionSet, pool: pool)
    made.keepsStages = arguments.stages != nil
    made.setFront(front, at: arguments.effect.studio.inFrontPosition)
    if let background {
      let fitting = placed(
        background: background, width: frame.width, height: frame.height,
        fit: arguments.effect.fit)
      made.setBackground(fitting)
      placedBackground = fitting
    }
    compositor = made
    return made
  }

  /// A frame's alpha multiplies the person's coverage; where the frame itself is the background, the
  /// result keeps it.
  private func applyingAlpha(of frame: Frame, to result: Frame) -> Frame {
    let isMirrored = arguments.effect.mirror
    if let placedBackground {
      return result.over(placedBackground, as: frame, isMirrored: isMirrored)
    }
    if let color = arguments.effect.color, color.isOpaque {
      let plain = Frame(
        width: frame.width, height: frame.height, red: color.red, green: color.green,
        blue: color.blue)
      return result.over(plain, as: frame, isMirrored: isMirrored)
    }
    return result.fading(as: frame, isMirrored: isMirrored)
  }

  private func encode(
    _ frame: Frame, of picture: PictureFile, as format: WritableFormat
  ) throws -> [UInt8] {
    try format.encode(
      frame, quality: arguments.quality,
      exif: picture.exif?.forResult(
        width: frame.width, height: frame.height, keepsLocation: arguments.keepLocation))
  }

  /// The window around the person of a frame and of its mask.
  private func framed(_ frame: Frame, _ mask: Mask) -> (Frame, Mask) {
    let framer = AutoFramer(
      width: frame.width, height: frame.height, maskWidth: mask.width, maskHeight: mask.height,
      instructionSet: instructionSet, pool: pool)
    let cells = mask.gray8()
    framer.follow { y, row in
      for x in row.indices { row[x] = cells[y * mask.width + x] }
    }
    guard framer.window.side < 1 else { return (frame, mask) }
    var values: [Float] = []
    values.reserveCapacity(cells.count)
    var line = [UInt8](repeating: 0, count: mask.width)
    for y in 0..<mask.height {
      var row = line.mutableSpan
      framer.writeMaskRow(y, to: &row)
      for value in line { values.append(Float(value) / 255) }
    }
    let window = frame.withView { Frame(copying: framer.framed($0)) }
    return (window, Mask(width: mask.width, height: mask.height, values: values))
  }

  /// Tells whether anybody can show; nil when the mask is not used.
  private func hasPerson(_ mask: Mask) -> Bool? {
    let options = arguments.effect.options(decontaminates: true)
    if options.background.isWholeFrame { return nil }
    if !options.keepRegions.isEmpty { return true }
    // A filtered value is a mean: it exceeds the limit only where a value of the mask does.
    return mask.showsSomebody(above: options.visibleAbove)
  }
}
