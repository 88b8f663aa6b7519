import KernelInterface

/// One thread's part of the rounds: it takes the rows of its band through all rounds at once, a block of
/// rows at a time, and keeps no more of each stage than the next one reaches back: rings of 16 rows,
/// which stay in the second cache.
///
/// A round's block lies four rows above the block before it. At the band's ends it computes what the
/// neighboring band computes too: 8 rows of the first round, 4 of the second.
final class BackgroundBlurBand {
  /// Rows a block. More would not fit the rings, fewer read rows from the second cache more often.
  static let blockHeight = 4
  /// Rows a tap reaches.
  private static let reach = 4
  /// Rows a ring: a block and what lies between the first stage and the last, 12 rows.
  private static let ringHeight = 16

  private let width: Int
  private let height: Int
  private let groupCount: Int
  private let planeStride: Int
  /// Colors and kept colors before each of the rounds; the last round writes to the rows of the first
  /// ring that are free just then.
  private let colors: [Plane<UInt16>]
  private let kept: [Plane<UInt16>]
  private let keep: Plane<UInt16>
  private let missingVertically: Plane<UInt16>
  private let missingHorizontally: Plane<UInt16>
  private let rowKinds: Plane<UInt8>
  private let kinds: Plane<UInt8>
  private let columnColors: Plane<UInt16>
  private let columnKept: Plane<UInt16>
  private let weights: Plane<UInt16>
  /// Pixels of rows that are another band's.
  private let otherPixels: Plane<UInt32>
  private let slots: Plane<Int>
  /// Rows of the picture on their way to RGBA.
  let sourcePixels: Plane<UInt32>

  /// - Parameters:
  ///   - width: pixels a row of the blurred picture.
  ///   - height: rows of it.
  ///   - fullWidth: pixels a row of the frame.
  ///   - weights: of the center and of the taps 1 to 4 away, in 1/65536.
  init(width: Int, height: Int, fullWidth: Int, weights: [UInt16]) {
    self.width = width
    self.height = height
    groupCount = (width + BlurGroup.width - 1) / BlurGroup.width
    let share = { [groupCount] (count: Int) in
      Plane<UInt16>(
        width: groupCount * BlurGroup.width, height: count, margin: BlurGroup.margin)
    }
    let ring = { share(3 * Self.ringHeight) }
    colors = (0..<BackgroundBlurScale.roundCount).map { _ in ring() }
    kept = (0..<BackgroundBlurScale.roundCount).map { _ in ring() }
    keep = share(Self.ringHeight)
    missingVertically = share(Self.ringHeight)
    missingHorizontally = share(Self.ringHeight)
    columnColors = share(1)
    columnKept = share(1)
    planeStride = keep.rows.stride
    rowKinds = Plane(width: groupCount, height: Self.ringHeight, margin: 0)
    kinds = Plane(width: groupCount, height: Self.ringHeight, margin: 0)
    otherPixels = Plane(width: groupCount * BlurGroup.width, height: 1)
    slots = Plane(width: Self.blockHeight + 2 * Self.reach, height: 1, margin: 0)
    sourcePixels = Plane(width: fullWidth + PackedRows.overhang, height: 2)
    self.weights = Plane(width: BlurGroup.width, height: weights.count, margin: 0)
    for (index, weight) in weights.enumerated() {
      self.weights.rows.row(index).update(repeating: weight, count: BlurGroup.width)
    }
  }

