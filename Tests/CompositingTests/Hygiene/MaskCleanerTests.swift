import CAllocationCounter
import TestSupport
import Testing

@testable import Compositing

/// Mending of masks at their own size.
@Suite struct MaskCleanerTests {
  /// A cleaner and its options.
  final class Stage {
    let cleaner: MaskCleaner
    var options: MaskHygiene

    init(_ width: Int = 96, _ height: Int = 54, _ change: (inout MaskHygiene) -> Void) {
      cleaner = MaskCleaner(width: width, height: height)
      options = MaskHygiene()
      change(&options)
    }

    func cleaned(_ mask: DrawnMask) -> DrawnMask {
      let source = Plane(mask.values, width: mask.width)
      let target = Plane([UInt8](repeating: 77, count: mask.values.count), width: mask.width)
      cleaner.run(source.rows, to: target.rows, options)
      var result = mask
      result.values = target.elements
      return result
    }
  }

  static let everything: @Sendable (inout MaskHygiene) -> Void = {
    $0.onlyMainPerson = true
    $0.leastArea = 1
    $0.largestHole = 2
  }

  private static var alone: DrawnMask {
    var mask = DrawnMask()
    mask.drawPerson(at: 46)
    return mask
  }

  @Test func aPersonAloneStaysAsTheyAre() {
    let stage = Stage(96, 54, Self.everything)
    for _ in 0..<3 { #expect(stage.cleaned(Self.alone).values == Self.alone.values) }
  }

  @Test func theLargestMostCentralPersonStays() {
    var mask = Self.alone
    mask.drawPerson(at: 12, size: 0.9)
    mask.drawPerson(at: 85, size: 0.9)
    let result = Stage { $0.onlyMainPerson = true }.cleaned(mask)
    #expect(result.overlap(with: Self.alone) == 1 && result.hidesNoLess(than: mask))
    // A little larger at the side is less than one in the middle.
    var other = DrawnMask()
    other.drawPerson(at: 12, size: 1.1)
    let center = other
    other.drawPerson(at: 48)
    #expect(Stage { $0.onlyMainPerson = true }.cleaned(other).overlap(with: Self.alone) > 0.7)
    var twice = DrawnMask()
    twice.drawPerson(at: 12, size: 1.1)
    twice.drawPerson(at: 60, size: 0.5)
    #expect(Stage { $0.onlyMainPerson = true }.cleaned(twice).overlap(with: center) == 1)
  }

  /// A hand that the mask parts from its arm, and a cup: near and small.
  @Test func handsAndWhatIsHeldStay() {
    var mask = Self.alone
    mask.draw(57, 30, 2.5, 2.5)
    mask.draw(34, 40, 2, 3)
    let held = mask
    mask.draw(88, 10, 3, 3)
    #expect(Stage { $0.onlyMainPerson = true }.cleaned(mask).values == held.values)
    // What hangs on a soft wrist is connected, however large or far.
    var arm = Self.alone
    arm.draw(70, 40, 20, 1.5, level: 90)
    arm.draw(86, 40, 8, 8)
    #expect(Stage { $0.onlyMainPerson = true }.cleaned(arm).values == arm.values)
  }

  @Test func smallBlobsAreDropped() {
    var mask = Self.alone
    mask.draw(20, 10, 4, 4)
    let large = mask
    mask.draw(80, 10, 2, 2)
    let stage = Stage { $0.leastArea = 0.6 }
    #expect(stage.cleaned(mask).values == large.values)
    #expect(Stage { $0.leastArea = 50 }.cleaned(mask).area == 0)
    #expect(Stage { $0.leastArea = 0 }.cleaned(mask).values == mask.values)
  }

  /// A blob whose size goes up and down about the limit does not come and go.
  @Test func aBlobAtTheLimitIsSteady() {
    let stage = Stage { $0.leastArea = 1 }
    var shown: [Bool] = []
    for frame in 0..<20 {
      var mask = DrawnMask()
      mask.draw(40, 20, frame % 2 == 0 ? 4.3 : 3.9, 4)
      shown.append(stage.cleaned(mask).area > 0)
    }
    #expect(Set(shown.dropFirst()).count == 1)
  }

  @Test func holesAreFilledUpToTheirSize() {
    var mask = Self.alone
    mask.draw(46, 44, 4, 4, level: 0)
    let holed = mask
    #expect(Stage { $0.largestHole = 2 }.cleaned(mask).overlap(with: Self.alone) == 1)
    #expect(Stage { $0.largestHole = 2 }.cleaned(mask)[46, 44] == 255)
    #expect(Stage { $0.largestHole = 0.5 }.cleaned(mask).values == holed.values)
    #expect(Stage { $0.leastArea = 0.1 }.cleaned(mask).values == holed.values)
    // What is open to the frame's border is no hole: between arm and body, and everything around.
    var open = Self.alone
    open.draw(46, 54, 4, 8, level: 0)
    #expect(Stage { $0.largestHole = 20 }.cleaned(open).values == open.values)
  }

  /// Whatever is set and whatever was before: but for holes nothing shows that the frame's mask hides.
  @Test(arguments: [UInt64(1), 2, 3]) func nothingShowsThatTheMaskHides(seed: UInt64) {
    var random = SeededGenerator(state: seed)
    let stage = Stage {
      $0.onlyMainPerson = true
      $0.leastArea = 0.5
    }
    for _ in 0..<60 {
      var mask = DrawnMask()
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        mask.draw(
          .random(in: 0...96, using: &random), .random(in: 0...54, using: &random),
          .random(in: 1...20, using: &random), .random(in: 1...20, using: &random),
          level: .random(in: 0...255, using: &random))
      }
      #expect(stage.cleaned(mask).hidesNoLess(than: mask))
    }
  }

