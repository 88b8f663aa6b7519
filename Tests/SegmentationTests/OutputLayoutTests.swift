import Graphs
import Testing

@testable import Segmentation

/// Layouts of outputs, with what their dimensions mean in models that people publish.
@Suite struct OutputLayoutTests {
  private struct Case: CustomTestStringConvertible, Sendable {
    let shape: [Int]
    /// Height, width, channels, and strides of row, pixel, channel; empty for what is no picture.
    let expected: [Int]
    var testDescription: String { "\(shape)" }
  }

  private static let cases = [
    Case(shape: [1, 48, 64, 1], expected: [48, 64, 1, 64, 1, 1]),
    Case(shape: [1, 48, 64, 6], expected: [48, 64, 6, 384, 6, 1]),
    Case(shape: [1, 24, 32, 2], expected: [24, 32, 2, 64, 2, 1]),
    // Channels first.
    Case(shape: [1, 2, 48, 64], expected: [48, 64, 2, 64, 1, 3072]),
    Case(shape: [21, 24, 32], expected: [24, 32, 21, 32, 1, 768]),
    Case(shape: [1, 48, 64], expected: [48, 64, 1, 64, 1, 1]),
    Case(shape: [48, 64], expected: [48, 64, 1, 64, 1, 1]),
    Case(shape: [48, 64, 3], expected: [48, 64, 3, 192, 3, 1]),
    // All pixels in one dimension.
    Case(shape: [1, 3072], expected: [48, 64, 1, 64, 1, 1]),
    Case(shape: [3072], expected: [48, 64, 1, 64, 1, 1]),
    Case(shape: [1, 3072, 1], expected: [48, 64, 1, 64, 1, 1]),
    Case(shape: [1, 768, 2], expected: [24, 32, 2, 64, 2, 1]),
    Case(shape: [1, 2, 768], expected: [24, 32, 2, 32, 1, 768]),
    Case(shape: [1, 6144], expected: [48, 64, 2, 128, 2, 1]),
    // A few numbers, other shapes, several pictures.
    Case(shape: [1, 63], expected: []), Case(shape: [1, 1], expected: []),
    Case(shape: [1, 1000], expected: []), Case(shape: [1, 100, 3], expected: []),
    Case(shape: [2, 48, 64, 1], expected: []), Case(shape: [1, 0, 64, 1], expected: []),
    Case(shape: [], expected: []), Case(shape: [1, 2, 24, 32, 2], expected: []),
  ]

  @Test(arguments: cases) private func layout(of one: Case) {
    let layout = OutputLayout(Shape(one.shape), inputHeight: 48, inputWidth: 64)
    let found = layout.map {
      [$0.height, $0.width, $0.channels, $0.rowStride, $0.pixelStride, $0.channelStride]
    }
    #expect(found ?? [] == one.expected)
  }

  /// Sizes that are whole only nearly in the input's shape, as strides of odd sizes give them.
  @Test func oddSizes() throws {
    for (height, width) in [(33, 33), (17, 33), (9, 17)] {
      let layout = OutputLayout(
        Shape([1, height * width]), inputHeight: height * 8 - 7, inputWidth: width * 8 - 7)
      #expect(layout?.height == height && layout?.width == width)
    }
  }
}
