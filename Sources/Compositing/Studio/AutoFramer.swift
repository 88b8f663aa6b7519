public import Imaging
import KernelInterface
public import Kernels
import Memory
public import Threads

/// Frames that follow a person: a window of each frame, enlarged to the frame's size by Catmull-Rom splines,
/// and the same window of its mask. See `WindowPath`.
///
/// Made for one size of frames and masks; a frame allocates nothing but where its format is another than
/// before. One owner at a time.
///
/// `@unchecked Sendable`: a run's threads write disjoint rows, and scratch of their own.
public final class AutoFramer: @unchecked Sendable {
  /// The part of the latest frame that is shown.
  public var window: FrameWindow { path.window }

  private let width, height: Int
  private let pool: ThreadPool
  private let instructionSet: InstructionSet
  private var path = WindowPath()
  private let mask: Plane<UInt8>
  private let source, result: Plane<UInt32>
  private var converter: FrameConverter?
  /// The result in the frame's own format, and what brings it there, for formats that others copy in part.
  private var packed: (picture: PictureMemory, converter: FrameConverter)?
  private lazy var task = AutoFramingTask(self)
  /// The first of four columns, and their weights, for each column of the result.
  private let starts: Plane<Int32>
  private let weights: Plane<Float>
  private let scratch: [(blended: Plane<Float>, resampled: Plane<Float>)]
  private let blend: KernelFunction<BlendRowsArguments>
  private let resample: KernelFunction<ResampleRowsArguments>
  private let round: KernelFunction<RoundToBytesArguments>

  /// - Parameters:
  ///   - width: pixels a row of frames.
  ///   - height: rows of them.
  ///   - maskWidth: cells a row of masks.
  ///   - maskHeight: rows of them.
  public init(
    width: Int, height: Int, maskWidth: Int, maskHeight: Int,
    instructionSet: InstructionSet = .best, pool: ThreadPool
  ) {
    (self.width, self.height, self.pool) = (width, height, pool)
    self.instructionSet = instructionSet
    mask = Plane(width: maskWidth, height: maskHeight, margin: 0)
    source = Plane(width: width, height: height)
    result = Plane(width: width, height: height)
    starts = Plane(width: width, height: 1, margin: 0)
    weights = Plane(width: 4 * width, height: 1, margin: 0)
    let rowCount = ResampleRowsArguments.rowCount
    scratch = (0..<pool.threadCount).map { _ in
      (
        Plane(width: 4 * (width + 4), height: rowCount), Plane(width: 4 * width, height: rowCount)
      )
    }
    let kernels = KernelList(instructionSet)
    blend = kernels[.blendRows].run
    resample = kernels[.resamplePixels].run
    round = kernels[.roundToBytes].run
  }

  /// Forgets the frames before: the next person is gone to at once.
  public func reset() { path.reset() }

  /// Takes in the mask of the next frame, 255 where all is person: `writeRow` writes its rows.
  public func follow(_ writeRow: (Int, inout MutableSpan<UInt8>) -> Void) {
    for y in 0..<mask.rows.height {
      var span = MutableSpan(_unsafeStart: mask.rows.row(y), count: mask.rows.width)
      writeRow(y, &span)
    }
    path.follow(box)
  }

  /// The window goes on towards where it was going, for a frame whose mask is that of the one before.
  public func followOn() { path.follow(box) }

  /// Writes a row of the window's mask.
  public func writeMaskRow(_ y: Int, to cells: inout MutableSpan<UInt8>) {
    let rows = mask.rows
    let window = window
    func place(_ cell: Int, _ first: Float, _ count: Int) -> (Int, Int, Int32) {
      let position = min(
        max(first * Float(count) + (Float(cell) + 0.5) * window.side - 0.5, 0), Float(count - 1))
      let lower = Int(position)
      return (lower, min(lower + 1, count - 1), Int32((position - Float(lower)) * 128))
    }
    let (above, below, share) = place(y, window.y, rows.height)
    let (top, bottom) = (rows.row(above), rows.row(below))
    for x in 0..<rows.width {
      let (left, right, part) = place(x, window.x, rows.width)
      let upper = Int32(top[left]) &* (128 &- part) &+ Int32(top[right]) &* part
      let lower = Int32(bottom[left]) &* (128 &- part) &+ Int32(bottom[right]) &* part
      cells[x] = UInt8(
        truncatingIfNeeded: (upper &* (128 &- share) &+ lower &* share &+ 8192) >> 14)
    }
  }

