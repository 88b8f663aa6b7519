import CAllocationCounter
import Glibc
import KernelInterface
import KernelReference
import Kernels
import TestSupport
import Testing

@testable import Compositing

/// Colors of the person at soft edges: recovered where they are known, the same bits whatever the
/// threads, nothing else touched.
@Suite(.serialized) struct ForegroundEstimationTests {
  /// A scene with known colors: two smooth pictures and a wavy edge of some 20 pixels with streaks.
  struct Scene {
    let width: Int
    let height: Int
    let person: Colors
    let image: Colors
    let alpha: [UInt8]

    init(width: Int, height: Int, seed: UInt64) {
      self.width = width
      self.height = height
      var generator = SeededGenerator(state: seed)
      var person: Colors = []
      var image: Colors = []
      var alpha: [UInt8] = []
      for y in 0..<height {
        for x in 0..<width {
          let (u, v) = (Double(x) / 60, Double(y) / 45)
          let front = SIMD3(0.45 + 0.2 * sin(u), 0.25 + 0.1 * cos(v), 0.2 + 0.1 * sin(u + v))
          let behind = SIMD3(0.6 + 0.1 * cos(u), 0.8 + 0.1 * sin(v), 0.85 + 0.1 * sin(u - v))
          let edge = Double(width) / 2 + 12 * sin(Double(y) / 9)
          let streak = Double.random(in: -0.1...0.1, using: &generator)
          let share = max(0, min(1, (edge - Double(x)) / 20 + 0.5 + streak))
          let byte = UInt8((share * 255).rounded())
          let a = Double(byte) / 255
          person.append(front)
          alpha.append(byte)
          image.append(((a * front + (1 - a) * behind) * 255).rounded(.toNearestOrEven) / 255)
        }
      }
      self.person = person
      self.image = image
      self.alpha = alpha
    }

    /// Mean square error of the soft pixels against the known colors, as PSNR in dB.
    func quality(_ colors: Colors) -> Double {
      var sum = 0.0
      var count = 0.0
      for index in alpha.indices where alpha[index] != 0 && alpha[index] != 255 {
        let difference = colors[index] - person[index]
        sum += (difference * difference).sum()
        count += 3
      }
      return -10 * log10(sum / count)
    }
  }

  /// One estimate with its planes.
  final class Task: ThreadPoolTask, @unchecked Sendable {  // written between runs alone
    let estimation: ForegroundEstimation
    let frame: Plane<UInt32>
    let alpha: Plane<UInt8>
    let foreground: Plane<UInt32>
    /// The definition of the kernel needs none.
    let unusedScratch = Plane<Float>(width: 1, height: 1)
    /// Counter of the runs' allocations; 0 for nothing.
    var counter: Int32 = 0

    init(width: Int, height: Int, level: InstructionSet, threadCount: Int = 1) {
      estimation = ForegroundEstimation(
        width: width, height: height, instructionSet: level, threadCount: threadCount)
      frame = Plane(width: width, height: height, margin: 5)
      alpha = Plane(width: width, height: height, margin: 3)
      foreground = Plane(width: width, height: height, margin: 0)
    }

    func run(on context: ThreadContext) {
      count_allocations_of_this_thread(counter)
      defer { count_allocations_of_this_thread(0) }
      estimation.run(
        frame: frame.rows, alpha: alpha.rows, foreground: foreground.rows, on: context)
    }

    func fill(_ pixel: (Int, Int) -> (color: UInt32, alpha: UInt8)) {
      for y in 0..<frame.rows.height {
        for x in 0..<frame.rows.width {
          (frame.rows.row(y)[x], alpha.rows.row(y)[x]) = pixel(x, y)
        }
      }
    }

    func fill(_ scene: Scene) {
      fill { x, y in
        let bytes = scene.image[y * scene.width + x] * 255
        return (
          UInt32(bytes.x.rounded()) | UInt32(bytes.y.rounded()) << 8
            | UInt32(bytes.z.rounded()) << 16 | 0x7B00_0000, scene.alpha[y * scene.width + x]
        )
      }
    }

    func fillRandomly(seed: UInt64) {
      var generator = SeededGenerator(state: seed)
      fill { _, _ in
        let soft = UInt8.random(in: 0...255, using: &generator)
        let alpha = [0, 0, 255, soft].randomElement(using: &generator)!
        return (UInt32.random(in: 0...(.max), using: &generator), alpha)
      }
    }

