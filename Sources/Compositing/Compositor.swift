public import Imaging
public import Kernels
public import Threads

/// Puts the person of a frame on another background: prepared for sizes and options once, then applied to
/// frame after frame without allocating.
///
/// A frame's mask is written row by row (`withMaskRow`), as bytes at the size of the model's output, and
/// brought to the frame's size by the filter of the options. Colors are computed as they come,
/// gamma-encoded; nothing is linearized. Results don't depend on the number of threads. One owner at a
/// time.
///
/// ```swift
/// var options = CompositorOptions()
/// options.background = .image
/// let compositor = try Compositor(
///   width: frame.width, height: frame.height, maskWidth: segmenter.outputShape[2],
///   maskHeight: segmenter.outputShape[1], options: options, pool: pool)
/// let background = try decodeImage(Array(Data(contentsOf: picture)))
/// compositor.setBackground(
///   placed(background: background, width: frame.width, height: frame.height, fit: .cover))
/// // For every frame of this size; compose(_:to:) takes the views of a camera's formats too.
/// let composite = compositor.compose(frame, mask: segmenter.mask(of: frame))
/// ```
public final class Compositor {
  /// The largest side of a frame or mask: JPEG's.
  public static let largestSide = 65500

  /// Pixels a row of the frames.
  public let width: Int
  /// Rows of the frames.
  public let height: Int
  /// Values a row of the model's mask.
  public let maskWidth: Int
  /// Rows of the model's mask.
  public let maskHeight: Int
  /// Options in force.
  public private(set) var options: CompositorOptions
  /// Times of the steps of the latest frame.
  public var timings: CompositorTimings { task.timings }
  /// Whether all of each frame's filtered mask is kept, for `stages`; costs time where nothing else needs
  /// it.
  public var keepsStages: Bool {
    get { task.keepsMask }
    set { task.prepare(options, keepsMask: newValue) }
  }
  /// Copies of what the stages of the latest frame made; of the filtered mask only where `keepsStages` was
  /// set before.
  public var stages: [CompositorStage] { task.stages }

  /// Shares of the latest frame that the filter had to compute; nil for filters that compute all of it and
  /// effects that use no mask.
  public var workShares: WorkShares? {
    let plan = task.plan
    return plan.sparseFilter?.workShares(plan.fullMask == nil ? plan.rule : nil, of: task.sizes)
  }

  /// The least bytes of pixels that a step reads and writes for a frame of these options, each byte once:
  /// divided by the step's time, what it asks of memory at least. 0 for conversions.
  public func leastByteCount(of step: CompositingStep) -> Int {
    task.plan.leastByteCount(of: step, task.sizes)
  }

  let task: CompositorTask
  private let stageTask: CompositorStageTask
  private let pool: ThreadPool

  /// Prepares for frames and masks of fixed sizes.
  ///
  /// - Parameters:
  ///   - instructionSet: the level of the kernels; results differ between levels by rounding alone.
  ///   - pool: the threads; may be shared with a `Segmenter`.
  /// - Throws: `CompositingError` for sizes and options out of range.
  /// - Precondition: the CPU has the instruction set.
  public init(
    width: Int, height: Int, maskWidth: Int, maskHeight: Int, options: CompositorOptions,
    instructionSet: InstructionSet = .best, pool: ThreadPool
  ) throws(CompositingError) {
    try Self.check("a frame", width, height)
    try Self.check("a mask", maskWidth, maskHeight)
    try options.validate()
    self.width = width
    self.height = height
    self.maskWidth = maskWidth
    self.maskHeight = maskHeight
    self.options = options
    self.pool = pool
    task = CompositorTask(
      CompositorSizes(
        width: width, height: height, maskWidth: maskWidth, maskHeight: maskHeight,
        threadCount: pool.threadCount, instructionSet: instructionSet), options)
    stageTask = CompositorStageTask(task)
  }

  /// Changes the options between two frames. Memory is allocated for what was not used before.
  ///
  /// - Throws: `CompositingError` for options out of range; those in force then stay.
  public func update(_ options: CompositorOptions) throws(CompositingError) {
    try options.validate()
    self.options = options
    task.prepare(options, keepsMask: keepsStages)
  }

  /// Takes the picture that stands behind the person from the next frame on, and blurs it if light wrap
  /// wants it so. Allocates when it is the first.
  ///
  /// - Precondition: it has the frames' size.
  public func setBackground(_ frame: Frame) {
    precondition(
      frame.width == width && frame.height == height,
      "expected a background of \(width)x\(height), found \(frame.width)x\(frame.height)")
    task.background.setPicture(frame)
  }

