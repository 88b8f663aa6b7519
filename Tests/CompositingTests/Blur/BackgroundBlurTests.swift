import CAllocationCounter
import Kernels
import Synchronization
import TestSupport
import Testing

@testable import Compositing

/// The background blur against a scalar one in Double, and against itself with other threads.
@Suite(.serialized) struct BackgroundBlurTests {
  static let sizes = [
    (1, 1), (2, 1), (1, 2), (3, 3), (5, 7), (17, 9), (33, 31), (64, 8), (131, 70), (514, 290),
  ]
  static let strengths: [Double?] = [nil, 0.5, 3, 9, 20]

  @Test(arguments: InstructionSet.available, sizes)
  func roundsAreTheScalarOnes(level: InstructionSet, size: (Int, Int)) {
    let picture = BackgroundBlurPicture.noise(width: size.0, height: size.1, seed: 3)
    let weights = BackgroundBlurScale(strength: nil, height: size.1).weights
    let expected = BackgroundBlurReference(picture, level: 0, weights: weights)
    let found = BackgroundBlur.rounds(of: picture, instructionSet: level)
    #expect(found.count == 3 && expected.passes.count == 6)
    for (round, found) in found.enumerated() {
      let difference = ByteDifference(found, expected.passes[2 * round + 1])
      #expect(difference.largest <= 1, "round \(round + 1)")
      #expect(difference.share <= 0.06, "round \(round + 1)")
    }
  }

  @Test(arguments: InstructionSet.available, sizes)
  func backgroundsAreTheScalarOnes(level: InstructionSet, size: (Int, Int)) {
    let picture = BackgroundBlurPicture.noise(width: size.0, height: size.1, seed: 4)
    let pool = ThreadPool(threadCount: 1)
    for strength in Self.strengths {
      let blur = BackgroundBlur(
        width: size.0, height: size.1, strength: strength, instructionSet: level, threadCount: 1)
      let expected = BackgroundBlurReference(
        picture, level: blur.scale.level, weights: blur.scale.weights)
      let found = blur.background(of: picture, on: pool)
      // Each of the six passes rounds, and may round a value near a half the other way: mostly a byte
      // differs by 1 behind them. Passes that hardly blur let two such steps of one pixel add up: with
      // 7 bits behind the byte one in 50 takes a step, so two of six do in less than one in 100 of the
      // small picture's bytes, and then its enlargement thins them out and rounds by 1/2.
      let difference = ByteDifference(found, expected.background)
      #expect(difference.largest <= 2.5, "strength \(strength ?? -1)")
      #expect(difference.farCount * 1000 <= difference.total, "strength \(strength ?? -1)")
      #expect(found.allSatisfy { $0 >> 24 == 255 })
    }
  }

  @Test(
    arguments: InstructionSet.available,
    [0.5...0.75, 0...1, 0.3...0.9, 0.6...0.6, 0...0, 1...1] as [ClosedRange<Float>])
  func blendsAreTheScalarOnes(level: InstructionSet, coverage: ClosedRange<Float>) {
    for (width, height) in [(1, 1), (31, 3), (33, 31), (131, 70)] {
      let picture = BackgroundBlurPicture.noise(width: width, height: height, seed: 5)
      let blur = BackgroundBlur(
        width: width, height: height, instructionSet: level, threadCount: 1)
      let pool = ThreadPool(threadCount: 1)
      let found = blur.composite(picture, coverage: coverage, on: pool)
      let background = BackgroundBlurReference(
        picture, level: 0, weights: blur.scale.weights
      ).background
      let colors = picture.grids.colors
      let (lower, upper) = (coverage.lowerBound, coverage.upperBound)
      let expected = zip(colors, background).map { color, background in
        Grid(width: width, height: height) { x, y in
          let mask = Float(picture.mask.rows.row(y)[x]) / 255
          var share: Double = mask > lower ? 1 : 0
          if lower < upper {
            let position = Double(min(max((mask - lower) / (upper - lower), 0), 1))
            share = position * position * (3 - 2 * position)
          }
          return background[x, y] * (1 - share) + color[x, y] * share
        }
      }
      #expect(ByteDifference(found, expected).largest <= 1.5)
      for (index, pixel) in found.enumerated() {
        let mask = picture.mask.rows.row(index / width)[index % width]
        let isOpaque = lower < upper ? Float(mask) / 255 >= upper : Float(mask) / 255 > lower
        guard isOpaque else { continue }
        #expect(pixel == picture.frame.rows.row(index / width)[index % width] | 0xff00_0000)
      }
    }
  }