    /// Result of the last run.
    var result: [UInt32] { Self.pixels(foreground.rows) }

    static func pixels(_ rows: Rows<UInt32>) -> [UInt32] {
      (0..<rows.height).flatMap { y in (0..<rows.width).map { rows.row(y)[$0] } }
    }

    static func colors(_ pixels: [UInt32]) -> Colors {
      pixels.map {
        SIMD3(Double($0 & 255), Double($0 >> 8 & 255), Double($0 >> 16 & 255)) / 255
      }
    }
  }

  /// The known colors come back with at most a tenth of the frame's mean square error, and no worse
  /// than by the published order of computation.
  @Test(arguments: InstructionSet.available, [1, 2, 3])
  func recoversKnownColors(level: InstructionSet, seed: Int) {
    let scene = Scene(width: 200, height: 150, seed: UInt64(seed))
    let task = Task(width: scene.width, height: scene.height, level: level)
    task.fill(scene)
    ThreadPool(threadCount: 1).run(task)
    let raw = scene.quality(scene.image)
    let found = scene.quality(Task.colors(task.result))
    let published = scene.quality(
      publishedForeground(
        scene.image, alpha: scene.alpha.map { Double($0) / 255 }, width: scene.width,
        height: scene.height))
    #expect(found > raw + 10, "frame \(raw) dB, estimate \(found) dB")
    #expect(found > published - 0.5, "published \(published) dB, estimate \(found) dB")
  }

  @Test(arguments: InstructionSet.available, [0, 255] as [UInt8])
  func leavesHardPixelsAlone(level: InstructionSet, alpha: UInt8) {
    var generator = SeededGenerator(state: 5)
    let task = Task(width: 67, height: 41, level: level)
    task.fill { _, _ in (UInt32.random(in: 0...(.max), using: &generator), alpha) }
    ThreadPool(threadCount: 1).run(task)
    #expect(task.result == Task.pixels(task.frame.rows))
  }

  static let sizes = [
    (1, 1), (1, 7), (2, 2), (5, 1), (33, 1), (1, 70), (31, 65), (64, 32), (97, 64), (130, 67),
  ]

  /// Soft pixels are those of whole levels computed in Double, others the frame's.
  @Test(arguments: InstructionSet.available, sizes)
  func agreesWithWholeLevels(level: InstructionSet, size: (Int, Int)) {
    let task = Task(width: size.0, height: size.1, level: level)
    for seed in 0..<3 {
      // The last seed has few soft pixels, so that boxes are small.
      task.fillRandomly(seed: UInt64(seed))
      if seed == 2 {
        task.fill { x, y in
          let isSoft = x * 3 / 2 == y || x == 40
          return (
            task.frame.rows.row(y)[x], isSoft ? UInt8(1 + (x * 7 + y) % 254) : x > y ? 255 : 0
          )
        }
      }
      ThreadPool(threadCount: 1).run(task)
      let expected = wholeLevels(task)
      var roundedOtherwise = 0
      for (index, found) in task.result.enumerated() {
        let byte = task.alpha.rows.row(index / size.0)[index % size.0]
        let pixel = task.frame.rows.row(index / size.0)[index % size.0]
        if byte == 0 || byte == 255 {
          #expect(found == pixel)
          continue
        }
        #expect(found >> 24 == pixel >> 24)
        for shift in [0, 8, 16] as [UInt32] {
          let difference = abs(
            Int(found >> shift & 255) - Int(expected[index] >> shift & 255))
          #expect(difference <= 1, "pixel \(index) of \(size), seed \(seed)")
          roundedOtherwise += difference
        }
      }
      #expect(roundedOtherwise <= 3 + size.0 * size.1 * 3 / 50)
    }
  }