  /// Returns the window of a frame, valid until the next one; the frame itself where that is all of it.
  public func framed(_ view: FrameView) -> FrameView {
    let window = window
    guard window.side < 1 else { return view }
    prepareFormat(of: view)
    let (starts, weights, depth) = (starts.rows.base, weights.rows.base, min(4, width))
    for x in 0..<width {
      starts[x] = Self.taps(x, window.x, window.side, width, weights + depth * x)
    }
    task.frame = view
    pool.run(task)
    task.frame = nil
    return packed?.picture.view.readOnly ?? MutableFrameView(result.rows).readOnly
  }

  private func prepareFormat(of view: FrameView) {
    guard converter?.source != view.layout else { return }
    converter = FrameConverter(
      width: width, height: height, from: view.layout, to: PixelLayout(.rgba),
      instructionSet: instructionSet)
    packed = nil
    guard view.format.isPackedYUV,
      let picture = try? PictureMemory(
        width: width, height: height, format: view.format, encoding: view.encoding)
    else { return }
    packed = (
      picture,
      FrameConverter(
        width: width, height: height, from: PixelLayout(.rgba), to: view.layout,
        instructionSet: instructionSet)
    )
  }

  /// One thread's part of a frame.
  fileprivate func run(_ view: FrameView, on context: ThreadContext) {
    guard let converter else { return }
    let needed = neededRows
    let rows = context.share(of: needed.count, grain: 2)
    converter.convert(
      view, to: MutableFrameView(source.rows),
      rows: needed.lowerBound + rows.lowerBound..<needed.lowerBound + rows.upperBound)
    context.synchronize()
    let groupHeight = ResampleRowsArguments.rowCount
    let share = context.share(of: height, grain: groupHeight)
    let (blended, resampled) = (
      scratch[context.index].blended.rows, scratch[context.index].resampled.rows
    )
    let first = Int(starts.rows.base[0])
    let count = Int(starts.rows.base[width - 1]) + min(4, width) - first
    for y in share {
      let line = (y - share.lowerBound) % groupHeight
      withUnsafeTemporaryWeights { rowWeights in
        let start = Int(Self.taps(y, window.y, window.side, height, rowWeights))
        let pixels = UnsafeRawPointer(source.rows.row(start) + first)
        var arguments = BlendRowsArguments(
          rows: pixels.assumingMemoryBound(to: UInt8.self), rowStride: 4 * source.rows.stride,
          weights: UnsafePointer(rowWeights), rowCount: min(4, height),
          output: blended.row(line) + 4 * first, count: 4 * count)
        blend(&arguments)
      }
      guard line == groupHeight - 1 || y == share.upperBound - 1 else { continue }
      var arguments = ResampleRowsArguments(
        input: blended.base, inputRowStride: blended.stride,
        starts: UnsafePointer(starts.rows.base), weights: UnsafePointer(weights.rows.base),
        depth: min(4, width), output: resampled.base, outputRowStride: resampled.stride,
        blockCount: width)
      resample(&arguments)
      for done in 0...line {
        let row = result.rows.row(y - line + done)
        var arguments = RoundToBytesArguments(
          input: resampled.row(done),
          output: UnsafeMutableRawPointer(row).assumingMemoryBound(to: UInt8.self),
          count: 4 * width)
        round(&arguments)
      }
    }
    if let packed {
      packed.converter.convert(
        MutableFrameView(result.rows).readOnly, to: packed.picture.view, rows: share)
    }
  }

