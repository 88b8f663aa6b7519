import Memory
import TestSupport
import Testing
import Threads

@testable import Matting

/// Distances, softness and the three kinds of cells, against their definitions.
@Suite struct MatteTrimapTests {
  @Test(
    "Distances are those of an exhaustive search", arguments: [(1, 1), (40, 30), (7, 53), (64, 1)])
  func distancesAreExact(width: Int, height: Int) {
    let grid = MattingGrid(frameWidth: width, frameHeight: height)
    let map = DistanceMap(grid)
    var generator = LinearCongruentialGenerator(seed: 3)
    let marks = (0..<width * height).filter { _ in generator.nextState() >> 24 < 4 }
    for index in marks { map.plane.row(index / width)[index % width] = 0 }
    map.runColumns(blocks: 0..<grid.blockCount, height: height)
    let reach = 12
    for y in 0..<height {
      for x in 0..<width {
        let found = map.squaredDistances(block: x / 8 * 8, row: y, reach: reach)[x % 8]
        let wanted = marks.map { mark in
          let (dx, dy) = (mark % width - x, mark / width - y)
          return dx * dx + dy * dy
        }.min()
        if let wanted, wanted <= reach * reach {
          #expect(Int(found) == wanted, "\(x),\(y)")
        } else {
          #expect(found > Float(reach * reach), "\(x),\(y)")
        }
      }
    }
  }

  @Test("Widths are window sums of 4m(1 - m)", arguments: [(1, 1), (33, 21), (5, 60)])
  func widthsAreWindowSums(width: Int, height: Int) {
    let grid = MattingGrid(frameWidth: width, frameHeight: height)
    let planes = (0..<2).map { _ in GridPlane(width: width, height: height) }
    let reach = 6
    let map = SoftnessMap(grid, reach: reach, planes: planes)
    var generator = LinearCongruentialGenerator(seed: 4)
    var mask = (0..<width * height).map { _ in Float(generator.nextState() >> 24) / 255 }
    for y in 0..<height {
      mask.withUnsafeMutableBufferPointer { map.read($0.baseAddress! + y * width, row: y) }
    }
    map.runColumns(blocks: 0..<grid.blockCount)
    var widths = [Float](repeating: 0, count: width)
    for y in 0..<height {
      map.writeWidths(row: y, to: &widths)
      for x in 0..<width {
        var (sum, count) = (0.0, 0.0)
        for row in max(0, y - reach)...min(height - 1, y + reach) {
          for column in max(0, x - reach)...min(width - 1, x + reach) {
            let value = Double(mask[row * width + column])
            sum += 4 * value * (1 - value)
            count += 1
          }
        }
        let wanted = 1.5 * Double(2 * reach + 1) * sum / count
        #expect(abs(Double(widths[x]) - wanted) < 1e-3 * max(1, wanted), "\(x),\(y)")
      }
    }
  }

  /// Unknown cells of a row of a mask that goes from 0 to 255 at the middle over `width` pixels.
  private func bandWidth(softEdge width: Int, frameSize: Int = 500) -> Int {
    let scene = Scene(width: frameSize, height: frameSize) { x, _ in
      UInt8(max(0, min(255, 255 * (x - frameSize / 2 + width / 2) / max(1, width))))
    } color: { _, _ in
      (0.5, 0.5, 0.5)
    }
    let matting = scene.matting(step: 1, threadCount: 1)
    _ = scene.matte(matting, ThreadPool(threadCount: 1))
    let unknown = matting.problem.unknown.row(250)
    return (0..<frameSize).count { unknown[$0] == 1 }
  }

  @Test("Bands are wide where a mask is soft, and narrow where it is sure")
  func bandsFollowUncertainty() {
    let widths = [1, 6, 16].map { bandWidth(softEdge: $0) }
    #expect(widths[0] < 16)
    #expect(widths == widths.sorted() && widths[2] > widths[0] + 14)
  }

  @Test("A coarse mask is less sure than a fine one")
  func coarseMasksHaveWiderBands() {
    func count(maskSize: Int) -> Int {
      var scene = Scene(width: 640, height: 640) { _, _ in
        0
      } color: { _, _ in
        (0.5, 0.5, 0.5)
      }
      (scene.maskWidth, scene.maskHeight) = (maskSize, maskSize)
      scene.mask = (0..<maskSize * maskSize).map { $0 % maskSize < maskSize / 2 ? 0 : 255 }
      let matting = scene.matting(step: 1, threadCount: 1)
      _ = scene.matte(matting, ThreadPool(threadCount: 1))
      let unknown = matting.problem.unknown.row(320)
      return (0..<640).count { unknown[$0] == 1 }
    }
    #expect(count(maskSize: 64) > count(maskSize: 256))
    #expect(count(maskSize: 256) > count(maskSize: 640))
  }
}
