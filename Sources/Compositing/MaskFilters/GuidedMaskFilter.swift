import KernelInterface
import Kernels
import Synchronization
import Threads

/// Refines a mask along the edges of its frame, and keeps its soft edges soft: around each point the mask is taken
/// for a linear function of the frame's color, found from those cells of the mask that are sure, and every pixel
/// gets the mean of what its neighborhoods say.
///
/// Computed in the contour's band alone (`ContourBand`); the models are found on a coarse grid (`GuidedModels`) and
/// interpolated to pixels.
///
/// Sources: K. He, J. Sun, X. Tang, "Guided Image Filtering" (2013), color guide, windows cut off at the borders;
/// K. He, J. Sun, "Fast Guided Filter" (2015). The weights, |2 m - 1| for a mask value m, and the band's limits are
/// not theirs.
///
/// `@unchecked Sendable`: a run's threads write disjoint rows between barriers, and scratch of their own.
final class GuidedMaskFilter: @unchecked Sendable {
  let models: GuidedModels
  /// The person's own colors at soft edges, if they are wanted.
  let personColors: PersonColors?
  private let grid: GuideGrid
  private let rowTaps: PackedRowTaps
  private let columnTaps: PackedColumnTaps
  private let multiply: KernelFunction<ElementwiseArguments>
  private let multiplyAdd: KernelFunction<ElementwiseArguments>
  private let resample: KernelFunction<ResampleRowsArguments>
  private let apply: KernelFunction<GuidedRowArguments>
  private let round: KernelFunction<RoundToBytesArguments>
  private let scratches: [Scratch]
  private let nextRow = Atomic<Int>(0)

  /// Points that a window of the default reach extends to each side.
  static let standardRadius = 5.0
  /// The contrast below which edges are not followed, of the whole range, at the default tolerance of 0.1.
  private static let contrastShare = 0.1
  /// Pixels that are refined together; a multiple of all vectors.
  static let longestPart = 512

  private struct Scratch {
    let models: Plane<Float>
    let wide: Plane<Float>
    let values: Plane<Float>
    let pixels: Plane<UInt32>
  }

  /// Prepares for masks and frames of one size.
  ///
  /// - Parameters:
  ///   - sigmaSpace: the window's radius in units of `standardRadius`, 0...10.
  ///   - sigmaColor: ten times the contrast, as a share of the full range, below which edges are not followed,
  ///     0...1; its square is the paper's epsilon. Less than one level counts as one level.
  ///   - subsampling: pixels between grid points; nil: as the frame's size asks for.
  ///   - estimatesColors: whether `personColors` are wanted.
  init(
    maskWidth: Int, maskHeight: Int, width: Int, height: Int, sigmaSpace: Double,
    sigmaColor: Double, subsampling: Int? = nil, estimatesColors: Bool = false, threadCount: Int,
    instructionSet: InstructionSet
  ) {
    precondition(
      maskWidth > 0 && maskHeight > 0 && width > 0 && height > 0,
      "expected positive sizes, found \(maskWidth)x\(maskHeight) and \(width)x\(height)")
    precondition(
      (0...10).contains(sigmaSpace) && (0...1).contains(sigmaColor),
      "expected sigmas in 0...10 and 0...1, found \(sigmaSpace) and \(sigmaColor)")
    let grid = GuideGrid(frameWidth: width, frameHeight: height, factor: subsampling)
    let kernels = KernelList(instructionSet)
    let contrast = Self.contrastShare * sigmaColor * 255
    // A window that covers the grid from everywhere is no larger for being larger.
    let radius = min(
      Int((Self.standardRadius * sigmaSpace).rounded()), max(grid.width, grid.height))
    models = GuidedModels(
      band: ContourBand(
        maskWidth: maskWidth, maskHeight: maskHeight, grid: grid, threadCount: threadCount,
        instructionSet: instructionSet),
      radius: radius, regularization: Float(max(1, contrast * contrast)),
      surroundings: estimatesColors ? PersonColors.radius : 0, threadCount: threadCount,
      kernels: kernels)
    personColors =
      estimatesColors
      ? PersonColors(
        grid: grid, blockCount: models.band.blockCount, longestPart: Self.longestPart,
        threadCount: threadCount, kernels: kernels) : nil
    self.grid = grid
    let resampling = kernels[.resampleRows]
    let step = 1 / Double(grid.factor)
    let rowTaps = PackedRowTaps(
      .bilinear(inputCount: grid.height, outputCount: height, step: step))
    let columnTaps = PackedColumnTaps(
      .bilinear(inputCount: grid.width, outputCount: width, step: step), lanes: resampling.lanes)
    self.rowTaps = rowTaps
    self.columnTaps = columnTaps
    multiply = kernels[.elementwise(.multiply)].run
    multiplyAdd = kernels[.elementwise(.multiplyAdd)].run
    resample = resampling.run
    apply = kernels[.guidedRow].run
    round = kernels[.roundToBytes].run
    let partWidth = Self.longestPart + 2 * resampling.lanes
    scratches = (0..<threadCount).map { _ in
      Scratch(
        models: Plane(
          width: max(grid.width, columnTaps.inputCapacity), height: GuidedModels.coefficientCount),
        wide: Plane(width: partWidth, height: GuidedModels.coefficientCount),
        values: Plane(width: partWidth, height: 1),
        pixels: Plane(width: Self.longestPart + PackedRows.overhang, height: 1))
    }
  }

