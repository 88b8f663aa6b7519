public import Kernels

/// Brings pictures of one size to another on one thread, as large as fits, with black around them:
/// prepared once, then without allocation. One owner at a time.
public final class FrameFitter {
  private let task: FittingTask
  private let pool = ThreadPool(threadCount: 1)

  /// Prepares for sizes.
  ///
  /// - Precondition: sizes are positive; the CPU has the instruction set.
  public init(
    sourceWidth: Int, sourceHeight: Int, width: Int, height: Int,
    instructionSet: InstructionSet = .best
  ) {
    task = FittingTask(
      placer: BackgroundPlacer(
        backgroundWidth: sourceWidth, backgroundHeight: sourceHeight, width: width,
        height: height, fit: .contain, threadCount: 1, instructionSet: instructionSet),
      source: Plane(width: sourceWidth, height: sourceHeight),
      target: Plane(width: width, height: height))
  }

  /// Where the source goes before `fit(to:)`: memory of this fitter, format `rgba`.
  public var source: MutableFrameView { MutableFrameView(task.source.rows) }

  /// Writes the fitted picture.
  ///
  /// - Precondition: the output has the size that was prepared for and format `rgba`.
  public func fit(to output: MutableFrameView) {
    let rows = task.target.rows
    precondition(
      output.width == rows.width && output.height == rows.height && output.format == .rgba,
      "expected rgba of \(rows.width)x\(rows.height), found \(output.format) of "
        + "\(output.width)x\(output.height)")
    pool.run(task)
    for y in 0..<rows.height {
      output.row(y).update(
        from: UnsafeRawPointer(rows.row(y)).assumingMemoryBound(to: UInt8.self),
        count: rows.width * 4)
    }
  }
}

/// `@unchecked Sendable`: run by its one owner on one thread.
private final class FittingTask: ThreadPoolTask, @unchecked Sendable {
  private let placer: BackgroundPlacer
  let source: Plane<UInt32>
  let target: Plane<UInt32>

  init(placer: BackgroundPlacer, source: Plane<UInt32>, target: Plane<UInt32>) {
    self.placer = placer
    self.source = source
    self.target = target
  }

  func run(on context: ThreadContext) {
    placer.run(background: source.rows, output: target.rows, on: context)
  }
}