  @Test(arguments: InstructionSet.available, sizes)
  func threadsAndSkippingChangeNoBit(level: InstructionSet, size: (Int, Int)) {
    let picture = BackgroundBlurPicture.noise(width: size.0, height: size.1, seed: 6)
    let pools = (1...3).map { ThreadPool(threadCount: $0) }
    for pool in pools { #expect(pool.awaitAllWorkers()) }
    for strength in Self.strengths {
      let kernels = BackgroundBlurKernels(KernelList(level))
      let blurs = [kernels, kernels.skippingNothing].map {
        BackgroundBlur(
          width: size.0, height: size.1, strength: strength, kernels: $0, threadCount: 3)
      }
      let expected = blurs[0].composite(picture, coverage: 0.2...0.7, on: pools[0])
      let background = blurs[0].background(of: picture, on: pools[0])
      for pool in pools {
        for blur in blurs {
          #expect(blur.composite(picture, coverage: 0.2...0.7, on: pool) == expected)
          #expect(blur.background(of: picture, on: pool) == background)
        }
      }
    }
  }

  @Test func theFrameMayBeTheOutput() {
    let picture = BackgroundBlurPicture.noise(width: 131, height: 70, seed: 7)
    let blur = BackgroundBlur(width: 131, height: 70, threadCount: 1)
    let pool = ThreadPool(threadCount: 1)
    let expected = blur.composite(picture, coverage: 0.2...0.7, on: pool)
    pool.run(
      ClosureTask { context in
        blur.blend(
          rows: 0..<70, frame: picture.frame.rows, mask: picture.mask.rows,
          output: picture.frame.rows, rule: BlurBlendRule(0.2...0.7), on: context)
      })
    #expect(picture.frame.pixels == expected)
  }

  @Test(arguments: [1, 2]) func runsAllocateNothing(threadCount: Int) {
    let picture = BackgroundBlurPicture.noise(width: 131, height: 70, seed: 8)
    let pool = ThreadPool(threadCount: threadCount)
    #expect(pool.awaitAllWorkers())
    for level in InstructionSet.available {
      for strength in Self.strengths {
        let blur: any MadeBackground = BackgroundBlur(
          width: 131, height: 70, strength: strength, instructionSet: level,
          threadCount: threadCount)
        let output = Plane<UInt32>(width: 131, height: 70)
        let task = ClosureTask { context in
          blur.run(frame: picture.frame.rows, mask: picture.mask.rows, on: context)
          blur.blend(
            rows: context.share(of: 70), frame: picture.frame.rows, mask: picture.mask.rows,
            output: output.rows, rule: BlurBlendRule(0.5...0.75), on: context)
        }
        let counter = new_allocation_counter()
        let start = ClosureTask { _ in count_allocations_of_this_thread(counter) }
        let end = ClosureTask { _ in count_allocations_of_this_thread(0) }
        pool.run(start)
        let none = counted_allocations(counter)
        for _ in 0..<20 { pool.run(task) }
        let first = counted_allocations(counter)
        let probe = [Float](repeating: 1, count: 1000 + threadCount)
        let probed = counted_allocations(counter)
        pool.run(end)
        #expect(first == none, "20 runs allocated \(first - none) times")
        // The counter does count.
        #expect((probed > first) == allocations_are_counted() && probe.count > 1000)
      }
    }
  }
}
