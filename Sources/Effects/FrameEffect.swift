public import Compositing
public import Imaging
import Platform
public import Segmentation
public import Threads

/// A frame's whole way: from its pixels to the mask, made steady, to the picture with another background.
///
/// `process` is all of it. A live session takes the steps one by one, as its gate stands between them: it finds
/// masks, and those that pass go to `takeMask`, and their frames to `compose`.
///
/// A mask is only ever put on the frame that it was inferred from, or on one whose input to the model
/// is the same but for `FrameEffectOptions.reuseLimit`. Allocates nothing from the second frame of a
/// format on, unless options change. One owner at a time.
public final class FrameEffect {
  /// Pixels a row of the frames.
  public var width: Int { compositor.width }
  /// Rows of the frames.
  public var height: Int { compositor.height }
  /// Options in force.
  public private(set) var options: FrameEffectOptions
  /// The background alone; nil where it is made of the frame, or a picture that was not given yet.
  public var slate: Frame? { compositor.slate }

  /// Finder of masks, and those that it found.
  private let own: (finder: any PersonFinder, ledger: MaskLedger)?
  private let compositor: Compositor
  private var smoother: MaskSmoother
  private let cutWatch: CutWatch
  private let pool: ThreadPool
  private let instructionSet: InstructionSet
  private var framer: AutoFramer?
  /// The picture of which only the mask is wanted.
  private var cutOut: Plane<UInt32>?
  /// The output of a frame that is composited in stages.
  private var stagedOutput: MutableFrameView?
  /// Part of the frame before that was looked at.
  private var framing: FrameFraming?
  /// Whether a mask was taken since the last time that all were forgotten.
  private var hasMask = false

  /// Prepares for frames of one size.
  ///
  /// - Parameters:
  ///   - segmenter: finds the person; built with `comparesInputs`, without which nothing is skipped and
  ///     masks cannot be made steady by what moves in the picture. nil where no masks are needed, or
  ///     somebody else finds them.
  ///   - mask: cells a row and rows of masks that somebody else finds.
  ///   - instructionSet: the level of the kernels; a segmenter's own where there is one.
  ///   - pool: the threads; may be the segmenter's.
  /// - Throws: `CompositingError` for sizes and options out of range.
  /// - Precondition: the segmenter's options have `comparesInputs`.
  public init(
    segmenter: Segmenter? = nil, width: Int, height: Int, mask: (width: Int, height: Int) = (1, 1),
    options: FrameEffectOptions = FrameEffectOptions(), instructionSet: InstructionSet = .best,
    pool: ThreadPool
  ) throws(CompositingError) {
    precondition(
      segmenter?.options.comparesInputs != false, "expected a segmenter that compares inputs")
    let mask = segmenter.map { ($0.maskWidth, $0.maskHeight) } ?? mask
    self.options = options
    self.pool = pool
    self.instructionSet = segmenter?.options.instructionSet ?? instructionSet
    compositor = try Compositor(
      width: width, height: height, maskWidth: mask.0, maskHeight: mask.1,
      options: options.compositorInForce,
      instructionSet: segmenter?.options.instructionSet ?? instructionSet, pool: pool)
    own = segmenter.map { ($0, MaskLedger(width: mask.0, height: mask.1)) }
    smoother = MaskSmoother(options.smoothing, width: mask.0, height: mask.1)
    cutWatch = CutWatch(width: mask.0, height: mask.1)
    prepareCutOut()
    prepareFramer()
  }

  /// Changes the options between two frames. Another smoothing begins anew. Allocates what was not used
  /// before.
  ///
  /// - Throws: `CompositingError` for options out of range; those in force then stay.
  public func update(_ options: FrameEffectOptions) throws(CompositingError) {
    try compositor.update(options.compositorInForce)
    if options.smoothing != self.options.smoothing {
      smoother = MaskSmoother(
        options.smoothing, width: compositor.maskWidth, height: compositor.maskHeight)
      hasMask = false
    }
    self.options = options
    prepareCutOut()
    prepareFramer()
  }

