import Threads

/// A mask filter that knows, before it computes anything, where only the frame and where only the background
/// shows: runs of pixels can be put on a background as they are filtered, and the rest is copied.
enum SparseMaskFilter {
  case exact(ExactMaskFilter)
  case guided(GuidedMaskFilter)

  /// Groups of rows whose pixels are of one kind from top to bottom.
  var groupCount: Int {
    switch self {
    case .exact(let filter): filter.filter.cellRows.count
    case .guided(let filter): filter.rowGroupCount
    }
  }

  /// The rows of a group.
  func rows(ofGroup group: Int) -> Range<Int> {
    switch self {
    case .exact(let filter): filter.filter.cellRows[group]
    case .guided(let filter): filter.rows(ofGroup: group)
    }
  }

  /// Does one thread's part of what comes before the first row. All threads must meet behind it.
  func prepare(_ mask: Rows<UInt8>, frame: some PixelSource, on context: ThreadContext) {
    switch self {
    case .exact(let filter): filter.updateBounds(mask, on: context)
    case .guided(let filter): filter.prepare(mask, frame: frame, on: context)
    }
  }

  /// Puts the person on a background without ever storing the mask: one thread's part.
  func blend(
    _ mask: Rows<UInt8>, frame: some PixelSource, with composer: some RunComposer,
    on context: ThreadContext
  ) {
    switch self {
    case .exact(let filter): filter.blend(mask, frame: frame, with: composer, on: context)
    case .guided(let filter): filter.blend(frame: frame, with: composer, on: context)
    }
  }

  /// Writes the mask, one byte a pixel of the frame: one thread's part.
  func write(
    _ mask: Rows<UInt8>, frame: some PixelSource, to output: Rows<UInt8>,
    on context: ThreadContext
  ) {
    switch self {
    case .exact(let filter): filter.write(mask, frame: frame, to: output, on: context)
    case .guided(let filter): filter.write(frame: frame, to: output, on: context)
    }
  }

  /// Calls `body` for every stretch of pixels of equal work in a group of rows, left to right.
  ///
  /// - Parameter classify: the work of windows whose mask values lie within two limits.
  @inline(__always)
  func forEachRun(
    _ group: Int, _ classify: (UInt8, UInt8) -> BlendRule.Work,
    _ body: (BlendRule.Work, Range<Int>) -> Void
  ) {
    switch self {
    case .exact(let filter): filter.forEachRun(group, classify, body)
    case .guided(let filter): filter.forEachRun(group, classify) { work, run, _ in body(work, run) }
    }
  }
}