  @Test(arguments: InstructionSet.available, [(200, 150), (130, 67), (640, 360)])
  func threadsDoNotMatter(level: InstructionSet, size: (Int, Int)) {
    var results: [[UInt32]] = []
    for threadCount in [1, 2, 3, 8] {
      let pool = ThreadPool(threadCount: threadCount)
      #expect(pool.awaitAllWorkers())
      let task = Task(
        width: size.0, height: size.1, level: level, threadCount: threadCount)
      task.fill(Scene(width: size.0, height: size.1, seed: 9))
      pool.run(task)
      results.append(task.result)
      // The second frame must not see the first.
      task.fillRandomly(seed: 4)
      pool.run(task)
      task.fill(Scene(width: size.0, height: size.1, seed: 9))
      pool.run(task)
      results.append(task.result)
    }
    for result in results { #expect(result == results[0]) }
  }

  @Test(arguments: InstructionSet.available, [1, 2, 8])
  func runsAllocateNothing(level: InstructionSet, threadCount: Int) {
    let pool = ThreadPool(threadCount: threadCount)
    #expect(pool.awaitAllWorkers())
    let task = Task(width: 200, height: 150, level: level, threadCount: threadCount)
    task.fill(Scene(width: 200, height: 150, seed: 2))
    pool.run(task)
    let counter = new_allocation_counter()
    task.counter = counter
    for _ in 0..<20 { pool.run(task) }
    #expect(counted_allocations(counter) == 0)

    count_allocations_of_this_thread(counter)
    let probe = [Float](repeating: 1, count: 1000 + threadCount)
    count_allocations_of_this_thread(0)
    #expect(
      (counted_allocations(counter) > 0) == allocations_are_counted(),
      "the counter counts \(probe.count)")
  }
}

extension ForegroundEstimationTests {
  /// F by the kernel's definition with one box a level, in Double within it and bytes between levels.
  private func wholeLevels(_ task: Task) -> [UInt32] {
    let (width, height) = (task.frame.rows.width, task.frame.rows.height)
    var steps = [1]
    while (max(width, height) + steps.last! - 1) / steps.last! > 1 { steps.append(steps.last! * 2) }
    func size(_ step: Int) -> (width: Int, height: Int) {
      ((width + step - 1) / step, (height + step - 1) / step)
    }
    let seedStep = steps.first { max(size($0).width, size($0).height) <= 64 }!
    var sums = [SIMD4<Int>](repeating: .zero, count: 3)
    for y in stride(from: 0, to: height, by: seedStep) {
      for x in stride(from: 0, to: width, by: seedStep) {
        let pixel = task.frame.rows.row(y)[x]
        let share = Int(task.alpha.rows.row(y)[x])
        let color = SIMD4(Int(pixel & 255), Int(pixel >> 8 & 255), Int(pixel >> 16 & 255), 1)
        for (index, weight) in [share, 255 - share, 1].enumerated() {
          sums[index] &+= color &* weight
        }
      }
    }
    func seed(_ index: Int) -> [UInt32] {
      let sum = sums[index].w > 0 ? sums[index] : sums[2]
      return [UInt32(sum.x / sum.w) | UInt32(sum.y / sum.w) << 8 | UInt32(sum.z / sum.w) << 16]
    }
    var foreground = seed(0)
    var background = seed(1)
    for step in steps.reversed() {
      let (levelWidth, levelHeight) = size(step)
      var finer = [UInt32](repeating: 0, count: levelWidth * levelHeight)
      var behind = finer
      foreground.withUnsafeBufferPointer { coarseForeground in
        background.withUnsafeBufferPointer { coarseBackground in
          finer.withUnsafeMutableBufferPointer { finer in
            behind.withUnsafeMutableBufferPointer { behind in
              Reference.foregroundBox(
                ForegroundBoxArguments(
                  frame: task.frame.rows.base, frameStride: task.frame.rows.stride,
                  alpha: task.alpha.rows.base, alphaStride: task.alpha.rows.stride, step: step,
                  levelWidth: levelWidth, levelHeight: levelHeight, left: 0, top: 0,
                  right: levelWidth, bottom: levelHeight,
                  iterationCount: max(levelWidth, levelHeight) <= 32 ? 10 : 2,
                  coarseForeground: coarseForeground.baseAddress!,
                  coarseBackground: coarseBackground.baseAddress!,
                  coarseStride: (levelWidth + 1) / 2, foreground: finer.baseAddress!,
                  background: behind.baseAddress!, stride: levelWidth,
                  scratch: task.unusedScratch.rows.base))
            }
          }
        }
      }
      foreground = finer
      background = behind
    }
    return foreground
  }
}
