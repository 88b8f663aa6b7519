import KernelInterface
import Kernels

/// Blurs what lies behind a person as a lens does: in linear light, every point becomes a disc of one brightness, and
/// lamps become bright discs. The person is left out.
///
/// The light of the frame is summed up to cells of 2, 4, 8 ... pixels a side, few enough for a disc of 7.5 to 15 cells
/// radius. A disc is a set of chords, rows of cells; the sum over a chord is the difference of two running sums
/// of its row, in whole numbers, so that it is exact. Light divided by how much of the disc was
/// background is the blurred color.
///
/// This was weighed against complex Gaussians, which make a disc of separable passes (Garcia 2017, "Circular
/// Separable Convolution Depth of Field"), and polygons of skewed boxes (White and Barré-Brisebois 2011, "More
/// Performance!"): at such radii chords are nearer to the disc than either, with fewer operations
/// than the former.
///
/// Beyond the frame's borders there is nothing: what the disc holds there is left out like the person.
///
/// Prepared for one size; runs allocate nothing. Results depend on the number of threads in no bit.
///
/// `@unchecked Sendable`: a run's threads write disjoint rows between barriers, and memory of their own.
final class LensBlur: BlurredBackground, @unchecked Sendable {
  /// Whole numbers that stand for the light 1 of a cell without a person: a disc counts up to 1,500 times that, with
  /// a weight of up to four.
  private static let unit: Float = 0x1p19
  /// Rows of discs at a time.
  private static let stripHeight = 8
  /// The keep of a pixel without a person; see `LensLightArguments`.
  private static let fullKeep: Float = 255 + 255.0 / 64

  /// Pixels a row of the frame.
  let width: Int
  /// Rows of the frame.
  let height: Int
  /// Size of the cells, and the disc.
  let scale: LensBlurScale
  /// The blurred background, at halves of the frame's sides, rounded up.
  let picture: BlurredPicture

  private let kernels: LensBlurKernels
  /// Running sums of each row of cells, four channels a cell. As many cells as a disc reaches lie before a row,
  /// all zero, and behind it, where they repeat the last; rows of zeros lie above the first and below the last.
  private let sums: Plane<UInt32>
  /// Cells that a disc reaches to both sides, and a little more: kernels look at those beside a cell.
  private let reach: Int
  /// Rows that a disc reaches up and down, or a little more.
  private let rowMargin: Int
  /// Pairs of places for kernels.
  private let chords: Plane<Int>
  private let bytes = LensCurve.bytes()
  private let scratches: [Scratch]

  /// A thread's memory.
  private struct Scratch {
    /// A row of cells of up to 4 x 4 pixels: sums of light.
    let cells: Plane<Float>
    /// Rows of the frame on their way to RGBA.
    let pixels: Plane<UInt32>
  }

  /// Prepares for a size; allocates all that runs use.
  ///
  /// - Parameters:
  ///   - width: pixels a row, at least 1.
  ///   - height: rows, at least 1.
  ///   - strength: the disc's radius in per cent of the height, 0...20. The least radius is 3.2
  ///     pixels.
  ///   - kernels: of a level that the machine has.
  ///   - threadCount: the most threads that will run it.
  init(
    width: Int, height: Int, strength: Double, kernels: LensBlurKernels, threadCount: Int
  ) {
    precondition(width > 0 && height > 0, "expected positive sizes, found \(width)x\(height)")
    precondition(threadCount > 0, "thread count: expected 1 or more, found \(threadCount)")
    self.width = width
    self.height = height
    self.kernels = kernels
    let scale = LensBlurScale(strength: strength, height: height)
    self.scale = scale
    let sizes = (1...scale.level).map { level in
      (width: (width - 1) >> level + 1, height: (height - 1) >> level + 1)
    }
    picture = BlurredPicture(
      sizes: sizes, frameWidth: width, kernel: kernels.blend, threadCount: threadCount)
    reach = max(scale.disc.width + 1, 3)
    rowMargin = max(scale.disc.height, 2)
    let cells = sizes[sizes.count - 1]
    sums = Plane(
      width: 4 * cells.width, height: cells.height + 2 * rowMargin, margin: 4 * reach)
    chords = Plane(width: 2 * scale.disc.chords.count, height: 1, margin: 0)
    scratches = (0..<threadCount).map { _ in
      Scratch(
        cells: Plane(width: 4 * ((width + 1) / 2), height: 1),
        pixels: Plane(width: width + PackedRows.overhang, height: 4))
    }
    for (index, chord) in scale.disc.chords.enumerated() {
      let row = chord.row * sums.rows.stride
      chords.rows.base[2 * index] = row + 4 * chord.reach
      chords.rows.base[2 * index + 1] = row - 4 * (chord.reach + 1)
    }
  }

