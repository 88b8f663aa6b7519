import Kernels
import TestSupport
import Testing

@testable import Compositing

extension FilterTests {
  /// Finished masks at the output's size.
  @Suite struct ScaledMaskFilterTests {
    @Test(arguments: SimpleMaskFilterTests.sizes)
    func agreesWithTheDefinition(sizes: (Int, Int, Int, Int)) {
      let (maskWidth, maskHeight, width, height) = sizes
      let values = TestPixels.bytes(maskWidth * maskHeight, seed: 5)
      let mask = Plane(values, width: maskWidth)
      let expected = PlainFilters.Picture(
        width: maskWidth, height: maskHeight, values: values.map(Double.init)
      ).sampled(width: width, height: height)
      for level in InstructionSet.available {
        for pool in startedPools {
          let scaled = ScaledMaskFilter(
            maskWidth: maskWidth, maskHeight: maskHeight, width: width, height: height,
            threadCount: pool.threadCount, instructionSet: level)
          let output = Plane<UInt8>(width: width, height: height)
          #expect(
            allocationCount(of: pool) { scaled.run(mask: mask.rows, output: output.rows, on: $0) }
              == 0)
          let found = output.elements
          if (maskWidth, maskHeight) == (width, height) { #expect(found == values) }
          #expect(zip(found, expected.values).allSatisfy { abs(Double($0) - $1) <= 0.501 })
        }
      }
    }
  }
}