  /// Finds the models of a frame. All threads of a run call it, and meet before they use them. Allocates nothing.
  func prepare(_ mask: Rows<UInt8>, frame: some PixelSource, on context: ThreadContext) {
    if context.index == 0 { nextRow.store(0, ordering: .relaxed) }
    models.update(mask, frame: frame, on: context)
    guard let personColors else { return }
    context.synchronize()
    let rows = context.share(of: grid.height)
    for y in rows { personColors.takeMoments(y, of: models, thread: context.index) }
    context.synchronize()
    for y in rows { personColors.average(y, of: models, thread: context.index) }
  }

  /// Rows of pixels that are of one work throughout: the grid's.
  var rowGroupCount: Int { grid.height }

  /// The rows of a group.
  func rows(ofGroup group: Int) -> Range<Int> { grid.pixelRows(group) }

  /// Calls `body` for every stretch of pixels of equal work, left to right.
  ///
  /// - Parameter classify: the work of mask values that lie within two limits.
  @inline(__always)
  func forEachRun(
    _ group: Int, _ classify: (UInt8, UInt8) -> BlendRule.Work,
    _ body: (BlendRule.Work, Range<Int>, UInt8) -> Void
  ) {
    let band = models.band
    let marks = models.marks(group)
    let levels = band.levels.row(group)
    // 1 where the band is, else 0 or 255.
    func kind(_ block: Int) -> UInt8 {
      marks[block] != 0 ? 1 : levels[block * ContourBand.blockLength] == 0 ? 0 : 255
    }
    var block = 0
    while block < band.blockCount {
      let first = block
      let value = kind(block)
      repeat { block += 1 } while block < band.blockCount && kind(block) == value
      let points =
        first * ContourBand.blockLength..<min(block * ContourBand.blockLength, grid.width)
      body(value == 1 ? .filter : classify(value, value), grid.pixelColumns(points), value)
    }
  }

  /// Puts the person on a background without ever storing the mask: one thread's part.
  func blend(
    frame: some PixelSource, with composer: some RunComposer, on context: ThreadContext
  ) {
    let scratch = scratches[context.index]
    while let group = claim() {
      for y in rows(ofGroup: group) {
        forEachRun(group, composer.rule.work) { work, run, value in
          switch work {
          case .background: composer.copyBackground(y, run)
          case .frame: composer.copyFrame(y, run)
          case .constant:
            inParts(run) { part in
              let values = scratch.values.rows.base
              values.update(repeating: Float(value), count: part.count)
              composer.blend(y, part, mask: values)
            }
          case .filter:
            inParts(run) { part in
              composer.blend(y, part, mask: values(y, part, of: frame, scratch))
            }
          }
        }
      }
    }
  }

