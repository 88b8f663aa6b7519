import Memory
import TestSupport
import Testing
import Threads

@testable import Matting

/// The solver against dense solutions of the same equations in Double.
@Suite struct MatteSolverTests {
  /// Equations of a small random picture: about half of the pixels known.
  struct Equations {
    let width, height: Int
    let problem: MatteProblem
    let solver: MatteSolver
    let known: [Double?]
    let prior: [Double]
    let weights: [Double]
    let dense: DenseMatting

    init(width: Int, height: Int, seed: UInt32, strength: Float, flat: Bool = false) {
      (self.width, self.height) = (width, height)
      var generator = LinearCongruentialGenerator(seed: seed)
      let count = width * height
      var pixels = (0..<count).map { _ in
        flat ? 0xff60_7080 : generator.nextState() | 0xff00_0000
      }
      let values = (0..<count).map { _ in Float(generator.nextState() >> 24) / 255 }
      let kinds = (0..<count).map { _ in generator.nextState() >> 29 }
      let problem = MatteProblem(MattingGrid(frameWidth: width, frameHeight: height))
      pixels.withUnsafeMutableBufferPointer { pixels in
        let rows = Rows(base: pixels.baseAddress!, stride: width, width: width, height: height)
        for y in 0..<height {
          problem.readColors(rows, row: y)
          for x in 0..<width { problem.prior.row(y)[x] = values[y * width + x] }
          problem.settle(row: y, strength: strength) { x in
            let kind = kinds[y * width + x]
            return kind < 2 ? Float(kind) : nil
          }
        }
      }
      func all(_ plane: GridPlane) -> [Double] {
        (0..<count).map { Double(plane.row($0 / width)[$0 % width]) }
      }
      self.problem = problem
      solver = MatteSolver(problem)
      known = kinds.map { $0 < 2 ? Double($0) : nil }
      prior = all(problem.prior)
      weights = all(problem.weight)
      let channels = problem.colors.map(all)
      dense = DenseMatting(
        width: width, height: height, colors: (0..<count).map { i in channels.map { $0[i] } },
        epsilon: 1e-7)
    }

    func solve(threadCount: Int = 1) -> [Double] {
      let pool = ThreadPool(threadCount: threadCount)
      pool.run(
        ClosureTask {
          solver.run(epsilon: 1e-7, tolerance: 1e-8, iterationLimit: 2000, on: $0)
        })
      return (0..<width * height).map { Double(problem.matte.row($0 / width)[$0 % width]) }
    }
  }

  @Test(
    "A matte is the dense solution", arguments: [(3, 3), (4, 9), (17, 5), (9, 18), (2, 7), (7, 1)])
  func agreesWithDense(width: Int, height: Int) {
    for (seed, strength) in [(1, 1e-3), (2, 1e-2), (3, 1)] as [(UInt32, Float)] {
      let equations = Equations(width: width, height: height, seed: seed, strength: strength)
      let wanted = equations.dense.matte(
        known: equations.known, prior: equations.prior, weights: equations.weights)
      for (index, (found, wanted)) in zip(equations.solve(), wanted).enumerated() {
        #expect(abs(found - wanted) < 1e-3, "\(width)x\(height), seed \(seed), pixel \(index)")
      }
    }
  }

  @Test("Pixels of one color give a matte without a trap or NaN")
  func solvesFlatPictures() {
    let equations = Equations(width: 12, height: 10, seed: 5, strength: 1e-3, flat: true)
    let wanted = equations.dense.matte(
      known: equations.known, prior: equations.prior, weights: equations.weights)
    for (found, wanted) in zip(equations.solve(), wanted) { #expect(abs(found - wanted) < 1e-3) }
  }

  @Test("The Laplacian has the paper's entries, and rows that add up to nothing")
  func entriesAreThePapers() {
    let equations = Equations(width: 11, height: 9, seed: 7, strength: 0)
    _ = equations.solve()
    let (width, height, stencil) = (11, 9, equations.solver.stencil)
    for (i, known) in equations.known.enumerated() where known == nil {
      let (x, y) = (i % width, i / width)
      var sum = 0.0
      for dy in -2...2 {
        for dx in -2...2 where (0..<width).contains(x + dx) && (0..<height).contains(y + dy) {
          let isAhead = dy > 0 || dy == 0 && dx >= 0
          let entry = LaplacianStencil.entry(dx: isAhead ? dx : -dx, dy: isAhead ? dy : -dy)
          let place = isAhead ? (x, y) : (x + dx, y + dy)
          let value = Double(
            (stencil.entries.row(place.1) + entry * stencil.entries.stride)[place.0])
          let wanted = equations.dense.laplacian[i][(y + dy) * width + x + dx]
          #expect(abs(value - wanted) < 1e-3 * max(1, abs(wanted)), "\(x),\(y) \(dx),\(dy)")
          sum += value
        }
      }
      #expect(abs(sum) < 1e-5)
    }
  }

  @Test("Any number of threads gives the same bits")
  func threadsDoNotMatter() {
    let all = [1, 2, 3, 7].map { threadCount in
      Equations(width: 61, height: 83, seed: 9, strength: 1e-3).solve(threadCount: threadCount)
    }
    #expect(Set(all).count == 1)
  }

  @Test("Iterations are limited")
  func iterationsAreLimited() {
    let equations = Equations(width: 61, height: 83, seed: 9, strength: 1e-3)
    ThreadPool(threadCount: 1).run(
      ClosureTask {
        equations.solver.run(epsilon: 1e-7, tolerance: 0, iterationLimit: 5, on: $0)
      })
    #expect(equations.solver.iterationCount == 5)
  }
}
