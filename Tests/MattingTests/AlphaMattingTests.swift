import CAllocationCounter
import Memory
import TestSupport
import Testing
import Threads

@testable import Matting

/// Mattes of pictures with known alpha, of pictures that fool matting, and of sizes and masks that nothing
/// can be made of.
@Suite struct AlphaMattingTests {
  /// A person of one color before another one, mixed by a known alpha: hairs that end in a soft edge; and a
  /// coarse mask that has the edge alone, so many pixels off, and as a filter would leave it at the frame's size.
  private func hairScene(
    width: Int = 800, height: Int = 400, error: Int = 0
  ) -> (scene: Scene, alpha: [Double]) {
    let middle = width / 2
    func alpha(_ x: Int, _ y: Int) -> Double {
      let edge = middle + (y % 14 < 5 ? 6 : -6)
      return max(0, min(1, (Double(edge - x) + 2) / 4))
    }
    func mask(_ x: Int) -> UInt8 { x < middle + error ? 255 : 0 }
    var scene = Scene(width: width, height: height) { x, _ in
      UInt8(max(0, min(255, 128 + 255 * (middle + error - x) / 24)))
    } color: { x, y in
      let a = alpha(x, y)
      return (0.9 * a + 0.1 * (1 - a), 0.3 * a + 0.5 * (1 - a), 0.2 * a + 0.8 * (1 - a))
    }
    let cell = 4
    (scene.maskWidth, scene.maskHeight) = (width / cell, height / cell)
    scene.mask = (0..<scene.maskWidth * scene.maskHeight).map { index in
      mask(index % scene.maskWidth * cell + cell / 2)
    }
    return (scene, (0..<width * height).map { alpha($0 % width, $0 / width) })
  }

  /// Returns what a trimap of the hairs says of a column.
  private func trimapValue(_ x: Int, width: Int) -> UInt8 {
    x < width / 2 - 12 ? 255 : x > width / 2 + 12 ? 0 : 128
  }

  private func meanError(_ matte: [UInt8], _ alpha: [Double]) -> Double {
    zip(matte, alpha).map { abs(Double($0) / 255 - $1) }.reduce(0, +) / Double(alpha.count)
  }

  @Test("Alpha that is linear in the colors comes back, where the trimap is right")
  func recoversLinearAlpha() {
    let (scene, alpha) = hairScene(width: 200, height: 120)
    let trimap = alpha.indices.map { trimapValue($0 % scene.width, width: scene.width) }
    let matte = scene.matte(trimap: trimap)
    #expect(meanError(matte, alpha) < 0.004)
    #expect(zip(matte, alpha).allSatisfy { abs(Double($0) / 255 - $1) < 0.05 })
  }

  @Test("A mask without hairs gets them", arguments: [-4, 0, 4])
  func findsHairs(error: Int) {
    let (scene, alpha) = hairScene(error: error)
    let matte = scene.matte(step: 1)
    #expect(meanError(matte, alpha) < 0.3 * meanError(scene.prior, alpha))
  }

  @Test("Frames that are solved in cells get their hairs from their own pixels", arguments: [2, 3])
  func enlargesByColors(step: Int) {
    let (scene, alpha) = hairScene()
    let matte = scene.matte(step: step, threadCount: 2)
    #expect(meanError(matte, alpha) < 0.3 * meanError(scene.prior, alpha))
    let trimap = alpha.indices.map { trimapValue($0 % scene.width, width: scene.width) }
    #expect(meanError(scene.matte(trimap: trimap, step: step), alpha) < 0.01)
  }

  /// Pictures that say nothing of the person, or something wrong.
  private static let fooling:
    [(name: String, color: @Sendable (Int, Int) -> (Double, Double, Double))] = [
      ("one color", { _, _ in (0.6, 0.5, 0.4) }),
      ("stripes through both", { x, y in y / 5 % 2 == 0 ? (1, 1, 1) : (0.1, 0.1, 0.5) }),
      ("upright stripes", { x, y in x / 5 % 2 == 0 ? (1, 1, 1) : (0.1, 0.1, 0.5) }),
      ("a checker", { x, y in (x / 6 + y / 6) % 2 == 0 ? (0, 0, 0) : (1, 1, 1) }),
      (
        "noise",
        { x, y in
          let value = Double(
            UInt32(truncatingIfNeeded: x &* 7919 &+ y &* 104729) &* 2_654_435_761 >> 24)
          return (value / 255, 1 - value / 255, 0.5)
        }
      ),
      ("a step elsewhere", { x, _ in x < 60 ? (0.9, 0.8, 0.7) : (0.1, 0.1, 0.2) }),
    ]

