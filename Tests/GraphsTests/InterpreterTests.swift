import Graphs
import TestSupport
import Testing

/// The interpreter is the reference of the other tests, so it is held to numbers worked out by
/// hand.
struct InterpreterTests {
  private func run(
    _ operation: any Operator, _ tensors: [([Int], [Float])]
  ) throws -> [Double] {
    var builder = GraphBuilder()
    let inputs = tensors.map { builder.constant($0.0, $0.1) }
    let output: ValueID
    switch inputs.count {
    case 1: output = try builder.node(operation, inputs[0])
    case 2: output = try builder.node(operation, inputs[0], inputs[1])
    default: output = try builder.node(operation, inputs[0], inputs[1], inputs[2])
    }
    return try Interpreter.run(builder.graph(output), inputs: [])[0].elements
  }

  @Test func convolutionPadsTheEndFirst() throws {
    // 4 columns, 2 taps, stride 1: one column of padding, which SAME puts at the end.
    let found = try run(
      Convolution2D(), [([1, 1, 4, 1], [1, 2, 3, 4]), ([1, 1, 2, 1], [10, 1]), ([1], [0.5])])
    #expect(found == [12.5, 23.5, 34.5, 40.5])
  }

  @Test func depthwiseMultipliesChannels() throws {
    let found = try run(
      DepthwiseConvolution2D(padding: .valid, depthMultiplier: 2),
      [([1, 1, 2, 2], [1, 2, 3, 4]), ([1, 1, 1, 4], [1, 10, 100, 1000])])
    #expect(found == [1, 10, 200, 2000, 3, 30, 400, 4000])
  }

  @Test func transposedConvolutionScatters() throws {
    let found = try run(
      TransposeConvolution2D(
        outputShape: Shape([1, 1, 4, 1]), padding: .valid,
        stride: Extent2D(height: 1, width: 2)),
      [([1, 1, 2, 1], [1, 2]), ([1, 1, 2, 1], [3, 5])])
    #expect(found == [3, 5, 6, 10])
  }

  @Test func averagePoolLeavesPaddingOut() throws {
    let found = try run(
      AveragePool2D(window: Extent2D(height: 1, width: 2)), [([1, 1, 3, 1], [2, 4, 10])])
    #expect(found == [3, 7, 10])
  }

  @Test func resizeMapsCoordinates() throws {
    let size = Extent2D(height: 1, width: 4)
    let picture: ([Int], [Float]) = ([1, 1, 2, 1], [0, 8])
    #expect(try run(ResizeBilinear(size: size), [picture]) == [0, 4, 8, 8])
    #expect(
      try run(ResizeBilinear(size: size, hasHalfPixelCenters: true), [picture]) == [0, 2, 6, 8])
    let aligned = try run(
      ResizeBilinear(size: Extent2D(height: 1, width: 3), alignsCorners: true), [picture])
    #expect(aligned == [0, 4, 8])
  }

  @Test func matrixProductUsesRowsOfWeights() throws {
    let found = try run(
      FullyConnected(), [([2, 2], [1, 2, 3, 4]), ([1, 2], [10, 1]), ([1], [0.25])])
    #expect(found == [12.25, 34.25])
  }

  @Test func meanConcatenationAndBroadcasting() throws {
    let picture: ([Int], [Float]) = ([1, 2, 1, 2], [1, 10, 3, 30])
    #expect(try run(Mean(axes: [1, 2]), [picture]) == [2, 20])
    #expect(
      try run(Concatenation(axis: 3), [picture, ([1, 2, 1, 1], [7, 8])]) == [1, 10, 7, 3, 30, 8])
    #expect(try run(Add(), [picture, ([2], [0.5, 0.25])]) == [1.5, 10.25, 3.5, 30.25])
    #expect(try run(Multiply(), [picture, ([1, 2, 1, 1], [2, -1])]) == [2, 20, -3, -30])
  }

  @Test func activations() throws {
    let numbers: ([Int], [Float]) = ([5], [-4, -1.5, 0, 2, 7])
    #expect(try run(Activate(activation: .relu), [numbers]) == [0, 0, 0, 2, 7])
    #expect(try run(Activate(activation: .relu6), [numbers]) == [0, 0, 0, 2, 6])
    #expect(try run(Activate(activation: .reluN1To1), [numbers]) == [-1, -1, 0, 1, 1])
    let swish = try run(Activate(activation: .hardSwish), [numbers])
    #expect(swish == [0, -0.375, 0, 10.0 / 6, 7])
    #expect(try run(Activate(activation: .logistic), [([1], [0])]) == [0.5])
  }
}