  /// Writes the mask, one byte a pixel of the frame: one thread's part.
  func write(frame: some PixelSource, to output: Rows<UInt8>, on context: ThreadContext) {
    let scratch = scratches[context.index]
    while let group = claim() {
      for y in rows(ofGroup: group) {
        forEachRun(group, { _, _ in .constant }) { work, run, value in
          guard work == .filter else {
            (output.row(y) + run.lowerBound).update(repeating: value, count: run.count)
            return
          }
          inParts(run) { part in
            var arguments = RoundToBytesArguments(
              input: values(y, part, of: frame, scratch), output: output.row(y) + part.lowerBound,
              count: part.count)
            round(&arguments)
          }
        }
      }
    }
  }

  private func claim() -> Int? {
    let row = nextRow.add(1, ordering: .relaxed).oldValue
    return row < grid.height ? row : nil
  }

  @inline(__always)
  private func inParts(_ run: Range<Int>, _ body: (Range<Int>) -> Void) {
    var first = run.lowerBound
    while first < run.upperBound {
      let end = min(first / Self.longestPart * Self.longestPart + Self.longestPart, run.upperBound)
      body(first..<end)
      first = end
    }
  }

  /// The refined mask of a part of a row, 0...255.
  private func values(
    _ y: Int, _ part: Range<Int>, of frame: some PixelSource, _ scratch: Scratch
  ) -> UnsafePointer<Float> {
    let firstBlock = part.lowerBound / columnTaps.lanes
    let endBlock = (part.upperBound + columnTaps.lanes - 1) / columnTaps.lanes
    let source = models(y, columnTaps.inputs(of: firstBlock..<endBlock), scratch)
    let wide = scratch.wide.rows
    var resampling = ResampleRowsArguments(
      input: source.base, inputRowStride: source.stride,
      starts: columnTaps.starts(from: firstBlock),
      weights: columnTaps.weights(from: firstBlock), depth: columnTaps.depth, output: wide.base,
      outputRowStride: wide.stride, blockCount: endBlock - firstBlock)
    resample(&resampling)
    let offset = part.lowerBound - firstBlock * columnTaps.lanes
    let values = scratch.values.rows.base
    var application = GuidedRowArguments(
      pixels: frame.pixels(part, ofRow: y, scratch: scratch.pixels.rows.base),
      coefficients: wide.base + offset, coefficientStride: wide.stride, output: values,
      count: part.count)
    apply(&application)
    return UnsafePointer(values)
  }

  /// The models at row `y` of the frame, between two rows of points.
  private func models(_ y: Int, _ columns: Range<Int>, _ scratch: Scratch) -> Rows<Float> {
    let first = models.models(rowTaps.starts[y])
    guard rowTaps.counts[y] == 2 else { return first }
    let second = models.models(rowTaps.starts[y] + 1)
    let weights = rowTaps.weights(of: y)
    let result = scratch.models.rows
    let start = columns.lowerBound
    var arguments = ElementwiseArguments(
      a: first.base + start, aRowStride: first.stride, aColumnStride: 1, b: weights, bRowStride: 0,
      bColumnStride: 0, c: result.base + start, cRowStride: result.stride, cColumnStride: 1,
      output: result.base + start, outputRowStride: result.stride, rowCount: result.height,
      columnCount: min(columns.upperBound, grid.width) - start,
      activation: ElementActivation(.identity))
    multiply(&arguments)
    arguments.a = UnsafePointer(second.base + start)
    arguments.b = weights + 1
    multiplyAdd(&arguments)
    return result
  }
}
