import TestSupport
import Testing

@testable import Compositing

/// Parts of the picture that are always, or never, the person.
@Suite struct MaskRegionsTests {
  private func changed(_ regions: MaskRegions, width: Int, height: Int, _ pool: ThreadPool)
    -> [UInt8]
  {
    let mask = Plane([UInt8](repeating: 100, count: width * height), width: width)
    #expect(allocationCount(of: pool) { regions.run(mask: mask.rows, on: $0) } == 0)
    return mask.elements
  }

  @Test func droppingWinsOverKeeping() {
    let regions = MaskRegions(
      width: 8, height: 4,
      kept: [Region(x: 0, y: 0, width: 50, height: 100, unit: .percent)],
      dropped: [Region(x: 3, y: 1, width: 100, height: 2, unit: .pixels)])
    let keep: [UInt8] = [255, 255, 255, 255, 100, 100, 100, 100]
    let drop: [UInt8] = [255, 255, 255, 0, 0, 0, 0, 0]
    for pool in startedPools {
      #expect(changed(regions, width: 8, height: 4, pool) == keep + drop + drop + keep)
    }
  }

  @Test func edgesAreRoundedAndCut() {
    func pixels(_ region: Region) -> [Range<Int>] {
      let pixels = region.pixels(width: 10, height: 20)
      return [pixels.columns, pixels.rows]
    }
    #expect(
      pixels(Region(x: 0.4, y: 0.6, width: 2, height: 2, unit: .pixels)) == [0..<2, 1..<3])
    #expect(
      pixels(Region(x: -5, y: -1e300, width: 7, height: 2e300, unit: .pixels)) == [0..<2, 0..<20])
    #expect(
      pixels(Region(x: 25, y: 25, width: 50, height: 50, unit: .percent)) == [3..<8, 5..<15])
    #expect(
      pixels(Region(x: 0, y: 0, width: 100, height: 100, unit: .percent)) == [0..<10, 0..<20])
    #expect(pixels(Region(x: 50, y: 50, width: 5, height: 5, unit: .pixels)) == [10..<10, 20..<20])
  }

  @Test func nothingIsInAnEmptyRegion() {
    let regions = MaskRegions(
      width: 1, height: 1, kept: [Region(x: 0, y: 0, width: 0, height: 1, unit: .pixels)],
      dropped: [Region(x: 40, y: 0, width: 100, height: 0, unit: .percent)])
    #expect(regions.isEmpty)
    #expect(changed(regions, width: 1, height: 1, startedPools[0]) == [100])
  }
}