  /// Blurs the background of a frame; the background is complete when any thread returns.
  ///
  /// - Parameters:
  ///   - frame: alpha is ignored.
  ///   - mask: how much the person covers, 0...255, of the frame's size.
  ///   - context: the calling thread. All threads of the run must call.
  func run(frame: some PixelSource, mask: Rows<UInt8>, on context: ThreadContext) {
    precondition(
      frame.width == width && frame.height == height && mask.width == width
        && mask.height == height,
      "expected a frame and a mask of \(width)x\(height), found \(frame.width)x\(frame.height) and "
        + "\(mask.width)x\(mask.height)")
    precondition(context.count <= scratches.count, "expected at most \(scratches.count) threads")
    for y in context.share(of: picture.smallest.height) {
      addUp(y, frame, mask, scratches[context.index])
    }
    context.synchronize()
    takeDiscs(context.share(of: picture.smallest.height, grain: Self.stripHeight))
    context.synchronize()
    picture.enlarge(on: context)
  }

  /// The running sums of a row of cells.
  private func addUp(
    _ y: Int, _ frame: some PixelSource, _ mask: Rows<UInt8>, _ scratch: Scratch
  ) {
    let step = min(4, scale.cellSize)
    let end = min((y + 1) * scale.cellSize, height)
    var first = y * scale.cellSize
    var adds = false
    while first < end {
      add(first..<min(first + step, end), frame, mask, scratch, step: step, adds: adds)
      first += step
      adds = true
    }
    var arguments = LensSumsArguments(
      cells: scratch.cells.rows.base, cellCount: (width + step - 1) / step,
      group: scale.cellSize / step,
      scale: Self.unit / (Self.fullKeep * Float(scale.cellSize) * Float(scale.cellSize)),
      sums: sumRow(y), repeatCount: reach)
    kernels.sums(&arguments)
  }

  /// Adds up to four rows of the frame to the scratch cells.
  private func add(
    _ rows: Range<Int>, _ frame: some PixelSource, _ mask: Rows<UInt8>, _ scratch: Scratch,
    step: Int, adds: Bool
  ) {
    let last = rows.upperBound - 1
    let pixels = InlineArray<4, UnsafePointer<UInt32>> { index in
      guard rows.lowerBound + index <= last else { return UnsafePointer(scratch.pixels.rows.base) }
      return frame.pixels(
        0..<width, ofRow: rows.lowerBound + index, scratch: scratch.pixels.rows.row(index))
    }
    let masks = InlineArray<4, UnsafePointer<UInt8>> { index in
      UnsafePointer(mask.row(min(rows.lowerBound + index, last)))
    }
    var arguments = LensLightArguments(
      rows: pixels, masks: masks, rowCount: rows.count, width: width, step: step, adds: adds,
      cells: scratch.cells.rows.base)
    kernels.light(&arguments)
  }

  /// Rows of the blurred picture.
  private func takeDiscs(_ rows: Range<Int>) {
    for y in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.stripHeight) {
      var arguments = LensDiscArguments(
        sums: sumRow(y), sumStride: sums.rows.stride, chords: chords.rows.base,
        chordCount: scale.disc.chords.count, doubledCount: scale.disc.doubledCount,
        bytes: bytes.rows.base, pixels: picture.smallest.row(y),
        pixelStride: picture.smallest.stride,
        rowCount: min(Self.stripHeight, rows.upperBound - y), count: picture.smallest.width)
      kernels.disc(&arguments)
    }
    for y in rows { picture.finishRow(y) }
  }

  /// The running sums of a row of cells.
  private func sumRow(_ y: Int) -> UnsafeMutablePointer<UInt32> {
    sums.rows.row(y + rowMargin)
  }
}

/// The kernels of a lens blur, chosen once.
struct LensBlurKernels: Sendable {
  let light: KernelFunction<LensLightArguments>
  let sums: KernelFunction<LensSumsArguments>
  let disc: KernelFunction<LensDiscArguments>
  let blend: KernelFunction<BlurBlendArguments>

  /// The kernels of a level.
  init(_ kernels: KernelList) {
    light = kernels[.lensLight].run
    sums = kernels[.lensSums].run
    disc = kernels[.lensDisc].run
    blend = kernels[.blurBlend].run
  }
}