  @Test("Where a mask is sure it wins, whatever the picture", arguments: fooling.indices)
  func maskWinsWhereItIsSure(index: Int) {
    let (name, color) = Self.fooling[index]
    for step in [1, 2] {
      var scene = Scene(width: 240, height: 160) { x, y in
        (80..<180).contains(x) && y >= 40 ? 255 : 0
      } color: {
        color($0, $1)
      }
      // What the matte is drawn to is no help.
      scene.prior = scene.prior.map { _ in 128 }
      let matte = scene.matte(step: step)
      // A band of 3.75 pixels at most, and cells' functions reach two cells from it.
      let reach = step == 1 ? 4 : 4 + 2 * step
      for y in 0..<160 {
        for x in 0..<240 {
          let isInside = (80 + reach..<180 - reach).contains(x) && y >= 40 + reach
          let isOutside =
            !(80 - reach..<180 + reach).contains(x) || y < 40 - reach
          if isInside { #expect(matte[y * 240 + x] == 255, "\(name) \(x),\(y)") }
          if isOutside { #expect(matte[y * 240 + x] == 0, "\(name) \(x),\(y)") }
        }
      }
    }
  }

  @Test("Nobody and all persons stay what they are", arguments: [UInt8(0), 255], [1, 3])
  func uniformMasksStay(value: UInt8, step: Int) {
    let scene = Scene(width: 70, height: 50) { _, _ in
      value
    } color: { x, y in
      (Double(x % 5) / 5, Double(y % 7) / 7, 0.3)
    }
    #expect(scene.matte(step: step).allSatisfy { $0 == value })
  }

  @Test("A mask that knows nothing ends, and stays what it was on one color")
  func unsureMasksEnd() {
    let scene = Scene(width: 150, height: 90) { _, _ in
      128
    } color: { _, _ in
      (0.2, 0.4, 0.3)
    }
    #expect(scene.matte(threadCount: 2).allSatisfy { abs(Int($0) - 128) <= 1 })
  }

  @Test(
    "Sizes without windows, strips and single pixels keep what the mask says",
    arguments: [
      (1, 1), (1, 2), (2, 2), (1, 50), (50, 1), (2, 40), (3, 3), (9, 3), (16384, 1), (16384, 5),
    ])
  func smallSizes(width: Int, height: Int) {
    let scene = Scene(width: width, height: height) { x, y in
      2 * x < width ? 255 : 0
    } color: { x, y in
      2 * x < width ? (0.9, 0.5, 0.1) : (0.1, 0.2, 0.8)
    }
    for step in [1, 2, 5] {
      let matte = scene.matte(step: step, threadCount: 2)
      guard width >= 50 else { continue }
      #expect(matte[0] == 255 && matte[matte.count - 1] == 0, "\(width)x\(height) by \(step)")
    }
    let whole = scene.matte(step: 1)
    let wrong = zip(whole, scene.prior).count { abs(Int($0) - Int($1)) > 64 }
    #expect(wrong == 0, "\(width)x\(height)")
  }

  @Test("Masks of any size fit", arguments: [(1, 1), (3, 200), (256, 144), (513, 7)])
  func masksOfAnySize(maskWidth: Int, maskHeight: Int) {
    var scene = Scene(width: 90, height: 70) { x, _ in
      x < 45 ? 255 : 0
    } color: { x, _ in
      x < 45 ? (1, 0, 0) : (0, 0, 1)
    }
    (scene.maskWidth, scene.maskHeight) = (maskWidth, maskHeight)
    scene.mask = (0..<maskWidth * maskHeight).map { 2 * ($0 % maskWidth) < maskWidth ? 255 : 0 }
    let matte = scene.matte()
    if maskWidth > 1 { #expect(matte[0] == 255 && matte[89] == 0) }
  }

  @Test("Any number of threads gives the same bytes", arguments: [1, 2])
  func threadsDoNotMatter(step: Int) {
    let (scene, _) = hairScene(width: 301, height: 203)
    let mattes = [1, 2, 3, 8].map { scene.matte(step: step, threadCount: $0) }
    #expect(Set(mattes).count == 1)
  }

  @Test("A frame's matte does not depend on the frames before", arguments: [1, 2])
  func framesAreIndependent(step: Int) {
    let (scene, _) = hairScene(width: 200, height: 120)
    let others = Self.fooling.map { fooling in
      Scene(width: 200, height: 120) { x, y in
        UInt8((x * 37 ^ y * 91) & 255)
      } color: {
        fooling.color($0, $1)
      }
    }
    let pool = ThreadPool(threadCount: 2)
    let matting = scene.matting(step: step, threadCount: 2)
    func solution() -> [Float] {
      _ = scene.matte(matting, pool)
      let matte = matting.problem.matte
      return (0..<matting.grid.height).flatMap { y in
        (0..<matting.grid.width).map { matte.row(y)[$0] }
      }
    }
    let first = solution()
    for other in others {
      _ = other.matte(matting, pool)
      #expect(solution() == first)
    }
  }

  @Test("Runs allocate nothing", .enabled(if: allocations_are_counted()), arguments: [1, 2])
  func runsAllocateNothing(step: Int) {
    let (scene, _) = hairScene()
    #expect(scene.allocationCount(scene.matting(step: step, threadCount: 1)) == 0)
  }

  @Test("Large frames are solved in about a million cells")
  func gridsAreBounded() {
    for (width, height) in [(4032, 3024), (16384, 16384), (65500, 65500), (65500, 30)] {
      let grid = MattingGrid(frameWidth: width, frameHeight: height)
      #expect(grid.width * grid.height < 2_500_000, "\(width)x\(height)")
    }
    #expect(MattingGrid(frameWidth: 1280, frameHeight: 853).step == 1)
  }
}
