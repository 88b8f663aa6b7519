import KernelInterface
import Kernels

/// Refines a mask along the edges of its frame: in each window the mask is taken for a linear function of
/// the frame's color, and every pixel gets the mean of what its windows say.
///
/// Source: K. He, J. Sun, X. Tang, "Guided Image Filtering" (2013), color guide, windows cut off at the
/// borders; and K. He, J. Sun, "Fast Guided Filter" (2015): the linear functions are found on a grid
/// that is `subsampling` times coarser, and interpolated.
///
/// The steps: frame and mask to the grid (`GuideGrid`), then for tiles of the grid everything else, row
/// by row (`GuidedTile`). Where a tile's windows see one mask value, that is the result.
///
/// `@unchecked Sendable`: a run's threads write disjoint rows between barriers, and scratch of their own.
final class GuidedMaskFilter: @unchecked Sendable {
  private let width: Int
  private let height: Int
  private let maskScaler: MaskResampler
  private let grid: GuideGrid
  private let tiles: [GuidedTile]
  private let bands: [GuideBand]

  /// The window's radius in output pixels: that of the joint bilateral filter's window.
  static func radiusPixels(
    sigmaSpace: Double, maskWidth: Int, maskHeight: Int, width: Int, height: Int
  ) -> Double {
    sigmaSpace * max(Double(width) / Double(maskWidth), Double(height) / Double(maskHeight))
  }

  /// The subsampling for a window: 2 or 4, so that a window keeps at least 5 grid points across, and 1
  /// where it has none to spare.
  ///
  /// A radius of 5 pixels, the defaults' at 1280x720 from 256x144, is subsampled by 2. On a photo that
  /// differs from the full size by 0.06 levels in the mean and by 8 at most; by 4 it would be 0.10 and 19.
  static func subsampling(radiusPixels: Double) -> Int {
    radiusPixels < 4 ? 1 : radiusPixels < 9 ? 2 : 4
  }

  /// Prepares for masks and frames of one size.
  ///
  /// - Parameters:
  ///   - sigmaSpace: the window's radius in samples of the mask, 0...10.
  ///   - sigmaColor: the contrast, as a share of the full range, below which edges are not followed,
  ///     0...1; its square is the paper's epsilon. Less than one level counts as one level.
  ///   - subsampling: 1, 2 or 4 pixels between grid points; nil: as the window allows.
  init(
    maskWidth: Int, maskHeight: Int, width: Int, height: Int, sigmaSpace: Double,
    sigmaColor: Double, subsampling: Int? = nil, threadCount: Int, instructionSet: InstructionSet
  ) {
    precondition(
      maskWidth > 0 && maskHeight > 0 && width > 0 && height > 0,
      "expected positive sizes, found \(maskWidth)x\(maskHeight) and \(width)x\(height)")
    precondition(
      (0...10).contains(sigmaSpace) && (0...1).contains(sigmaColor),
      "expected sigmas in 0...10 and 0...1, found \(sigmaSpace) and \(sigmaColor)")
    let radiusPixels = Self.radiusPixels(
      sigmaSpace: sigmaSpace, maskWidth: maskWidth, maskHeight: maskHeight, width: width,
      height: height)
    let factor = subsampling ?? Self.subsampling(radiusPixels: radiusPixels)
    precondition([1, 2, 4].contains(factor), "expected subsampling by 1, 2 or 4, found \(factor)")
    let kernels = KernelList(instructionSet)
    let grid = GuideGrid(
      width: width, height: height, factor: factor, split: kernels[.splitPixels(factor: factor)].run
    )
    let layout = GuidedTileLayout(
      grid: grid, width: width, height: height, radiusPixels: radiusPixels,
      regularization: Float(max(1, sigmaColor * sigmaColor * 255 * 255)), kernels: kernels)
    self.width = width
    self.height = height
    self.grid = grid
    maskScaler = MaskResampler(
      columns: .scaled(
        inputCount: maskWidth, outputCount: grid.width,
        step: Double(factor * maskWidth) / Double(width), largestStep: 2),
      rows: .scaled(
        inputCount: maskHeight, outputCount: grid.height,
        step: Double(factor * maskHeight) / Double(height), largestStep: 2),
      threadCount: threadCount, instructionSet: instructionSet)
    tiles = (0..<threadCount).map { _ in GuidedTile(layout) }
    bands = GuideBand.all(of: layout)
  }

  /// Writes this thread's share of the output. Allocates nothing.
  ///
  /// - Parameters:
  ///   - mask: coverages of the mask's size, 0...255.
  ///   - frame: RGBA8, of the output's size; alpha is ignored.
  ///   - output: coverages of the frame's size.
  func run(
    mask: Rows<UInt8>, frame: Rows<UInt32>, output: Rows<UInt8>, on context: ThreadContext
  ) {
    precondition(
      frame.width == width && frame.height == height && output.width == width
        && output.height == height,
      "expected frame and output of \(width)x\(height), found \(frame.width)x\(frame.height) and "
        + "\(output.width)x\(output.height)")
    for y in context.share(of: grid.height) { grid.takeRow(y, of: frame) }
    maskScaler.run(mask: mask, output: grid.mask, on: context)
    context.synchronize()
    // In turns: bands with much to do stand side by side.
    var band = context.index
    while band < bands.count {
      tiles[context.index].run(bands[band], frame: frame, output: output)
      band += context.count
    }
  }
}
