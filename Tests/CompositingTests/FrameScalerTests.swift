import Kernels
import TestSupport
import Testing

@testable import Compositing

/// Frames at another size.
@Suite struct FrameScalerTests {
  @Test(arguments: [
    (1, 1, 1, 1), (1, 7, 5, 3), (5, 3, 1, 7), (17, 33, 17, 33), (33, 17, 16, 9), (48, 27, 32, 18),
    (16, 9, 33, 17), (40, 10, 20, 33), (130, 5, 9, 3),
  ])
  func agreesWithTheDefinition(sizes: (Int, Int, Int, Int)) {
    let (frameWidth, frameHeight, width, height) = sizes
    let pixels = TestPixels.pixels(frameWidth * frameHeight, seed: 6)
    let frame = Plane(pixels, width: frameWidth)
    for level in InstructionSet.available {
      let scaler = FrameScaler(
        frameWidth: frameWidth, frameHeight: frameHeight, width: width, height: height,
        threadCount: 8, instructionSet: level)
      for pool in startedPools {
        let output = Plane<UInt32>(width: width, height: height, margin: 3)
        #expect(
          allocationCount(of: pool) { scaler.run(frame: frame.rows, output: output.rows, on: $0) }
            == 0)
        let found = output.elements
        for channel in 0..<4 {
          let expected = PlainFilters.Picture(
            width: frameWidth, height: frameHeight,
            values: pixels.map { TestPixels.channel($0, channel) }
          ).scaled(
            width: width, height: height, largestStep: 1)
          let worst = zip(found, expected.values).map {
            abs(TestPixels.channel($0, channel) - $1)
          }.max()
          #expect(worst ?? 255 <= 0.501, "\(level), channel \(channel)")
        }
      }
    }
  }
}