  /// As `setBackground(_:)`, of a picture of any size and format that is brought to the frames' size; a
  /// transparent one stands before black. For films: allocates nothing when it is of the size, format
  /// and fit of the one before, unless light wrap wants it blurred.
  public func setBackground(_ view: FrameView, fit: Fit) {
    task.background.setPicture(view, fit: fit, pool: pool)
  }

  /// As `setBackground(_:)`, of RGBA pixels of the frames' size that stay where they are: they must live, and not
  /// change, until another picture is given. Copies and allocates nothing, unless light wrap wants it blurred.
  package func setBackground(lent view: FrameView) {
    precondition(
      view.height == height && view.width == width,
      "expected a background of \(width)x\(height), found \(view.width)x\(view.height)")
    task.background.lendPicture(Rows(pixelsOf: view))
  }

  /// Takes the picture that stands before the person from the next frame on; nil for none.
  public func setFront(_ picture: Frame?, at position: FrontPosition = .bottom) {
    task.front = picture.map { FrontPicture($0, at: position, width: width, height: height) }
  }

  /// A copy of the background alone; nil where it is made of the frame, transparent, or a picture that was
  /// not given yet.
  public var slate: Frame? { task.background.given }

  /// Lends a row of the model's mask to be written: `maskWidth` bytes of person coverage, 255 for all.
  /// Rows keep their values until they are written again.
  ///
  /// - Precondition: the row exists.
  public func withMaskRow<Result, Failure: Error>(
    _ row: Int, _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition((0..<maskHeight).contains(row), "expected a row below \(maskHeight)")
    var span = MutableSpan(_unsafeStart: task.mask.row(row), count: maskWidth)
    return try body(&span)
  }

  /// Forgets the frames before, for one that has nothing to do with them: after a cut, or a pause.
  public func forgetFrames() { task.plan.forgetFrames() }

  /// Composites a frame by the mask as it stands. Allocates nothing.
  ///
  /// - Parameters:
  ///   - frame: pixels of any format.
  ///   - output: pixels of any format, in other memory than the frame's. Formats without alpha show a
  ///     transparent result's colors without it.
  /// - Precondition: both have the frames' size.
  public func compose(_ frame: FrameView, to output: MutableFrameView) {
    begin(frame, to: output)
    pool.run(task)
    task.end()
  }

  /// Begins what `compose` does, stage by stage: `runStage()` does the next one. The views must live until
  /// the last is done.
  package func beginStages(_ frame: FrameView, to output: MutableFrameView) {
    begin(frame, to: output)
    stageTask.begin()
  }

  /// Does the next stage of the frame that was begun.
  ///
  /// - Returns: the stage; nil when all were done before.
  package func runStage() -> CompositingStep? {
    guard let stage = stageTask.advance() else {
      task.end()
      return nil
    }
    pool.run(stageTask)
    return stage
  }

  private func begin(_ frame: FrameView, to output: MutableFrameView) {
    for (view, what) in [(frame, "a frame"), (output.readOnly, "an output")] {
      precondition(
        view.width == width && view.height == height,
        "expected \(what) of \(width)x\(height), found \(view.width)x\(view.height)")
    }
    task.begin(frame, output)
  }

  /// Composites a still by a mask of the model's size; frames before it play no part. Allocates the result.
  ///
  /// - Precondition: both have the sizes that were prepared for.
  public func compose(_ frame: Frame, mask: Mask) -> Frame {
    precondition(
      mask.width == maskWidth && mask.height == maskHeight,
      "expected a mask of \(maskWidth)x\(maskHeight), found \(mask.width)x\(mask.height)")
    forgetFrames()
    let bytes = mask.gray8()
    for row in 0..<maskHeight {
      withMaskRow(row) { span in
        for x in span.indices { span[x] = bytes[row * maskWidth + x] }
      }
    }
    var result = Frame(
      width: width, height: height, pixels: [UInt8](repeating: 0, count: width * height * 4))
    frame.withView { view in
      result.withMutableView { compose(view, to: $0) }
    }
    return result
  }

  private static func check(_ what: String, _ width: Int, _ height: Int) throws(CompositingError) {
    guard (1...largestSide).contains(width), (1...largestSide).contains(height) else {
      throw .size(what: what, width: width, height: height)
    }
  }
}
