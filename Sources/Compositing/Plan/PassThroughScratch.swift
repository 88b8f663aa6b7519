/// Scratch of one thread that takes frames the way of `PassThrough`.
///
/// `@unchecked Sendable`: used by one thread of a run.
final class PassThroughScratch: @unchecked Sendable {
  /// Content of a block of pixels.
  enum Kind: UInt8 {
    /// The background alone.
    case background
    /// The frame alone.
    case frame
    /// Both, or what is blended.
    case mixed
  }

  /// Pixels that the blur's kernels take at once: always the same ones, as they round by what lies in
  /// them.
  private static let blockLength = 32

  /// Blended pixels, on their way from RGBA: a ring of at least the rows of a row of cells, or between rows of points.
  let composed: Plane<UInt32>
  /// A row's pixels of the frame as RGBA.
  let frame: Plane<UInt32>
  /// The kinds of a row's blocks.
  private let kinds: Plane<UInt8>
  private let width: Int
  private let ringMask: Int

  init(_ sizes: CompositorSizes) {
    width = sizes.width
    var rowCount = 1
    let factor = GuideGrid(frameWidth: width, frameHeight: sizes.height).factor
    while rowCount < factor || rowCount * sizes.maskHeight < sizes.height + sizes.maskHeight {
      rowCount *= 2
    }
    ringMask = rowCount - 1
    composed = Plane(width: width, height: rowCount)
    frame = Plane(width: width + PackedRows.overhang, height: 1)
    kinds = Plane(width: (width + Self.blockLength - 1) / Self.blockLength, height: 1)
  }

  /// The ring's row for a row of the frame.
  @inline(__always)
  func composedRow(_ y: Int) -> UnsafeMutablePointer<UInt32> { composed.rows.row(y & ringMask) }

  /// Calls `body` for every stretch of blocks of one kind in a group of rows, left to right.
  @inline(__always)
  func forEachStretch(
    _ group: Int, of filter: SparseMaskFilter, _ rule: BlendRule,
    _ body: (Kind, Range<Int>) -> Void
  ) {
    let kinds = kinds.rows.base
    var end = 0
    filter.forEachRun(group, { rule.work(least: $0, largest: $1) }) { work, run in
      let kind: Kind =
        switch work {
        case .background: .background
        case .frame: .frame
        case .constant, .filter: .mixed
        }
      let first = run.lowerBound / Self.blockLength
      if first < end && kinds[first] != kind.rawValue { kinds[first] = Kind.mixed.rawValue }
      let newEnd = (run.upperBound + Self.blockLength - 1) / Self.blockLength
      while end < newEnd {
        kinds[end] = kind.rawValue
        end += 1
      }
    }
    forEachStretch(upTo: end, body)
  }

  /// Calls `body` for every stretch of blocks of one kind in a row, left to right.
  ///
  /// - Parameter kind: what shows in a block of pixels.
  @inline(__always)
  func forEachStretch(
    _ kind: (Range<Int>) -> Kind, _ body: (Kind, Range<Int>) -> Void
  ) {
    let kinds = kinds.rows
    for block in 0..<kinds.width {
      let first = block * Self.blockLength
      kinds.base[block] = kind(first..<min(first + Self.blockLength, width)).rawValue
    }
    forEachStretch(upTo: kinds.width, body)
  }

  @inline(__always)
  private func forEachStretch(upTo end: Int, _ body: (Kind, Range<Int>) -> Void) {
    let kinds = kinds.rows.base
    var block = 0
    while block < end {
      let first = block
      repeat { block += 1 } while block < end && kinds[block] == kinds[first]
      guard let kind = Kind(rawValue: kinds[first]) else { return }
      body(kind, first * Self.blockLength..<min(block * Self.blockLength, width))
    }
  }
}