  /// Takes rows of a picture through all rounds.
  func run(
    rows: Range<Int>, of source: BackgroundBlurSource<some PixelSource>, to output: Rows<UInt32>,
    _ kernels: BackgroundBlurKernels
  ) {
    guard !rows.isEmpty else { return }
    let block = Self.blockHeight
    let reach = Self.reach
    /// The rows of the block before `end` that a stage must compute so that `margin` rows around the
    /// band are right.
    func part(before end: Int, margin: Int) -> Range<Int> {
      let lower = max(end - block, rows.lowerBound - margin, 0)
      return lower..<max(lower, min(end, rows.upperBound + margin, height))
    }
    var end = rows.lowerBound - 3 * reach + block
    while end - 3 * reach - block < rows.upperBound {
      for y in part(before: end, margin: 3 * reach) { read(y, source, kernels) }
      for y in part(before: end - reach, margin: 2 * reach) {
        weigh(y, rows.contains(y) ? output.row(y) : otherPixels.rows.base, kernels)
      }
      for round in 0..<BackgroundBlurScale.roundCount {
        let margin = (BackgroundBlurScale.roundCount - 1 - round) * reach
        compute(
          round, part(before: end - (round + 1) * reach, margin: margin), output, kernels)
      }
      end += block
    }
    for y in rows {
      let row = output.row(y)
      row[-1] = row[0]
      row[width] = row[width - 1]
    }
  }

  private func slot(_ y: Int) -> Int { min(max(y, 0), height - 1) & (Self.ringHeight - 1) }

  private func setSlots(_ rows: Range<Int>) {
    for index in 0..<(rows.count + 2 * Self.reach) {
      slots.rows.base[index] = slot(rows.lowerBound - Self.reach + index)
    }
  }

  /// A row of the picture into the first rings.
  private func read(
    _ y: Int, _ source: BackgroundBlurSource<some PixelSource>, _ kernels: BackgroundBlurKernels
  ) {
    let slot = slot(y)
    let sourceRow = source.firstRow + y * source.rowStep
    let pixels = source.pixels.pixels(
      0..<source.pixels.width, ofRow: sourceRow, scratch: sourcePixels.rows.base)
    var arguments = BlurSourceArguments(
      pixels: pixels + source.firstPixel, mask: source.mask.row(sourceRow) + source.firstPixel,
      pixelStep: source.pixelStep,
      colors: colors[0].rows.row(3 * slot), kept: kept[0].rows.row(3 * slot),
      keep: keep.rows.row(slot), kinds: rowKinds.rows.row(slot), planeStride: planeStride,
      width: width, groupCount: groupCount)
    kernels.source(&arguments)
  }

  /// A row's kinds and what its passes miss.
  private func weigh(
    _ y: Int, _ pixels: UnsafeMutablePointer<UInt32>, _ kernels: BackgroundBlurKernels
  ) {
    setSlots(y..<(y + 1))
    var arguments = BlurSharesArguments(
      slots: slots.rows.base, keep: keep.rows.base, rowKinds: rowKinds.rows.base,
      colors: colors[0].rows.base, missingVertically: missingVertically.rows.base,
      missingHorizontally: missingHorizontally.rows.base, kinds: kinds.rows.base,
      kindStride: kinds.rows.stride, pixels: pixels,
      weights: weights.rows.base, planeStride: planeStride, groupCount: groupCount)
    kernels.shares(&arguments)
  }

  /// A block of rows of a round.
  private func compute(
    _ round: Int, _ rows: Range<Int>, _ output: Rows<UInt32>, _ kernels: BackgroundBlurKernels
  ) {
    guard !rows.isEmpty else { return }
    setSlots(rows)
    let isLast = round == BackgroundBlurScale.roundCount - 1
    let next = isLast ? 0 : round + 1
    var arguments = BlurRoundArguments(
      slots: slots.rows.base, kept: kept[round].rows.base, colors: colors[round].rows.base,
      keep: keep.rows.base, missingVertically: missingVertically.rows.base,
      missingHorizontally: missingHorizontally.rows.base, kinds: kinds.rows.base,
      kindStride: kinds.rows.stride, outputColors: colors[next].rows.base,
      outputKept: kept[next].rows.base, pixels: isLast ? output.row(rows.lowerBound) : nil,
      pixelStride: output.stride, columnColors: columnColors.rows.base,
      columnKept: columnKept.rows.base, weights: weights.rows.base, planeStride: planeStride,
      width: width, groupCount: groupCount, rowCount: rows.count)
    kernels.round(&arguments)
  }
}
