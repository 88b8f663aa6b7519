import CAllocationCounter
import Kernels
import TestSupport
import Testing
import Threads

@testable import Compositing

/// The lens blur against a scalar one in Double, and against itself with other threads.
@Suite(.serialized) struct LensBlurTests {
  static let sizes = [
    (1, 1), (2, 1), (1, 2), (3, 3), (5, 7), (1, 200), (70, 1), (17, 9), (64, 8), (131, 70),
    (514, 290),
  ]
  static let strengths: [Double] = [0.5, 3, 8, 20]

  @Test(arguments: sizes) func backgroundsAreTheScalarOnes(size: (Int, Int)) {
    let picture = BackgroundBlurPicture.noise(width: size.0, height: size.1, seed: 14)
    for strength in Self.strengths {
      let scale = LensBlurScale(strength: strength, height: size.1)
      let radius = strength / 100 * Double(size.1) / Double(scale.cellSize)
      let expected = LensBlurReference(
        picture, level: scale.level, radius: max(LensBlurScale.leastRadius, radius))
      for level in InstructionSet.available {
        let blur = LensBlur(
          width: size.0, height: size.1, strength: strength, instructionSet: level)
        let found = blur.background(of: picture, on: ThreadPool(threadCount: 1))
        // A cell's byte may be rounded the other way; enlargements mix such bytes and round again, and 1 in 16 of
        // their values is a tie.
        let difference = ByteDifference(found, expected.background)
        #expect(difference.largest <= 1.6, "strength \(strength)")
        #expect(difference.farCount * 1000 <= difference.total, "strength \(strength)")
        #expect(found.allSatisfy { $0 >> 24 == 255 })
      }
    }
  }

  @Test(arguments: InstructionSet.available, sizes)
  func threadsChangeNoBit(level: InstructionSet, size: (Int, Int)) {
    let picture = BackgroundBlurPicture.noise(width: size.0, height: size.1, seed: 16)
    let pools = (1...3).map { ThreadPool(threadCount: $0) }
    for pool in pools { #expect(pool.awaitAllWorkers()) }
    for strength in Self.strengths {
      let blur = LensBlur(
        width: size.0, height: size.1, strength: strength, instructionSet: level, threadCount: 3)
      let expected = blur.composite(picture, coverage: 0.2...0.7, on: pools[0])
      for pool in pools {
        #expect(blur.composite(picture, coverage: 0.2...0.7, on: pool) == expected)
      }
    }
  }

  /// Frames of other content before leave nothing behind.
  @Test func runsDoNotDependOnTheFrameBefore() {
    let pool = ThreadPool(threadCount: 1)
    let pictures = [17, 18].map {
      BackgroundBlurPicture.noise(width: 131, height: 70, seed: $0)
    }
    for strength in Self.strengths {
      let blur = LensBlur(width: 131, height: 70, strength: strength)
      let first = blur.background(of: pictures[0], on: pool)
      _ = blur.background(of: pictures[1], on: pool)
      #expect(blur.background(of: pictures[0], on: pool) == first)
    }
  }

  @Test(arguments: [1, 2]) func runsAllocateNothing(threadCount: Int) {
    let picture = BackgroundBlurPicture.noise(width: 131, height: 70, seed: 8)
    let pool = ThreadPool(threadCount: threadCount)
    #expect(pool.awaitAllWorkers())
    for strength in Self.strengths {
      let blur: any MadeBackground = LensBlur(
        width: 131, height: 70, strength: strength, threadCount: threadCount)
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

  /// Sides of cameras' and phones' frames, and a disc larger than the frame.
  @Test(arguments: [(16384, 2, 20.0), (3, 4096, 20), (7, 700, 20), (4032, 30, 8)])
  func longFramesAreBlurred(width: Int, height: Int, strength: Double) {
    let blurred = LensBlur.blurred(width: width, height: height, strength: strength) { _, _ in 90 }
    #expect(blurred.values.allSatisfy { $0 == 90 })
  }
}
