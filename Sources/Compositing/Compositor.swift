public import Imaging
public import Kernels
public import Threads

/// Puts the person of a frame on another background: prepared for sizes and options once, then applied to
/// frame after frame without allocating.
///
/// Colours are computed as they come, gamma-encoded; nothing is linearised. One owner at a time.
public final class Compositor {
  /// The largest side of a frame or mask.
  public static let largestSide = 16384

  /// Pixels a row of the frames.
  public let width: Int
  /// Rows of the frames.
  public let height: Int
  /// Values a row of the model's mask.
  public let maskWidth: Int
  /// Rows of the model's mask.
  public let maskHeight: Int
  /// What is in force.
  public private(set) var options: CompositorOptions

  let pool: ThreadPool
  let task: CompositorTask

  /// Prepares for frames and masks of fixed sizes.
  ///
  /// - Parameters:
  ///   - instructionSet: the level of the kernels; results differ between levels by rounding alone.
  ///   - pool: the threads; may be shared with a `Segmenter`. Results don't depend on their number.
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
      width: width, height: height, maskWidth: maskWidth, maskHeight: maskHeight, options: options,
      kernels: KernelList(instructionSet), threadCount: pool.threadCount)
  }

  /// Changes the options between two frames. Memory is allocated for what was not used before.
  ///
  /// - Throws: `CompositingError` for options out of range; those in force then stay.
  public func update(_ options: CompositorOptions) throws(CompositingError) {
    try options.validate()
    self.options = options
    task.prepare(options)
  }

  /// Takes the picture that stands behind the person from the next frame on.
  ///
  /// - Precondition: it has the frames' size.
  public func setBackground(_ frame: Frame) {
    precondition(
      frame.width == width && frame.height == height,
      "expected a background of \(width)x\(height), found \(frame.width)x\(frame.height)")
    task.setBackground(frame)
  }

  private static func check(_ what: String, _ width: Int, _ height: Int) throws(CompositingError) {
    guard (1...largestSide).contains(width), (1...largestSide).contains(height) else {
      throw .size(what: what, width: width, height: height)
    }
  }
}

extension Compositor {
  public func compose(_ frame: Frame, maskBytes: [UInt8]) -> Frame {
    for y in 0..<maskHeight { for x in 0..<maskWidth { task.mask.rows.row(y)[x] = maskBytes[y * maskWidth + x] } }
    var result = frame
    frame.withPixels { source in
      source.withUnsafeBufferPointer { source in
        result.withMutablePixels { target in
          target.withUnsafeMutableBufferPointer { target in
            task.frame = Rows(base: UnsafeMutableRawPointer(mutating: source.baseAddress!).assumingMemoryBound(to: UInt32.self), stride: width, width: width, height: height)
            task.output = Rows(base: UnsafeMutableRawPointer(target.baseAddress!).assumingMemoryBound(to: UInt32.self), stride: width, width: width, height: height)
            pool.run(task)
          }
        }
      }
    }
    return result
  }
}