  /// The rows of frames that the window is made of, in whole pairs, as those of some formats share colors.
  private var neededRows: Range<Int> {
    var rows = 0..<height
    withUnsafeTemporaryWeights { weights in
      let first = Int(Self.taps(0, window.y, window.side, height, weights))
      let last = Int(Self.taps(height - 1, window.y, window.side, height, weights))
      rows = first & ~1..<min((last + min(4, height) + 1) & ~1, height)
    }
    return rows
  }

  /// Lends room for a row's weights.
  @inline(__always)
  private func withUnsafeTemporaryWeights(_ body: (UnsafeMutablePointer<Float>) -> Void) {
    var weights = SIMD4<Float>.zero
    withUnsafeMutablePointer(to: &weights) {
      $0.withMemoryRebound(to: Float.self, capacity: 4) { body($0) }
    }
  }

  /// Writes the weights of the inputs that an output is made of, and returns the first of them: four, or as
  /// many as there are. What lies beyond the border counts for the last one within.
  private static func taps(
    _ output: Int, _ first: Float, _ side: Float, _ count: Int,
    _ weights: UnsafeMutablePointer<Float>
  ) -> Int32 {
    let position = first * Float(count) + (Float(output) + 0.5) * side - 0.5
    let whole = position.rounded(.down)
    let t = position - whole
    let spline = SIMD4<Float>(
      ((-0.5 * t + 1) * t - 0.5) * t, (1.5 * t - 2.5) * t * t + 1,
      ((-1.5 * t + 2) * t + 0.5) * t, (0.5 * t - 0.5) * t * t)
    let depth = min(4, count)
    let start = min(max(Int(whole) - 1, 0), count - depth)
    for tap in 0..<depth { weights[tap] = 0 }
    for tap in 0..<4 {
      let input = min(max(Int(whole) - 1 + tap, 0), count - 1)
      weights[min(max(input - start, 0), depth - 1)] += spline[tap]
    }
    return Int32(truncatingIfNeeded: start)
  }

  /// The person's box in shares of the frame; nil for nobody. Specks at its edges do not count.
  private var box: (x: Range<Float>, y: Range<Float>)? {
    let rows = mask.rows
    var (left, right, top, bottom) = (rows.width, -1, rows.height, -1)
    var area = 0
    for y in 0..<rows.height {
      let row = rows.row(y)
      var (first, last, count) = (rows.width, -1, 0)
      for x in 0..<rows.width where row[x] >= 128 {
        first = min(first, x)
        last = x
        count += 1
      }
      // A fiftieth of the width: less is a speck, or the tips of hair.
      guard count * 50 >= rows.width else { continue }
      area += count
      (left, right) = (min(left, first), max(right, last))
      (top, bottom) = (min(top, y), y)
    }
    guard area * 200 >= rows.width * rows.height else { return nil }
    let (width, height) = (Float(rows.width), Float(rows.height))
    return (
      Float(left) / width..<Float(right + 1) / width,
      Float(top) / height..<Float(bottom + 1) / height
    )
  }
}

/// A frame's window, on all threads of a pool.
///
/// `@unchecked Sendable`: what it works on changes between runs alone.
private final class AutoFramingTask: ThreadPoolTask, @unchecked Sendable {
  private unowned(unsafe) let framer: AutoFramer
  var frame: FrameView?

  init(_ framer: AutoFramer) { self.framer = framer }

  func run(on context: ThreadContext) {
    if let frame { framer.run(frame, on: context) }
  }
}

extension Frame {
  /// A copy of a view of RGBA pixels.
  ///
  /// - Precondition: the view's format is `rgba`.
  public init(copying view: FrameView) {
    precondition(view.format == .rgba, "expected rgba, found \(view.format)")
    var pixels: [UInt8] = []
    pixels.reserveCapacity(view.width * view.height * 4)
    for y in 0..<view.height {
      pixels += UnsafeBufferPointer(start: view.plane(0).row(y), count: view.width * 4)
    }
    self.init(width: view.width, height: view.height, pixels: pixels)
  }
}
