import Memory
import Threads

/// Conjugate gradients, preconditioned by the diagonal, for (L + W) matte = W prior at the unknown cells of a
/// problem, with L the matting Laplacian and W the weights.
///
/// All threads assemble the matrix; one then iterates. An iteration over a band takes a millisecond or less, in
/// which threads would have to meet two or three times: on a machine with other work each meeting can
/// take many times that.
///
/// `@unchecked Sendable`: one run at a time; its threads write disjoint rows between barriers.
final class MatteSolver: @unchecked Sendable {
  let problem: MatteProblem
  let stencil: LaplacianStencil
  /// Rest of the right side, the direction, and its product with the matrix.
  private let residual, direction, product: GridPlane
  /// 1 / the matrix's diagonal; 0 at known cells.
  private let inverseDiagonal: GridPlane
  /// Planes that hold nothing between runs, for others to use.
  let sparePlanes: [GridPlane]
  /// Iterations of the latest run.
  private(set) var iterationCount = 0

  init(_ problem: MatteProblem) {
    self.problem = problem
    let grid = problem.grid
    stencil = LaplacianStencil(grid)
    func plane() -> GridPlane { GridPlane(width: grid.width, height: grid.height) }
    (residual, direction, product, inverseDiagonal) = (plane(), plane(), plane(), plane())
    sparePlanes =
      [residual, product, inverseDiagonal] + (grid.step > 1 ? (0..<3).map { _ in plane() } : [])
  }

  /// Solves; all threads of a run call it. The matte is complete once they have met.
  ///
  /// - Parameters:
  ///   - tolerance: where the residual, weighted by the inverse diagonal, has a root mean square this small
  ///     relative to the diagonal.
  ///   - iterationLimit: the most iterations.
  func run(epsilon: Double, tolerance: Double, iterationLimit: Int, on context: ThreadContext) {
    let grid = problem.grid
    let assembly = LaplacianAssembly(
      grid: grid, colors: problem.colors, stencil: stencil, band: problem.band, epsilon: epsilon)
    grid.forEachRowGroup(context) { assembly.assemble(rows: $0) }
    context.synchronize()
    grid.forEachRow(context, assembly.closeRow)
    context.synchronize()
    if context.index == 0 { iterate(tolerance: tolerance, iterationLimit: iterationLimit) }
    context.synchronize()
  }

  private func iterate(tolerance: Double, iterationLimit: Int) {
    let (start, scale) = begin()
    let limit = tolerance * tolerance * scale
    var rho = start
    iterationCount = 0
    while rho > limit, iterationCount < iterationLimit {
      let curvature = multiply()
      guard curvature > 0 else { return }
      let next = descend(length: Float(rho / curvature))
      turn(share: Float(next / rho))
      rho = next
      iterationCount += 1
    }
  }

  /// Adds up, in Double, what `body` gives for each block that has unknown cells: a row's in lanes, then rows.
  @inline(__always)
  private func sum(_ body: (_ x: Int, _ y: Int) -> Lanes) -> Double {
    var total = 0.0
    for y in 0..<problem.grid.height {
      let flags = problem.band.row(y)
      var row = Lanes.zero
      for block in 0..<problem.band.blockCount where flags[block] != 0 {
        row += body(block * Lanes.scalarCount, y)
      }
      total += row.doubleSum
    }
    return total
  }

  /// Completes the matrix's diagonal, and takes the residual of the first guess; returns its weighted square
  /// and the sum of the diagonal.
  private func begin() -> (rho: Double, scale: Double) {
    clearBesideBand()
    var diagonals = 0.0
    let rho = sum { x, y in
      let unknown = (problem.unknown.row(y) + x).lanes
      let weight = (problem.weight.row(y) + x).lanes
      let matte = (problem.matte.row(y) + x).lanes
      let target = (problem.prior.row(y) + x).lanes
      let own = stencil.entries.row(y) + x
      let product = stencil.product(problem.matte, block: x, row: y)
      let r = unknown * (weight * (target - matte) - product)
      let diagonal = own.lanes + weight
      own.lanes = diagonal
      // A known cell's entry may be nothing.
      let inverse = (unknown / diagonal).replacing(with: 0, where: unknown .== Lanes.zero)
      let z = inverse * r
      (inverseDiagonal.row(y) + x).lanes = inverse
      (residual.row(y) + x).lanes = r
      (direction.row(y) + x).lanes = z
      diagonals += (unknown * diagonal).doubleSum
      return r * z
    }
    return (rho, diagonals)
  }

  /// Clears the direction where products read it beside the band: an earlier frame's may stand there.
  private func clearBesideBand() {
    for y in 0..<problem.grid.height {
      for block in 0..<problem.band.blockCount
      where problem.band.isNear(block, row: y, reach: LaplacianStencil.reach) {
        (direction.row(y) + block * Lanes.scalarCount).lanes = .zero
      }
    }
  }

  /// Multiplies the direction by the matrix; returns the product of both.
  private func multiply() -> Double {
    sum { x, y in
      let result = stencil.product(direction, block: x, row: y)
      (product.row(y) + x).lanes = result
      return result * (direction.row(y) + x).lanes
    }
  }

  /// Goes along the direction; returns the weighted square of the residual.
  private func descend(length: Float) -> Double {
    sum { x, y in
      let matte = problem.matte.row(y) + x
      matte.lanes = matte.lanes + (direction.row(y) + x).lanes * length
      let place = residual.row(y) + x
      let r = place.lanes - (product.row(y) + x).lanes * length
      place.lanes = r
      return r * r * (inverseDiagonal.row(y) + x).lanes
    }
  }

  /// Turns the direction to what is left, conjugate to those before.
  private func turn(share: Float) {
    _ = sum { x, y in
      let place = direction.row(y) + x
      place.lanes =
        (residual.row(y) + x).lanes * (inverseDiagonal.row(y) + x).lanes + place.lanes * share
      return .zero
    }
  }
}
