import KernelInterface

/// The unpacked rows of the frame around the row of a run that is filtered: a ring of rows, or one for
/// each tap where the window is so high that a ring would leave the cache.
struct NeighborhoodRing<Source: PixelSource> {
  private let filter: JointBilateralFilter
  private let frame: Source
  private let fullMask: Rows<UInt8>?
  private let run: Range<Int>
  private let scratch: FilterScratch
  /// The run's first pixel in the first row.
  private let base: UnsafeMutablePointer<Float>
  private let stride: Int
  private let ringMask: Int
  private let isRing: Bool
  private let lastRow: Int
  /// Rows below the filtered one that taps reach.
  private let reachBelow: Int
  /// The first row that is not yet in the ring.
  private var end: Int

  /// A window without rows.
  ///
  /// - Parameters:
  ///   - firstRow: the first row that will be filtered.
  ///   - fullMask: a mask of the frame's size, whose row is put behind each row's planes.
  init(
    _ filter: JointBilateralFilter, frame: Source, run: Range<Int>, firstRow: Int,
    _ scratch: FilterScratch, fullMask: Rows<UInt8>? = nil
  ) {
    self.filter = filter
    self.frame = frame
    self.fullMask = fullMask
    self.run = run
    self.scratch = scratch
    base = scratch.guide.base + scratch.leftReach
    stride = scratch.guide.stride
    isRing = scratch.ringMask != nil
    ringMask = scratch.ringMask ?? 0
    lastRow = frame.height - 1
    reachBelow = max(filter.rowTaps.pixelOffsets.last ?? 0, 0)
    let reachAbove = max(-(filter.rowTaps.pixelOffsets.first ?? 0), 0)
    end = min(max(firstRow - reachAbove, 0), lastRow)
    if !isRing { scratch.forgetSlots() }
  }

  /// Unpacks what the taps of row `y` read; rows must come in ascending order, one by one.
  @inline(__always)
  mutating func advance(to y: Int, _ rowOffsets: UnsafePointer<Int>) {
    guard isRing else { return fillSlots(y, rowOffsets) }
    let last = min(y + reachBelow, lastRow)
    while end <= last {
      unpackRow(end, slot: end & ringMask)
      end += 1
    }
  }

  /// The red plane of a row, limited to rows that exist, at the run's first pixel.
  @inline(__always)
  func row(_ y: Int, _ tap: Int) -> UnsafeMutablePointer<Float> {
    let slot = isRing ? min(max(y, 0), lastRow) & ringMask : tap
    return base + slot * stride
  }

  private func fillSlots(_ y: Int, _ rowOffsets: UnsafePointer<Int>) {
    let tapRowCount = filter.rowTaps.offsets.count
    for tap in 0...tapRowCount {
      let row = min(max(y + (tap < tapRowCount ? rowOffsets[tap] : 0), 0), lastRow)
      if scratch.slotRows[tap] != row {
        scratch.slotRows[tap] = row
        unpackRow(row, slot: tap)
      }
    }
  }

  private func unpackRow(_ y: Int, slot: Int) {
    let planes = scratch.guide.row(slot)
    let wanted = (run.lowerBound - scratch.leftReach)..<(run.upperBound + scratch.rightReach)
    var arguments = UnpackArguments(
      pixels: pixels(wanted, ofRow: y), planes: planes, planeStride: scratch.planeStride,
      normFactor: filter.colorFactor, count: wanted.count)
    filter.unpack(&arguments)
    if let fullMask {
      let values = fullMask.row(y) + run.lowerBound
      let floats = planes + scratch.maskPlaneOffset + scratch.leftReach
      for x in 0..<run.count { floats[x] = Float(values[x]) }
    }
  }

  /// Pixels of a row, the first and the last repeated where the range leaves the frame.
  private func pixels(_ range: Range<Int>, ofRow y: Int) -> UnsafePointer<UInt32> {
    let inside = range.clamped(to: 0..<frame.width)
    let pixels = frame.pixels(inside, ofRow: y, scratch: scratch.pixels)
    if inside == range { return pixels }
    for x in range {
      let nearest = min(max(x, inside.lowerBound), inside.upperBound - 1)
      scratch.clamped[x - range.lowerBound] = pixels[nearest - inside.lowerBound]
    }
    return UnsafePointer(scratch.clamped)
  }
}
