import Graphs
import Testing

/// Shape rules against numbers worked out from TFLite's definitions, and every way to break them.
struct ShapeRuleTests {
  private func value(
    _ dimensions: [Int], _ elementType: ElementType = .float32,
    quantization: Quantization? = nil
  ) -> TensorDescriptor {
    TensorDescriptor(
      name: "v", elementType: elementType, shape: Shape(dimensions), quantization: quantization)
  }

  private func shape(_ operation: any Operator, _ inputs: [Int]?...) throws -> [Int] {
    let types = try operation.outputTypes(for: inputs.map { $0.map { value($0) } })
    #expect(types.count == 1)
    #expect(types[0].elementType == .float32)
    return types[0].shape.dimensions
  }

  private func expectRefusal(
    _ operation: any Operator, _ inputs: [Int]?...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: OperatorError.self, sourceLocation: sourceLocation) {
      try operation.outputTypes(for: inputs.map { $0.map { value($0) } })
    }
  }

  private func cost(
    _ operation: any Operator, _ inputs: [Int]?..., output: [Int]
  ) -> Int {
    operation.multiplyAccumulates(
      inputs: inputs.map { $0.map { value($0) } }, outputs: [value(output)])
  }

  private let two = Extent2D(height: 2, width: 2)
  private let residual = Epilogue(addsResidual: true)

  // CONV_2D

  @Test func convolution() throws {
    #expect(
      try shape(Convolution2D(stride: two), [1, 257, 256, 3], [16, 3, 3, 3], [16])
        == [1, 129, 128, 16])
    #expect(
      try shape(Convolution2D(padding: .valid, stride: two), [3, 257, 256, 3], [16, 3, 5, 3], nil)
        == [3, 128, 126, 16])
    let dilated = Convolution2D(padding: .valid, dilation: Extent2D(height: 4, width: 1))
    #expect(try shape(dilated, [1, 9, 7, 2], [5, 3, 7, 2]) == [1, 1, 1, 5])
    #expect(
      try shape(Convolution2D(), [1, 4, 4, 2], [5, 1, 1, 2], [1, 1, 1, 5]) == [1, 4, 4, 5])
    #expect(
      try shape(Convolution2D(epilogue: residual), [1, 4, 4, 2], [5, 1, 1, 2], nil, [1, 4, 4, 5])
        == [1, 4, 4, 5])
    let scaled = Convolution2D(epilogue: residual, scalesInput: true)
    #expect(
      try shape(scaled, [1, 4, 4, 2], [5, 1, 1, 2], [5], [1, 1, 1, 2], [1, 4, 4, 5])
        == [1, 4, 4, 5])
    #expect(
      try shape(Convolution2D(epilogue: residual), [3, 4, 4, 2], [5, 1, 1, 2], nil, [3, 1, 1, 5])
        == [3, 4, 4, 5])
    #expect(
      try shape(scaled, [1, 4, 4, 2], [5, 1, 1, 2], [5], [1, 1, 1, 2], [1, 1, 1, 5])
        == [1, 4, 4, 5])
  }

  @Test func convolutionRefusals() {
    let convolution = Convolution2D()
    expectRefusal(convolution)
    expectRefusal(convolution, [1, 4, 4, 2])
    expectRefusal(convolution, nil, [5, 1, 1, 2])
    expectRefusal(convolution, [1, 4, 4, 2], nil, [5])
    expectRefusal(convolution, [4, 4, 2], [5, 1, 1, 2])
    expectRefusal(convolution, [1, 4, 4, 2], [5, 1, 2])
    expectRefusal(convolution, [1, 4, 4, 2], [5, 1, 1, 3])
    expectRefusal(convolution, [1, 4, 4, 2], [0, 1, 1, 2])
    expectRefusal(convolution, [1, 4, 4, 0], [5, 1, 1, 0])
    expectRefusal(convolution, [1, 0, 4, 2], [5, 1, 1, 2])
    expectRefusal(convolution, [1, 4, 4, 2], [5, 1, 1, 2], [4])
    expectRefusal(convolution, [1, 4, 4, 2], [5, 1, 1, 2], [5], [1, 4, 4, 5])
    expectRefusal(Convolution2D(padding: .valid), [1, 4, 4, 2], [5, 5, 1, 2])
    expectRefusal(
      Convolution2D(stride: Extent2D(height: 0, width: 1)), [1, 4, 4, 2], [5, 1, 1, 2])
    expectRefusal(
      Convolution2D(dilation: Extent2D(height: 1, width: .max)), [1, 4, 4, 2], [5, 1, 2, 2])
    let residual = Convolution2D(epilogue: residual)
    expectRefusal(residual, [1, 4, 4, 2], [5, 1, 1, 2], [1, 4, 4, 5])
    expectRefusal(residual, [1, 4, 4, 2], [5, 1, 1, 2], nil, [5])
    expectRefusal(residual, [1, 4, 4, 2], [5, 1, 1, 2], nil, nil)
    expectRefusal(residual, [3, 4, 4, 2], [5, 1, 1, 2], nil, [1, 1, 1, 5])
    expectRefusal(residual, [1, 4, 4, 2], [5, 1, 1, 2], nil, [1, 1, 4, 5])
    expectRefusal(residual, [1, 4, 4, 2], [5, 1, 1, 2], nil, [1, 1, 1, 1])
    expectRefusal(
      Convolution2D(epilogue: Epilogue(finalActivation: .relu)), [1, 4, 4, 2], [5, 1, 1, 2])
    expectRefusal(
      Convolution2D(scalesInput: true), [1, 4, 4, 2], [5, 1, 1, 2], nil, [1, 1, 1, 3])
    expectRefusal(
      Convolution2D(scalesInput: true), [1, 4, 4, 2], [5, 1, 2, 2], nil, [1, 1, 1, 2])
    expectRefusal(
      Convolution2D(stride: two, scalesInput: true), [1, 4, 4, 2], [5, 1, 1, 2], nil, [1, 1, 1, 2])
    // The output's element count would be 2^62 * 2^31.
    expectRefusal(convolution, [1 << 31, 1 << 30, 1, 1], [Int(Int32.max), 1, 1, 1])
  }

  @Test func groupedConvolutionIsNamed() {
    let error = #expect(throws: OperatorError.self) {
      try Convolution2D().outputTypes(for: [value([1, 4, 4, 6]), value([4, 1, 1, 3])])
    }
    #expect(
      error?.description == "expected filter of shape 6 input channels, found 4x1x1x3")
  }

  @Test func onlyFloatsReachAConvolution() {
    for (input, filter, bias) in [
      (ElementType.uint8, ElementType.float32, ElementType.float32),
      (.float32, .float16, .float32), (.float32, .float32, .int32),
    ] {
      #expect(throws: OperatorError.self) {
        try Convolution2D().outputTypes(for: [
          value([1, 4, 4, 2], input), value([5, 1, 1, 2], filter), value([5], bias),
        ])
      }
    }
  }

  @Test func convolutionCost() {
    #expect(
      cost(Convolution2D(), [1, 8, 8, 3], [16, 3, 5, 3], output: [1, 4, 4, 16])
        == 4 * 4 * 16 * 3 * 5 * 3)
    #expect(
      cost(
        Convolution2D(), [1, 1 << 31, 1, 1], [1 << 31, 1, 1, 8], output: [1, 1 << 31, 1, 1 << 31])
        == .max)
    #expect(cost(Convolution2D(), output: [1]) == 0)
  }

  // DEPTHWISE_CONV_2D

  @Test func depthwise() throws {
    #expect(
      try shape(DepthwiseConvolution2D(stride: two), [2, 5, 6, 8], [1, 3, 3, 8], [8])
        == [2, 3, 3, 8])
    #expect(
      try shape(
        DepthwiseConvolution2D(padding: .valid, depthMultiplier: 3), [1, 5, 6, 2], [1, 5, 3, 6])
        == [1, 1, 4, 6])
    #expect(
      cost(DepthwiseConvolution2D(), [1, 5, 6, 8], [1, 3, 3, 8], output: [1, 3, 3, 8])
        == 3 * 3 * 8 * 3 * 3)
    expectRefusal(DepthwiseConvolution2D(), [1, 5, 6, 2], [1, 3, 3, 6])
    expectRefusal(DepthwiseConvolution2D(), [1, 5, 6, 2], [2, 3, 3, 2])
    expectRefusal(
      DepthwiseConvolution2D(epilogue: residual), [1, 5, 6, 2], [1, 3, 3, 2], nil, [1, 1, 1, 2])
    expectRefusal(DepthwiseConvolution2D(), [1, 5, 6, 2], [1, 3, 3, 2], [3])
    for multiplier in [0, -1, Int.max, Int.min] {
      expectRefusal(
        DepthwiseConvolution2D(depthMultiplier: multiplier), [1, 5, 6, 2], [1, 3, 3, 2])
    }
  }

  // TRANSPOSE_CONV

  @Test func transposeConvolution() throws {
    let doubling = TransposeConvolution2D(outputShape: Shape([1, 144, 256, 2]), stride: two)
    #expect(try shape(doubling, [1, 72, 128, 16], [2, 2, 2, 16], [2]) == [1, 144, 256, 2])
    let valid = TransposeConvolution2D(
      outputShape: Shape([1, 7, 8, 2]), padding: .valid, stride: two)
    #expect(try shape(valid, [1, 3, 3, 4], [2, 3, 3, 4]) == [1, 7, 8, 2])
    #expect(
      cost(doubling, [1, 72, 128, 16], [2, 2, 2, 16], output: [1, 144, 256, 2])
        == 72 * 128 * 16 * 2 * 2 * 2)
    expectRefusal(doubling, [1, 71, 128, 16], [2, 2, 2, 16])
    expectRefusal(doubling, [2, 72, 128, 16], [2, 2, 2, 16])
    expectRefusal(doubling, [1, 72, 128, 16], [3, 2, 2, 16])
    expectRefusal(doubling, [1, 72, 128, 16], [2, 2, 2, 8])
    expectRefusal(valid, [1, 3, 4, 4], [2, 3, 3, 4])
    expectRefusal(
      TransposeConvolution2D(outputShape: Shape([7, 8, 2])), [1, 3, 3, 4], [2, 3, 3, 4])
  }

  // FULLY_CONNECTED

  @Test func fullyConnected() throws {
    #expect(try shape(FullyConnected(), [2, 3, 4], [7, 12], [7]) == [2, 7])
    #expect(try shape(FullyConnected(), [12], [7, 12], nil) == [1, 7])
    #expect(try shape(FullyConnected(keepsDimensions: true), [2, 3, 4], [7, 4]) == [2, 3, 7])
    #expect(cost(FullyConnected(), [2, 3, 4], [7, 12], output: [2, 7]) == 2 * 7 * 12)
    expectRefusal(FullyConnected(), [2, 3, 4], [7, 5])
    expectRefusal(FullyConnected(), [2, 3, 4], [7, 0])
    expectRefusal(FullyConnected(), [0, 4], [7, 4])
    expectRefusal(FullyConnected(), [2, 4], [7, 2, 2])
    expectRefusal(FullyConnected(), [2, 4], [7, 4], [6])
    expectRefusal(FullyConnected(keepsDimensions: true), [2, 3, 4], [7, 12])
  }

  // Element-wise

  @Test func elementwise() throws {
    #expect(try shape(Add(), [1, 4, 5, 3], [3]) == [1, 4, 5, 3])
    #expect(try shape(Multiply(), [1, 1, 1, 3], [1, 4, 5, 3]) == [1, 4, 5, 3])
    #expect(try shape(Activate(activation: .logistic), [2, 3]) == [2, 3])
    #expect(
      try shape(MultiplyAdd(), [2, 4, 5, 3], [2, 1, 1, 3], [2, 4, 5, 3]) == [2, 4, 5, 3])
    expectRefusal(Add(), [1, 4], [3])
    expectRefusal(Add(), [1, 4])
    expectRefusal(Multiply(), [1, 4], nil)
    expectRefusal(Multiply(), [1 << 40, 1], [1, 1 << 40])
    expectRefusal(Activate(activation: .none), [2, 3])
    expectRefusal(Activate(activation: .relu), [2], [2])
    expectRefusal(MultiplyAdd(), [2, 4, 5, 3], [1, 1, 1, 3], [2, 4, 5, 3])
    expectRefusal(MultiplyAdd(), [2, 4, 5, 3], [2, 1, 1, 3], [3])
    #expect(throws: OperatorError.self) {
      try Add().outputTypes(for: [value([2]), value([2], .int32)])
    }
  }

  // Pictures

  @Test func averagePool() throws {
    #expect(
      try shape(AveragePool2D(padding: .valid, window: two, stride: two), [1, 5, 6, 3])
        == [1, 2, 3, 3])
    #expect(try shape(AveragePool2D(window: two, stride: two), [1, 5, 6, 3]) == [1, 3, 3, 3])
    expectRefusal(AveragePool2D(padding: .valid, window: two), [1, 1, 6, 3])
    expectRefusal(AveragePool2D(window: Extent2D(height: 0, width: 1)), [1, 5, 6, 3])
    expectRefusal(AveragePool2D(window: two), [5, 6, 3])
  }

  @Test func resize() throws {
    let size = Extent2D(height: 7, width: 2)
    #expect(try shape(ResizeBilinear(size: size), [2, 3, 4, 5]) == [2, 7, 2, 5])
    expectRefusal(
      ResizeBilinear(size: size, alignsCorners: true, hasHalfPixelCenters: true), [2, 3, 4, 5])
    expectRefusal(ResizeBilinear(size: Extent2D(height: -1, width: 2)), [2, 3, 4, 5])
    expectRefusal(ResizeBilinear(size: Extent2D(height: .max, width: .max)), [2, 3, 4, 5])
    expectRefusal(ResizeBilinear(size: size), [2, 3, 0, 5])
  }

  @Test func mean() throws {
    #expect(try shape(Mean(axes: [1, 2]), [2, 3, 4, 5]) == [2, 5])
    #expect(try shape(Mean(axes: [1, 2], keepsDimensions: true), [2, 3, 4, 5]) == [2, 1, 1, 5])
    #expect(try shape(Mean(axes: []), [2, 3]) == [2, 3])
    #expect(try shape(Mean(axes: [0, 1]), [2, 3]) == [])
    for axes in [[2], [-1], [1, 0], [1, 1], [Int.max]] { expectRefusal(Mean(axes: axes), [2, 3]) }
    // Means of nothing are NaN, as LiteRT has them.
    #expect(try shape(Mean(axes: [0]), [0, 3]) == [3])
  }

  @Test func concatenation() throws {
    #expect(try shape(Concatenation(axis: 3), [1, 4, 5, 2], [1, 4, 5, 7]) == [1, 4, 5, 9])
    #expect(try shape(Concatenation(axis: 0), [2, 3]) == [2, 3])
    expectRefusal(Concatenation(axis: 0))
    expectRefusal(Concatenation(axis: 2), [2, 3])
    expectRefusal(Concatenation(axis: -1), [2, 3])
    expectRefusal(Concatenation(axis: 1), [2, 3], [3, 3])
    expectRefusal(Concatenation(axis: 1), [2, 3], [2, 3, 1])
    expectRefusal(Concatenation(axis: 1), [2, 3], nil)
    expectRefusal(Concatenation(axis: 0), [1 << 62], [1 << 62])
  }

  // DEQUANTIZE

  @Test func dequantize() throws {
    let perChannel = Quantization(scales: [1, 2, 3], zeroPoints: [0, 0, 0], axis: 1)
    for input in [
      value([2, 3], .float16),
      value([2, 3], .int8, quantization: perChannel),
      value([2, 3], .uint8, quantization: Quantization(scales: [1], zeroPoints: [7], axis: 9)),
    ] {
      #expect(
        try Dequantize().outputTypes(for: [input]) == [TensorType(.float32, Shape([2, 3]))])
    }
    for input in [
      value([2, 3], .int32), value([2, 3], .int8),
      value([2, 3], .uint8, quantization: Quantization(scales: [], zeroPoints: [], axis: 0)),
      value([3, 2], .int8, quantization: perChannel), value([3], .int8, quantization: perChannel),
    ] {
      #expect(throws: OperatorError.self) { try Dequantize().outputTypes(for: [input]) }
    }
  }
}
