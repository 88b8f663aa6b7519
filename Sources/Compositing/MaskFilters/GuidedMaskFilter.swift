import KernelInterface
import Kernels
import Synchronization
import Threads

/// Refines a mask along the edges of its frame, and keeps its soft edges soft: around each point the mask is taken
/// for a linear function of the frame's color, found from those cells of the mask that are sure, and every pixel
/// gets the mean of what its neighborhoods say.
///
/// Computed in the contour's band alone (`ContourBand`); the models are found on a coarse grid (`GuidedModels`) and
/// interpolated to pixels (`GridEnlargement`).
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
  /// The memory of the frame before, if edges are to be steady.
  let steadiness: EdgeSteadiness?
  private let grid: GuideGrid
  private let enlargement: GridEnlargement
  private let apply: KernelFunction<GuidedRowArguments>
  private let round: KernelFunction<RoundToBytesArguments>
  private let scratches: [Scratch]
  private let nextRow = Atomic<Int>(0)

  /// Points across a window of the default reach.
  static let standardWindow = 5.0
  /// The contrast below which edges are not followed, of the whole range, at the default tolerance of 0.1.
  private static let contrastShare = 0.1
  /// Pixels that are refined together.
  static let longestPart = GridEnlargement.longestPart

  private struct Scratch {
    /// Models of the points above, and below.
    let wide: Plane<Float>
    let values: Plane<Float>
    let pixels: Plane<UInt32>
  }

  /// Prepares for masks and frames of one size.
  ///
  /// - Parameters:
  ///   - sigmaSpace: the window's width in units of `standardWindow`, 0...10.
  ///   - sigmaColor: ten times the contrast, as a share of the full range, below which edges are not followed,
  ///     0...1; its square is the paper's epsilon. Less than one level counts as one level.
  ///   - sampleFactor: pixels between samples of the grid; nil: as the frame's size asks for.
  ///   - estimatesColors: whether `personColors` are wanted.
  ///   - steadiesEdges: whether frames follow each other, and edges are to be steady.
  init(
    maskWidth: Int, maskHeight: Int, width: Int, height: Int, sigmaSpace: Double,
    sigmaColor: Double, sampleFactor: Int? = nil, estimatesColors: Bool = false,
    steadiesEdges: Bool = false, threadCount: Int, instructionSet: InstructionSet
  ) {
    precondition(
      maskWidth > 0 && maskHeight > 0 && width > 0 && height > 0,
      "expected positive sizes, found \(maskWidth)x\(maskHeight) and \(width)x\(height)")
    precondition(
      (0...10).contains(sigmaSpace) && (0...1).contains(sigmaColor),
      "expected sigmas in 0...10 and 0...1, found \(sigmaSpace) and \(sigmaColor)")
    let grid = GuideGrid(frameWidth: width, frameHeight: height, sampleFactor: sampleFactor)
    let kernels = KernelList(instructionSet)
    let contrast = Self.contrastShare * sigmaColor * 255
    // A window that covers the grid from everywhere is no larger for being larger.
    let radius = min(Self.radius(sigmaSpace), max(grid.width, grid.height))
    steadiness =
      steadiesEdges ? EdgeSteadiness(grid, threadCount: threadCount, kernels: kernels) : nil
    models = GuidedModels(
      band: ContourBand(
        maskWidth: maskWidth, maskHeight: maskHeight, grid: grid, threadCount: threadCount,
        instructionSet: instructionSet),
      radius: radius, regularization: Float(max(1, contrast * contrast)),
      surroundings: estimatesColors ? PersonColors.radius : 0, steadiness: steadiness,
      threadCount: threadCount, kernels: kernels)
    personColors =
      estimatesColors ? PersonColors(grid: grid, threadCount: threadCount, kernels: kernels) : nil
    self.grid = grid
    let enlargement = GridEnlargement(grid, kernels)
    self.enlargement = enlargement
    apply = kernels[.guidedRow].run
    round = kernels[.roundToBytes].run
    scratches = (0..<threadCount).map { _ in
      Scratch(
        wide: enlargement.rows(2 * GuidedModels.coefficientCount),
        values: Plane(width: Self.longestPart, height: 1),
        pixels: Plane(width: Self.longestPart + PackedRows.overhang, height: 1))
    }
  }

  /// Points that a window reaches from its middle, so that it is nearly as wide as asked for.
  static func radius(_ sigmaSpace: Double) -> Int {
    max(Int(((standardWindow * sigmaSpace - 1) / 2).rounded()), 0)
  }

  /// Finds the models of a frame. All threads of a run call it, and meet before they use them. Allocates nothing.
  func prepare(_ mask: Rows<UInt8>, frame: some PixelSource, on context: ThreadContext) {
    if context.index == 0 {
      nextRow.store(0, ordering: .relaxed)
      steadiness?.begin()
    }
    models.update(mask, frame: frame, on: context)
    guard let personColors else { return }
    context.synchronize()
    personColors.update(models, on: context)
  }

  /// Rows of pixels that are of one work throughout: the grid's intervals.
  var rowGroupCount: Int { grid.rowIntervalCount }

  /// The rows of a group; may be empty.
  func rows(ofGroup group: Int) -> Range<Int> { grid.pixelRows(ofInterval: group) }

  /// Calls `body` for every stretch of pixels of equal work, left to right.
  ///
  /// - Parameter classify: the work of mask values that lie within two limits.
  @inline(__always)
  func forEachRun(
    _ group: Int, _ classify: (UInt8, UInt8) -> BlendRule.Work,
    _ body: (BlendRule.Work, Range<Int>, UInt8) -> Void
  ) {
    models.band.forEachRun(group) { intervals, value in
      let run = grid.pixelColumns(ofIntervals: intervals)
      guard !run.isEmpty else { return }
      body(value == 1 ? .filter : classify(value, value), run, value)
    }
  }

  /// Puts the person on a background without ever storing the mask: one thread's part.
  func blend(
    frame: some PixelSource, with composer: some RunComposer, on context: ThreadContext
  ) {
    let scratch = scratches[context.index]
    while let group = claim() {
      let rows = rows(ofGroup: group)
      forEachRun(group, composer.rule.work) { work, run, value in
        switch work {
        case .background: for y in rows { composer.copyBackground(y, run) }
        case .frame: for y in rows { composer.copyFrame(y, run) }
        case .constant:
          GridEnlargement.forEachPart(run) { part in
            for y in rows {
              let values = scratch.values.rows.base
              values.update(repeating: Float(value), count: part.count)
              composer.blend(y, part, pixels: nil, mask: values)
            }
          }
        case .filter:
          forEachRow(group, rows, run, of: frame, scratch, context.index) {
            y, part, pixels, values in
            composer.blend(y, part, pixels: pixels, mask: values)
          }
        }
      }
    }
  }

  /// Writes the mask, one byte a pixel of the frame: one thread's part.
  func write(frame: some PixelSource, to output: Rows<UInt8>, on context: ThreadContext) {
    let scratch = scratches[context.index]
    while let group = claim() {
      let rows = rows(ofGroup: group)
      forEachRun(group, { _, _ in .constant }) { work, run, value in
        guard work == .filter else {
          for y in rows {
            (output.row(y) + run.lowerBound).update(repeating: value, count: run.count)
          }
          return
        }
        forEachRow(group, rows, run, of: frame, scratch, context.index) { y, part, _, values in
          var arguments = RoundToBytesArguments(
            input: values, output: output.row(y) + part.lowerBound, count: part.count)
          round(&arguments)
        }
      }
    }
  }

  private func claim() -> Int? {
    let row = nextRow.add(1, ordering: .relaxed).oldValue
    return row < rowGroupCount ? row : nil
  }

  /// Calls `body` for each row of each part of a run, with the frame's pixels and the refined mask, 0...255.
  @inline(__always)
  private func forEachRow(
    _ group: Int, _ rows: Range<Int>, _ run: Range<Int>, of frame: some PixelSource,
    _ scratch: Scratch, _ thread: Int,
    _ body: (Int, Range<Int>, UnsafePointer<UInt32>, UnsafePointer<Float>) -> Void
  ) {
    let points = grid.pointRows(around: group)
    let wide = scratch.wide.rows
    let values = scratch.values.rows.base
    steadiness?.beginRun(group, run, thread: thread)
    GridEnlargement.forEachPart(run) { part in
      let gainOffset = steadiness?.beginPart(group, part, thread: thread) ?? 0
      var offset = 0
      for half in 0..<2 {
        let models = models.models(half == 0 ? points.upper : points.lower)
        offset = enlargement.run(
          models.base, stride: models.stride, part,
          to: wide.row(GuidedModels.coefficientCount * half), outputStride: wide.stride)
      }
      for y in rows {
        let pixels = frame.pixels(part, ofRow: y, scratch: scratch.pixels.rows.base)
        var arguments = GuidedRowArguments(
          pixels: pixels, upper: wide.base + offset,
          lower: wide.row(GuidedModels.coefficientCount) + offset, coefficientStride: wide.stride,
          share: grid.share(ofRow: y), output: values, count: part.count)
        apply(&arguments)
        steadiness?.steady(y, part, values, offset: gainOffset, thread: thread)
        body(y, part, pixels, values)
      }
    }
  }
}
