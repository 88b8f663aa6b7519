import KernelInterface
import KernelReference
import Kernels
import Testing

/// The reference is what the kernels are held to, so it is held to numbers worked out by hand.
struct ReferenceTests {
  /// A copy that lives as long as the test's process.
  private func memory(_ values: [Float]) -> UnsafeMutablePointer<Float> {
    let copy = UnsafeMutablePointer<Float>.allocate(capacity: values.count)
    copy.initialize(from: values, count: values.count)
    return copy
  }

  private func table<Element>(_ values: [Element]) -> UnsafePointer<Element> {
    let copy = UnsafeMutablePointer<Element>.allocate(capacity: values.count)
    copy.initialize(from: values, count: values.count)
    return UnsafePointer(copy)
  }

  private func elements(_ count: Int, at pointer: UnsafeMutablePointer<Float>) -> [Float] {
    Array(UnsafeBufferPointer(start: pointer, count: count))
  }

  @Test func activations() {
    let x: [Double] = [-4, -1.5, 0, 2, 7]
    func values(_ activation: ElementActivation) -> [Double] {
      x.map { Reference.activate($0, activation) }
    }
    #expect(values(ElementActivation(.identity)) == x)
    #expect(values(ElementActivation(.clamp, lower: -1, upper: 6)) == [-1, -1, 0, 2, 6])
    let swish = values(ElementActivation(.hardSwish))
    for (found, expected) in zip(swish, [0, -0.375, 0, 10.0 / 6, 7]) {
      #expect(abs(found - expected) < 1e-15)
    }
    #expect(Reference.activate(0, ElementActivation(.logistic)) == 0.5)
    #expect(abs(Reference.activate(1, ElementActivation(.logistic)) - 0.7310585786300049) < 1e-15)
    for kind in [ElementActivation.Kind.identity, .clamp, .hardSwish, .logistic] {
      #expect(Reference.activate(.nan, ElementActivation(kind)).isNaN)
    }
  }

  @Test func convolutionWalksRowsWithGaps() {
    // Two channels out, two segments of two elements, three pixels, rows of two with a gap of 1.
    let input = memory([1, 2, 3, 4, 5, 6, 7, 8])
    let weights = memory([10, 20, 1, 0, 0, 1, 1, 0, 0, -1])
    let residual = memory([100, 200, 300, 400, 500, 600])
    let output = memory([Float](repeating: 9, count: 8))
    Reference.convolution(
      ConvolutionArguments(
        input: input, inputPixelStride: 1, segmentOffsets: table([0, 4]), segmentCount: 2,
        segmentLength: 2, weights: weights, output: output, outputPixelStride: 2,
        outputRowGap: 1, residual: residual, residualPixelStride: 2, residualRowGap: 0,
        rowLength: 2, column: 1, pixelCount: 3, activation: ElementActivation(.clamp, upper: 17),
        finalLower: 0, finalUpper: 515), width: 2)
    // Channel 0: 10 + x0 + x4, channel 1: 20 + x1 - x5, each at most 17, plus the residual.
    #expect(elements(8, at: output) == [116, 216, 9, 317, 416, 515, 515, 9])
  }

  @Test func depthwiseReadsBlocks() {
    // Three channels in blocks of 2 and 1, a filter of 1x2, two pixels.
    let input = memory([1, 2, 3, 4, 5, 6, 7, 8, 9])
    let weights = memory([1000, 2000, 1, 10, 100, 1000, 3000, 2, 20])
    let output = memory([Float](repeating: 0, count: 6))
    Reference.depthwise(
      DepthwiseArguments(
        input: input, inputRowStride: 0, inputPixelStride: 3, tapStride: 3, filterHeight: 1,
        filterWidth: 2, weights: weights, output: output, outputPixelStride: 3, residual: nil,
        residualPixelStride: 0, pixelCount: 2, channelCount: 3,
        activation: ElementActivation(.identity), finalLower: 0, finalUpper: 0), lanes: 4)
    #expect(elements(6, at: output) == [1401, 7020, 3126, 1704, 10050, 3192])
  }

  @Test func elementwiseRepeatsOperands() {
    let (a, b, c) = (memory([1, 2, 3, 4]), memory([10, 20]), memory([5]))
    func run(_ operation: ElementwiseOperation) -> [Float] {
      let output = memory([0, 0, 0, 0])
      Reference.elementwise(
        operation,
        ElementwiseArguments(
          a: a, aRowStride: 2, aColumnStride: 1, b: b, bRowStride: 1, bColumnStride: 0, c: c,
          cRowStride: 0, cColumnStride: 0, output: output, outputRowStride: 2, rowCount: 2,
          columnCount: 2, activation: ElementActivation(.clamp, upper: 70)))
      return elements(4, at: output)
    }
    #expect(run(.activate) == [1, 2, 3, 4])
    #expect(run(.add) == [11, 12, 23, 24])
    #expect(run(.multiply) == [10, 20, 60, 70])
    #expect(run(.multiplyAdd) == [15, 25, 65, 70])
  }

  @Test func windowMeanAndResize() {
    let pixels = memory([1, 10, 3, 30, 5, 50, 7, 70])
    let output = memory([0, 0])
    Reference.windowMean(
      WindowMeanArguments(
        input: pixels, inputRowStride: 4, inputPixelStride: 2, rowCount: 2, columnCount: 2,
        output: output, channelCount: 2, scale: 0.25, activation: ElementActivation(.identity)))
    #expect(elements(2, at: output) == [4, 40])
    let row = memory([0, 0, 0, 0])
    Reference.resize(
      ResizeArguments(
        top: pixels, bottom: pixels + 4, rowFraction: 0.25,
        columnOffsets: table([0, 2, 2, 2] as [Int32]), columnFractions: memory([0.5, 1]),
        output: row,
        outputPixelStride: 2, pixelCount: 2, channelCount: 2))
    #expect(elements(4, at: row) == [3, 30, 4, 40])
  }
}