  /// Sums of each label against a flood fill, on noise, whose components wind.
  @Test(arguments: [(1, 1), (1, 9), (9, 1), (31, 17)], [true, false])
  func componentsAreThoseOfAFloodFill(size: (Int, Int), joinsDiagonals: Bool) {
    var random = SeededGenerator(state: UInt64(size.0))
    let components = ConnectedComponents(width: size.0, height: size.1)
    for _ in 0..<20 {
      let values = (0..<size.0 * size.1).map { _ in UInt8.random(in: 0...255, using: &random) }
      let mask = Plane(values, width: size.0)
      components.label(
        mask.rows, 110...255, joinsDiagonals: joinsDiagonals, marks: mask.rows)
      var expected = [Int](repeating: 0, count: values.count)
      var areas: [Int] = []
      for start in values.indices where values[start] >= 110 && expected[start] == 0 {
        areas.append(0)
        var open = [start]
        expected[start] = areas.count
        while let cell = open.popLast() {
          areas[areas.count - 1] += 1
          let (x, y) = (cell % size.0, cell / size.0)
          for (dx, dy) in [(-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, -1), (-1, 1), (1, 1)]
          where (dx == 0 || dy == 0 || joinsDiagonals) && (0..<size.0).contains(x + dx)
            && (0..<size.1).contains(y + dy)
          {
            let next = (y + dy) * size.0 + x + dx
            guard values[next] >= 110, expected[next] == 0 else { continue }
            expected[next] = areas.count
            open.append(next)
          }
        }
      }
      let found = (0..<size.1).flatMap { y in (0..<size.0).map { Int(components.row(y)[$0]) } }
      #expect(components.count == areas.count)
      #expect(found == expected)
      #expect(areas.indices.allSatisfy { components[Int32($0 + 1)].area == areas[$0] })
    }
  }

  @Test(arguments: [(1, 1), (1, 40), (40, 1), (2, 2), (256, 144)])
  func awkwardSizesAndMasks(_ size: (Int, Int)) {
    let stage = Stage(size.0, size.1, Self.everything)
    for level: UInt8 in [0, 255, 255, 0, 90, 128] {
      let mask = DrawnMask(size.0, size.1, level: level)
      let result = stage.cleaned(mask)
      // All of one value: everybody, or nobody.
      #expect(Set(result.values).count == 1)
      #expect(result.hidesNoLess(than: mask))
    }
  }

  @Test func framesAllocateNothing() {
    let mask = Plane(Self.alone.values, width: 96)
    let target = Plane(Self.alone.values, width: 96)
    let stage = Stage(96, 54, Self.everything)
    stage.cleaner.run(mask.rows, to: target.rows, stage.options)
    let counter = new_allocation_counter()
    count_allocations_of_this_thread(counter)
    stage.cleaner.run(mask.rows, to: target.rows, stage.options)
    count_allocations_of_this_thread(0)
    #expect(counted_allocations(counter) == 0)
  }
}