  /// Forgets all masks, for a frame that has nothing to do with those before: after a cut, or a pause.
  public func reset() {
    smoother.reset()
    compositor.forgetFrames()
    framer?.reset()
    cutWatch.reset()
    hasMask = false
  }

  /// Takes the picture that stands behind the person from the next frame on; see
  /// `Compositor.setBackground(_:fit:)`.
  public func setBackground(_ view: FrameView, fit: Fit) {
    compositor.setBackground(view, fit: fit)
  }

  /// As `setBackground(_:fit:)`, of a picture of the frames' size.
  public func setBackground(_ frame: Frame) { compositor.setBackground(frame) }

  /// As `setBackground(_:fit:)`, of RGBA pixels of the frames' size, which must live, and not change, until
  /// another picture is given.
  package func setBackground(lent view: FrameView) { compositor.setBackground(lent: view) }

  /// Processes the next frame.
  ///
  /// - Parameters:
  ///   - frame: pixels of any format.
  ///   - output: pixels of any format, in other memory than the frame's; a mask is written as gray.
  /// - Precondition: both have the frames' size; there is a segmenter, or the options need no mask.
  public func process(_ frame: FrameView, to output: MutableFrameView) -> FrameEffectReport {
    var report = FrameEffectReport()
    let clock = ContinuousClock()
    let start = clock.now
    if options.needsMask {
      guard let own else {
        preconditionFailure("expected a segmenter for an effect with masks")
      }
      do throws(InferenceFailure) {
        try findMask(frame, own.finder, own.ledger, &report)
      } catch {
        report.isSound = false
      }
      hasMask = report.isSound
    }
    compose(frame, to: output)
    report.compositing = compositor.timings
    report.total = clock.now - start
    return report
  }

  private func findMask(
    _ frame: FrameView, _ finder: any PersonFinder, _ ledger: MaskLedger,
    _ report: inout FrameEffectReport
  ) throws(InferenceFailure) {
    let clock = ContinuousClock()
    let start = clock.now
    try finder.load(frame)
    if finder.framing != framing {
      // Masks of another part of the frame have nothing to do with this one.
      framing = finder.framing
      reset()
    }
    let loaded = clock.now
    var inferred = loaded
    report.resize = loaded - start
    report.inputChange = finder.inputChange
    if hasMask && report.inputChange <= options.reuseLimit {
      report.mask = .reused
    } else {
      report.mask = .inferred
      try finder.run()
      inferred = clock.now
      report.inference = inferred - loaded
      report.isSound = ledger.record(from: finder)
      report.personShare =
        ledger.summary(visibleLevel: options.compositor.leastVisibleLevel).personShare
    }
    takeMask(ledger, isNew: report.mask == .inferred, from: finder)
    report.smoothing = clock.now - inferred
  }

  /// Takes the mask of a frame, and makes it steady.
  ///
  /// - Parameters:
  ///   - ledger: its latest mask is that of the frame.
  ///   - isNew: whether it is another mask than that of the frame before.
  ///   - finder: what found it, for the picture beneath it.
  package func takeMask(_ ledger: MaskLedger, isNew: Bool, from finder: any PersonFinder) {
    if isNew || !hasMask {
      for row in 0..<ledger.height {
        smoother.withMaskRow(row) { cells in
          cells.withUnsafeMutableBufferPointer { _ = $0.update(from: ledger.row(row)) }
        }
        guard smoother.needsPicture else { continue }
        smoother.withPictureRow(row) { finder.writePictureRow(row, to: &$0) }
      }
      smoother.smooth()
      hasMask = true
      if options.compositor.hygiene != MaskHygiene() || framer != nil, cutWatch.isCut(to: finder) {
        compositor.forgetFrames()
        framer?.reset()
      }
    } else if !smoother.repeatFrame() && framer == nil {
      return
    }
    guard let framer else {
      for row in 0..<ledger.height {
        compositor.withMaskRow(row) { writeMaskRow(row, of: ledger, to: &$0) }
      }
      return
    }
    framer.follow { writeMaskRow($0, of: ledger, to: &$1) }
    for row in 0..<ledger.height {
      compositor.withMaskRow(row) { framer.writeMaskRow(row, to: &$0) }
    }
  }

