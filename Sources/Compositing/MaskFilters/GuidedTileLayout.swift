import KernelInterface
import Kernels

/// Layout that all tiles of a guided filter share: sizes, weights, kernels. Constant.
struct GuidedTileLayout: Sendable {
  let grid: GuideGrid
  let width: Int
  let height: Int
  /// Of the window, in grid points.
  let radius: Int
  let regularization: Float
  let kernels: GuidedKernels
  /// Coefficients on the grid to coefficients of output rows and pixels.
  let rowTaps: PackedRowTaps
  let columnTaps: PackedColumnTaps
  /// 1 / points of the window in its row, `[grid.width]`, and in its column, `[grid.height]`.
  let columnScales: Plane<Float>
  let rowScales: Plane<Float>

  /// Pixels across a stretch of a tile, a multiple of all vectors, and rows of a tile. Sums along columns
  /// begin anew in each tile, so that threads do not matter.
  private static let tileSize = 64

  /// Grid points across a stretch, and grid rows of a tile.
  var tileSize: Int { Self.tileSize / grid.factor }

  init(
    grid: GuideGrid, width: Int, height: Int, radiusPixels: Double, regularization: Float,
    kernels: KernelList
  ) {
    self.grid = grid
    self.width = width
    self.height = height
    self.regularization = regularization
    self.kernels = GuidedKernels(kernels)
    let factor = Double(grid.factor)
    // The odd number of points whose span is nearest to the window's 2 * radius + 1 pixels.
    // A window that covers the grid from everywhere is no larger for being larger.
    let wanted = (((2 * radiusPixels + 1) / factor - 1) / 2).rounded()
    let radius = Int(min(max(wanted, 0), Double(max(grid.width, grid.height))))
    self.radius = radius
    rowTaps = PackedRowTaps(
      .bilinear(inputCount: grid.height, outputCount: height, step: 1 / factor))
    columnTaps = PackedColumnTaps(
      .bilinear(inputCount: grid.width, outputCount: width, step: 1 / factor),
      lanes: kernels[.resampleRows].lanes)
    func scales(_ count: Int) -> Plane<Float> {
      let scales = Plane<Float>(width: count, height: 1)
      for index in 0..<count {
        let points = min(index + radius, count - 1) - max(index - radius, 0) + 1
        scales.rows.base[index] = 1 / Float(points)
      }
      return scales
    }
    columnScales = scales(grid.width)
    rowScales = scales(grid.height)
  }
}

/// The kernels of a guided filter, at one level.
struct GuidedKernels: Sendable {
  let moments: KernelFunction<ColumnMomentsArguments>
  let box: KernelFunction<BoxRowsArguments>
  let solve: KernelFunction<GuidedSolutionArguments>
  let add: KernelFunction<ElementwiseArguments>
  let multiply: KernelFunction<ElementwiseArguments>
  let multiplyAdd: KernelFunction<ElementwiseArguments>
  let resample: KernelFunction<ResampleRowsArguments>
  let apply: KernelFunction<GuidedRowArguments>
  let round: KernelFunction<RoundToBytesArguments>

  init(_ kernels: KernelList) {
    moments = kernels[.columnMoments].run
    box = kernels[.boxRows].run
    solve = kernels[.guidedSolution].run
    add = kernels[.elementwise(.add)].run
    multiply = kernels[.elementwise(.multiply)].run
    multiplyAdd = kernels[.elementwise(.multiplyAdd)].run
    resample = kernels[.resampleRows].run
    apply = kernels[.guidedRow].run
    round = kernels[.roundToBytes].run
  }
}

/// A band of grid rows and the output rows that belong to it.
struct GuideBand: Sendable {
  let gridRows: Range<Int>
  let outputRows: Range<Int>

  /// The bands of a grid, from the top.
  static func all(of layout: GuidedTileLayout) -> [GuideBand] {
    stride(from: 0, to: layout.grid.height, by: layout.tileSize).map { first in
      let end = min(first + layout.tileSize, layout.grid.height)
      return GuideBand(
        gridRows: first..<end,
        outputRows: first * layout.grid.factor..<min(end * layout.grid.factor, layout.height))
    }
  }
}
