import Memory
import Threads

/// Mattes of a frame: the person's share of each pixel, hair by hair, from a mask that only knows about where
/// the person is.
///
/// Near the edge of the mask (`MatteTrimap`) the matte is the one that is, in each window of 3x3 cells, most
/// nearly a linear function of the colors, drawn a little to a prior: closed-form matting. Elsewhere the mask
/// stands. Frames of more than about 2.5 million pixels are solved in cells of several pixels each, and
/// each cell's linear function is then applied to the pixels themselves.
///
/// Memory is that of the grid, at most 180 bytes a cell, and time is bounded by a limit of iterations,
/// whatever mask and frame are. Results do not depend on the number of threads. One owner at a time;
/// allocates nothing after `init`.
///
/// Source: Levin, Lischinski, Weiss 2008, A Closed-Form Solution to Natural Image Matting.
///
/// `@unchecked Sendable`: one run at a time; its threads write disjoint rows between barriers.
package final class AlphaMatting: @unchecked Sendable {
  /// Strength by which cells are drawn to a sure prior, a unit squared.
  private static let strength: Float = 1e-3
  /// Regularization of a window's covariance, and of that of a cell's function for its pixels.
  private static let (epsilon, fitEpsilon): (Double, Float) = (1e-7, 1e-4)
  /// Where solving ends; see `MatteSolver`.
  private static let (tolerance, iterationLimit) = (1e-5, 400)
  /// The same for trimaps alone: without a prior errors that spread far are small in the residual.
  private static let (trimapTolerance, trimapIterationLimit) = (2e-7, 4000)

  /// Cells in which mattes are solved.
  package let grid: MattingGrid
  /// Iterations that the latest matte took.
  package var iterationCount: Int { solver.iterationCount }

  let problem: MatteProblem
  private let solver: MatteSolver
  private let trimap: MatteTrimap
  private let enlarger: MatteEnlarger

  /// Prepares for frames of one size.
  ///
  /// - Parameters:
  ///   - width: pixels a row of the frames, at least 1.
  ///   - height: rows, at least 1.
  ///   - maskWidth: values a row of the masks, at least 1.
  ///   - maskHeight: rows of the masks, at least 1.
  ///   - step: pixels a side of a cell; nil: by the frame's size.
  ///   - threadCount: the most threads of a run.
  package init(
    width: Int, height: Int, maskWidth: Int, maskHeight: Int, step: Int? = nil, threadCount: Int
  ) {
    precondition(
      min(width, height, maskWidth, maskHeight, threadCount) > 0,
      "expected positive sizes, found \(width)x\(height), \(maskWidth)x\(maskHeight)")
    grid = MattingGrid(frameWidth: width, frameHeight: height, step: step)
    problem = MatteProblem(grid)
    solver = MatteSolver(problem)
    trimap = MatteTrimap(
      problem, maskWidth: maskWidth, maskHeight: maskHeight, planes: solver.sparePlanes,
      threadCount: threadCount)
    enlarger = MatteEnlarger(
      problem, planes: solver.sparePlanes + [problem.weight, problem.prior],
      threadCount: threadCount)
  }

  /// Makes the matte of a frame. All threads of a run call it; the matte is complete once they have met.
  ///
  /// - Parameters:
  ///   - frame: RGBA of the frames' size; alpha is not read.
  ///   - mask: a model's mask, 255 for all of the person.
  ///   - matte: the mask at the frame's size, filtered, which the matte is drawn to; the matte takes its
  ///     place, 255 for all.
  package func run(
    frame: Rows<UInt32>, mask: Rows<UInt8>, matte: Rows<UInt8>, on context: ThreadContext
  ) {
    grid.forEachRow(context) { y in
      problem.readColors(frame, row: y)
      problem.readPrior(matte, row: y)
    }
    context.synchronize()
    trimap.run(
      mask, strength: Self.strength * grid.unitsPerCell * grid.unitsPerCell, on: context)
    context.synchronize()
    solve(frame, to: matte, (Self.tolerance, Self.iterationLimit), on: context)
  }

  /// Makes the closed-form matte of a trimap alone, of which 0 and 255 are known and all others unknown. All
  /// threads of a run call it; the matte is complete once they have met.
  ///
  /// - Parameter trimap: of the frames' size; the matte takes its place.
  package func run(
    frame: Rows<UInt32>, trimap matte: Rows<UInt8>, on context: ThreadContext
  ) {
    grid.forEachRow(context) { y in
      problem.readColors(frame, row: y)
      problem.readPrior(matte, row: y)
      let prior = problem.prior.row(y)
      problem.settle(row: y, strength: 0) { [0, 1].contains(prior[$0]) ? prior[$0] : nil }
    }
    context.synchronize()
    solve(frame, to: matte, (Self.trimapTolerance, Self.trimapIterationLimit), on: context)
  }

  private func solve(
    _ frame: Rows<UInt32>, to matte: Rows<UInt8>, _ end: (tolerance: Double, iterationLimit: Int),
    on context: ThreadContext
  ) {
    solver.run(
      epsilon: Self.epsilon, tolerance: end.tolerance, iterationLimit: end.iterationLimit,
      on: context)
    enlarger.run(epsilon: Self.fitEpsilon, frame: frame, output: matte, on: context)
  }
}