  private func writeMaskRow(
    _ row: Int, of ledger: MaskLedger, to cells: inout MutableSpan<UInt8>
  ) {
    smoother.writeRow(row, to: &cells)
    if options.smoothingOnlyHides { hideRoom(&cells, by: ledger, row) }
  }

  /// Takes the frame's own mask where it shows no person and older masks show one: a room that came
  /// to light behind somebody who moved. Smoothing can only take away there.
  private func hideRoom(_ cells: inout MutableSpan<UInt8>, by ledger: MaskLedger, _ row: Int) {
    let own = ledger.row(row)
    let visibleLevel = options.compositor.leastVisibleLevel
    cells.withUnsafeMutableBufferPointer { cells in
      for x in 0..<min(cells.count, own.count) {
        cells[x] = own[x] < visibleLevel ? min(own[x], cells[x]) : cells[x]
      }
    }
  }

  /// Composites a frame by the mask that was taken last.
  package func compose(_ frame: FrameView, to output: MutableFrameView) {
    let frame = framer?.framed(frame) ?? frame
    guard let cutOut = cutOut?.rows else { return compositor.compose(frame, to: output) }
    precondition(output.format == .gray, "expected a grey output, found \(output.format)")
    compositor.compose(frame, to: MutableFrameView(cutOut))
    writeMask(cutOut, to: output)
  }

  /// Begins what `compose` does, stage by stage: `runStage()` does the next one. The views must live until
  /// the last is done.
  package func beginStages(_ frame: FrameView, to output: MutableFrameView) {
    let frame = framer?.framed(frame) ?? frame
    if let cutOut = cutOut?.rows {
      precondition(output.format == .gray, "expected a grey output, found \(output.format)")
      compositor.beginStages(frame, to: MutableFrameView(cutOut))
    } else {
      compositor.beginStages(frame, to: output)
    }
    stagedOutput = output
  }

  /// Does the next stage of the frame that was begun.
  ///
  /// - Returns: the stage; nil when all were done before, and the output is whole.
  package func runStage() -> CompositingStep? {
    if let stage = compositor.runStage() { return stage }
    if let output = stagedOutput, let cutOut = cutOut?.rows { writeMask(cutOut, to: output) }
    stagedOutput = nil
    return nil
  }

  /// Copies a row of the mask that was taken last, made steady.
  package func copyMaskRow(_ row: Int, to cells: UnsafeMutableBufferPointer<UInt8>) {
    compositor.withMaskRow(row) { mask in
      for x in 0..<min(mask.count, cells.count) { cells[x] = mask[x] }
    }
  }

  private func writeMask(_ cutOut: Rows<UInt32>, to output: MutableFrameView) {
    for y in 0..<height {
      let (pixels, mask) = (cutOut.row(y), output.row(y))
      for x in 0..<width { mask[x] = UInt8(truncatingIfNeeded: pixels[x] >> 24) }
    }
  }

  /// Takes the picture that stands before the person from the next frame on; nil for none.
  public func setFront(_ picture: Frame?, at position: FrontPosition) {
    compositor.setFront(picture, at: position)
  }

  private func prepareFramer() {
    guard options.autoFrames else { return framer = nil }
    framer =
      framer
      ?? AutoFramer(
        width: width, height: height, maskWidth: compositor.maskWidth,
        maskHeight: compositor.maskHeight, instructionSet: instructionSet, pool: pool)
  }

  private func prepareCutOut() {
    cutOut = options.result == .mask ? cutOut ?? Plane(width: width, height: height) : nil
  }
}
