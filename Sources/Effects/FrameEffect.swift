public import Compositing
public import Imaging
public import Segmentation
public import Threads

/// A frame's whole way: from its pixels to the mask, made steady, to the picture with another background.
///
/// A mask is only ever put on the frame that it was inferred from, or on one whose input to the model
/// is the same but for `FrameEffectOptions.reuseLimit`. Allocates nothing from the second frame of a
/// format on, unless options change. One owner at a time.
public final class FrameEffect {
  /// Pixels a row of the frames.
  public var width: Int { compositor.width }
  /// Rows of the frames.
  public var height: Int { compositor.height }
  /// What is in force.
  public private(set) var options: FrameEffectOptions

  private let segmenter: Segmenter?
  private let compositor: Compositor
  private var smoother: MaskSmoother
  /// The picture of which only the mask is wanted.
  private var cutOut: CutOut?
  private var hasMask = false

  /// Prepares for frames of one size.
  ///
  /// - Parameters:
  ///   - segmenter: finds the person; built with `comparesInputs`, without which nothing is skipped and
  ///     masks cannot be made steady by what moves in the picture.
  ///   - pool: the threads; may be the segmenter's.
  /// - Throws: `CompositingError` for sizes and options out of range.
  /// - Precondition: the segmenter's options have `comparesInputs`.
  public convenience init(
    segmenter: Segmenter, width: Int, height: Int,
    options: FrameEffectOptions = FrameEffectOptions(), pool: ThreadPool
  ) throws(CompositingError) {
    precondition(segmenter.options.comparesInputs, "expected a segmenter that compares inputs")
    try self.init(
      segmenter, width: width, height: height, options: options,
      instructionSet: segmenter.options.instructionSet, pool: pool)
  }

  /// Prepares an effect without masks for frames of one size.
  ///
  /// - Throws: `CompositingError` for sizes and options out of range.
  /// - Precondition: the options need no mask, now and after each update.
  public convenience init(
    width: Int, height: Int, options: FrameEffectOptions, instructionSet: InstructionSet = .best,
    pool: ThreadPool
  ) throws(CompositingError) {
    try self.init(
      nil, width: width, height: height, options: options, instructionSet: instructionSet,
      pool: pool)
  }

  private init(
    _ segmenter: Segmenter?, width: Int, height: Int, options: FrameEffectOptions,
    instructionSet: InstructionSet, pool: ThreadPool
  ) throws(CompositingError) {
    Self.check(options, segmenter)
    self.segmenter = segmenter
    self.options = options
    let maskWidth = segmenter?.outputShape[2] ?? 1
    let maskHeight = segmenter?.outputShape[1] ?? 1
    compositor = try Compositor(
      width: width, height: height, maskWidth: maskWidth, maskHeight: maskHeight,
      options: options.compositorInForce, instructionSet: instructionSet, pool: pool)
    smoother = MaskSmoother(options.smoothing, width: maskWidth, height: maskHeight)
    prepareCutOut()
  }

  /// Changes the options between two frames. Another smoothing begins anew. Allocates what was not used
  /// before.
  ///
  /// - Throws: `CompositingError` for options out of range; those in force then stay.
  /// - Precondition: there is a segmenter, or the options need no mask.
  public func update(_ options: FrameEffectOptions) throws(CompositingError) {
    Self.check(options, segmenter)
    try compositor.update(options.compositorInForce)
    if options.smoothing != self.options.smoothing {
      smoother = MaskSmoother(
        options.smoothing, width: compositor.maskWidth, height: compositor.maskHeight)
      hasMask = false
    }
    self.options = options
    prepareCutOut()
  }

  /// Forgets all frames, for one that has nothing to do with them: after a cut, or a pause.
  public func reset() {
    smoother.reset()
    hasMask = false
  }

  /// Takes the picture that stands behind the person from the next frame on; see
  /// `Compositor.setBackground(_:fit:)`.
  public func setBackground(_ view: FrameView, fit: Fit) {
    compositor.setBackground(view, fit: fit)
  }

  /// Processes the next frame.
  ///
  /// - Parameters:
  ///   - frame: pixels of any format.
  ///   - output: pixels of any format, in other memory than the frame's; a mask is written as grey.
  /// - Precondition: both have the frames' size.
  public func process(_ frame: FrameView, to output: MutableFrameView) -> FrameEffectReport {
    var report = FrameEffectReport()
    let clock = ContinuousClock()
    let start = clock.now
    if let segmenter, options.needsMask { findMask(frame, segmenter, &report) }
    if let cutOut {
      compositor.compose(frame, to: cutOut.view)
      cutOut.writeMask(to: output)
    } else {
      compositor.compose(frame, to: output)
    }
    report.compositing = compositor.timings
    report.total = clock.now - start
    return report
  }

  private static func check(_ options: FrameEffectOptions, _ segmenter: Segmenter?) {
    precondition(
      segmenter != nil || !options.needsMask, "expected a segmenter for an effect with masks")
  }

  private func findMask(
    _ frame: FrameView, _ segmenter: Segmenter, _ report: inout FrameEffectReport
  ) {
    segmenter.load(frame)
    report.resize = segmenter.timings.resize
    report.inputChange = segmenter.inputChange
    let clock = ContinuousClock()
    var start = clock.now
    if hasMask && report.inputChange <= options.reuseLimit {
      report.mask = .reused
      if smoother.repeatFrame() { writeMask() }
    } else {
      report.mask = .inferred
      segmenter.run()
      report.inference = segmenter.timings.inference
      start = clock.now
      report.isSound = segmenter.outputIsFinite()
      report.personShare = takeMask(segmenter)
      hasMask = report.isSound
    }
    report.smoothing = clock.now - start
  }

  /// Takes the mask of the last inference.
  ///
  /// - Returns: the share of its cells where the person begins to show.
  private func takeMask(_ segmenter: Segmenter) -> Float {
    let level = UInt8(options.compositor.coverage.lowerBound * 255)
    var count = 0
    for row in 0..<smoother.height {
      smoother.withMaskRow(row) { cells in
        segmenter.writeMaskRow(row, to: &cells)
        cells.withUnsafeMutableBufferPointer { cells in
          for cell in cells { count += cell > level ? 1 : 0 }
        }
      }
    }
    if smoother.needsPicture {
      for row in 0..<smoother.height {
        smoother.withPictureRow(row) { segmenter.writePictureRow(row, to: &$0) }
      }
    }
    smoother.smooth()
    writeMask()
    return Float(count) / Float(smoother.height * smoother.width)
  }

  private func writeMask() {
    for row in 0..<smoother.height {
      compositor.withMaskRow(row) { smoother.writeRow(row, to: &$0) }
    }
  }

  private func prepareCutOut() {
    if options.result == .mask {
      cutOut = cutOut ?? CutOut(width: width, height: height)
    } else {
      cutOut = nil
    }
  }
}

extension FrameEffectOptions {
  /// A mask is the transparency of a cut-out, of which no colour counts.
  var compositorInForce: CompositorOptions {
    guard result == .mask else { return compositor }
    var options = compositor
    options.background = .transparent
    options.decontaminate = false
    return options
  }
}
