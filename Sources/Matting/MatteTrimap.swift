import Memory
import Threads

/// Tells which cells of a grid a mask settles: the person alone, nobody, or neither. Only the last are
/// matted, so that where the mask is sure, farther from its edge than the band reaches, the mask wins
/// whatever the picture looks like.
///
/// A cell is nobody's where everything within a margin is less than `limits` of the person, and the person's
/// where everything is more. The margin is some of the mask's own cells, as a model does not draw finer than
/// these; more where its edges are soft around there; but at least a few pixels, and no wider than a share of
/// the picture.
///
/// `@unchecked Sendable`: one run at a time; its threads write disjoint rows and columns between barriers.
final class MatteTrimap: @unchecked Sendable {
  /// Mask values between which nothing is settled.
  static let limits: ClosedRange<Float> = 0.1...0.9
  /// Share of the width of soft edges that margins have at least.
  private static let softShare: Float = 0.5

  private let problem: MatteProblem
  private let sampler: MaskSampler
  /// Distances to cells that may be the person, and to those that may not.
  private let toPossible, toUnsure: DistanceMap
  private let softness: SoftnessMap
  /// Margins of nobody's cells, and of the person's.
  private let outer, inner: ClosedRange<Float>

  /// - Parameter planes: two, which are overwritten.
  init(
    _ problem: MatteProblem, maskWidth: Int, maskHeight: Int, planes: [GridPlane], threadCount: Int
  ) {
    self.problem = problem
    let grid = problem.grid
    sampler = MaskSampler(
      maskWidth: maskWidth, maskHeight: maskHeight, to: grid, threadCount: threadCount)
    toPossible = DistanceMap(grid)
    toUnsure = DistanceMap(grid)
    softness = SoftnessMap(
      grid, reach: max(1, Int((16 / grid.unitsPerCell).rounded())), planes: planes)
    let maskCells = Double(maskWidth) * Double(maskHeight)
    let pixels = Double(grid.frameWidth) * Double(grid.frameHeight)
    let maskCell = Float((pixels / maskCells).squareRoot() / Double(grid.step))
    func margins(maskCells: Float, most: Float) -> ClosedRange<Float> {
      let largest = min(max(1, most / grid.unitsPerCell), Float(DistanceMap.largestReach))
      return min(largest, max(1, maskCells * maskCell, 4 / grid.unitsPerCell))...largest
    }
    outer = margins(maskCells: 2.6, most: 20)
    inner = margins(maskCells: 2.2, most: 16)
  }

  /// Settles a problem's cells. All threads of a run call it; the prior must be there, and cells are settled
  /// once the threads have met.
  ///
  /// - Parameter strength: see `MatteProblem.settle`.
  func run(_ mask: Rows<UInt8>, strength: Float, on context: ThreadContext) {
    let grid = problem.grid
    grid.forEachRow(context) { y in
      let values = toPossible.plane.row(y)
      sampler.write(mask, row: y, to: values, thread: context.index)
      softness.read(values, row: y)
      let unsure = toUnsure.plane.row(y)
      for x in 0..<grid.width {
        unsure[x] = values[x] > Self.limits.upperBound ? DistanceMap.infinity : 0
        values[x] = values[x] >= Self.limits.lowerBound ? 0 : DistanceMap.infinity
      }
    }
    context.synchronize()
    let blocks = context.share(of: grid.blockCount)
    toPossible.runColumns(blocks: blocks, height: grid.height)
    toUnsure.runColumns(blocks: blocks, height: grid.height)
    softness.runColumns(blocks: blocks)
    context.synchronize()
    grid.forEachRow(context) { settle(row: $0, strength) }
  }

  private func settle(row y: Int, _ strength: Float) {
    let grid = problem.grid
    let (matte, unknown, widths) = (
      problem.matte.row(y), problem.unknown.row(y), problem.weight.row(y)
    )
    softness.writeWidths(row: y, to: widths)
    let reaches = (Int(outer.upperBound.rounded(.up)), Int(inner.upperBound.rounded(.up)))
    for block in 0..<grid.blockCount {
      let x = block * Lanes.scalarCount
      let width = (widths + x).lanes * Self.softShare
      let far = toPossible.squaredDistances(block: x, row: y, reach: reaches.0)
      let deep = toUnsure.squaredDistances(block: x, row: y, reach: reaches.1)
      let (outside, inside) = (width.clamped(to: outer), width.clamped(to: inner))
      let isOutside = far .> outside * outside
      let isInside = deep .> inside * inside
      // Free for now: known values, and who is known.
      (matte + x).lanes = Lanes.zero.replacing(with: 1, where: isInside)
      (unknown + x).lanes = Lanes.zero.replacing(with: 1, where: isOutside .| isInside)
    }
    problem.settle(row: y, strength: strength) { unknown[$0] == 0 ? nil : matte[$0] }
    clearMargin(matte)
    clearMargin(unknown)
  }

  /// Clears what was written beyond a row's end.
  private func clearMargin(_ row: UnsafeMutablePointer<Float>) {
    let grid = problem.grid
    for x in grid.width..<grid.blockCount * Lanes.scalarCount { row[x] = 0 }
  }
}

extension SIMD8<Float> {
  /// Each within a range.
  @inline(__always)
  fileprivate func clamped(to range: ClosedRange<Float>) -> Lanes {
    clamped(
      lowerBound: Lanes(repeating: range.lowerBound), upperBound: Lanes(repeating: range.upperBound)
    )
  }
}
