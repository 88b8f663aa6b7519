import Graphs
import Kernels
import TestSupport
import Testing

@testable import Runtime

/// Plans of graphs whose shape asks for care, against the interpreter.
struct PlanTests {
  @Test func concatenationTakesItsPartsInPlace() throws {
    var builder = GraphBuilder()
    let input = builder.input(2, 3, 5, 6)
    let pointwise = try builder.node(Convolution2D(), input, builder.weights(7, 1, 1, 6))
    let pool = try builder.node(
      AveragePool2D(window: Extent2D(height: 2, width: 2)), input)
    let sum = try builder.node(Add(activation: .relu), input, builder.weights(6))
    let whole = try builder.node(Concatenation(axis: 3), inputs: [pointwise, pool, sum])
    // Readers of a part that lies between others' channels.
    let dense = try builder.node(Convolution2D(), pool, builder.weights(5, 1, 1, 6))
    let strided = try builder.node(
      Convolution2D(padding: .valid, stride: Extent2D(height: 2, width: 2)), pool,
      builder.weights(3, 2, 2, 6))
    let product = try builder.node(Multiply(), pool, sum)
    let mean = try builder.node(Mean(axes: [1, 2]), pool)
    let flat = try builder.node(FullyConnected(keepsDimensions: true), sum, builder.weights(4, 6))
    let resized = try builder.node(ResizeBilinear(size: Extent2D(height: 5, width: 9)), pointwise)
    let last = try builder.node(Convolution2D(), whole, builder.weights(2, 1, 1, 19))
    try PlanCheck.expect(
      builder.graph(whole, dense, strided, product, mean, flat, resized, last))
  }

  /// A graph's output is a tensor of its own even where it is a part of another, and so is a constant that
  /// is widened first; a part may occur twice.
  @Test func partsThatAreNotWrittenInPlace() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 4, 5, 6)
    let part = try builder.node(Activate(activation: .relu), input)
    let halves = builder.stored(
      .float16, [1, 4, 5, 3], (0..<60).flatMap { [UInt8(4 * $0), 0x3c] as [UInt8] })
    let widened = try builder.node(Dequantize(), halves)
    let whole = try builder.node(Concatenation(axis: 3), inputs: [part, input, widened, part])
    let next = try builder.node(Convolution2D(), whole, builder.weights(4, 1, 1, 21))
    try PlanCheck.expect(builder.graph(part, whole, next))
    let plan = try ExecutionPlan(builder.graph(part, whole))
    let view = plan.outputViews[0]
    #expect(view.pixelStride == 6 && view.offset == 0, "rows can be lent")
  }

  /// The planner keeps such pixels a cache line further apart where a depthwise filter reads them.
  @Test func channelsOfAWholeKilobyte() throws {
    var builder = GraphBuilder()
    let input = builder.input(2, 5, 7, 3)
    let wide = try builder.node(Convolution2D(), input, builder.weights(256, 1, 1, 3))
    let depthwise = try builder.node(DepthwiseConvolution2D(), wide, builder.weights(1, 3, 3, 256))
    let square = try builder.node(Convolution2D(), wide, builder.weights(2, 3, 3, 256))
    let pointwise = try builder.node(Convolution2D(), wide, builder.weights(5, 1, 1, 256))
    let sum = try builder.node(Add(activation: .relu6), wide, depthwise)
    let mean = try builder.node(Mean(axes: [1, 2]), wide)
    let flat = try builder.node(FullyConnected(), wide, builder.weights(4, 256))
    try PlanCheck.expect(builder.graph(depthwise, square, pointwise, sum, mean, flat))
  }

  /// So many channels go in blocks through all rows, dilated rows in another order than theirs.
  @Test func channelsInBlocks() throws {
    for (stride, dilation) in [(1, 1), (1, 4), (2, 1)] {
      var builder = GraphBuilder()
      let input = builder.input(2, 37, 5, 147)
      let depthwise = try builder.node(
        DepthwiseConvolution2D(
          stride: Extent2D(height: stride, width: stride),
          dilation: Extent2D(height: dilation, width: dilation),
          epilogue: Epilogue(activation: .hardSwish)), input, builder.weights(1, 3, 3, 147))
      let next = try builder.node(Convolution2D(), depthwise, builder.weights(2, 3, 3, 147))
      try PlanCheck.expect(builder.graph(depthwise, next))
    }
  }

  /// Of few channels, whole rows get their logistic behind the kernel, in blocks of pixels.
  @Test func transposedConvolutionWithLogistic() throws {
    for (width, channels) in [(1, 1), (9, 2), (401, 1)] {
      var builder = GraphBuilder()
      let input = builder.input(2, 3, width, 5)
      let transposed = try builder.node(
        TransposeConvolution2D(
          outputShape: Shape([2, 6, 2 * width, channels]), stride: Extent2D(height: 2, width: 2),
          epilogue: Epilogue(activation: .logistic)), input,
        builder.weights(channels, 2, 2, 5))
      let next = try builder.node(Convolution2D(), transposed, builder.weights(2, 3, 3, channels))
      try PlanCheck.expect(builder.graph(transposed, next))
    }
  }

  /// A residual of one pixel an image is added to all of its pixels, over margins as well.
  @Test func residualOfOnePixel() throws {
    for width in [1, 5, 14] {
      var builder = GraphBuilder()
      let input = builder.input(2, 4, width, 6)
      let mean = try builder.node(Mean(axes: [1, 2], keepsDimensions: true), input)
      let pixel = try builder.node(Convolution2D(), mean, builder.weights(19, 1, 1, 6))
      let sum = try builder.node(
        Convolution2D(epilogue: Epilogue(addsResidual: true, finalActivation: .relu)),
        inputs: [input, builder.weights(19, 1, 1, 6), builder.weights(19), pixel])
      let depthwise = try builder.node(DepthwiseConvolution2D(), sum, builder.weights(1, 3, 3, 19))
      try PlanCheck.expect(builder.graph(depthwise, try builder.node(Mean(axes: [3]), sum)))
    }
  }

  @Test func concatenationsNest() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 4, 4, 3)
    let first = try builder.node(Activate(activation: .hardSwish), input)
    let second = try builder.node(Add(), input, builder.weights(3))
    let inner = try builder.node(Concatenation(axis: 3), first, second)
    let third = try builder.node(Convolution2D(), input, builder.weights(2, 3, 3, 3))
    let outer = try builder.node(Concatenation(axis: 3), third, inner)
    let again = try builder.node(Concatenation(axis: 3), inner, outer)
    try PlanCheck.expect(builder.graph(again, try builder.node(Activate(activation: .relu), outer)))
  }

  @Test func concatenationTakesOnePartTwice() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 3, 4, 5)
    let part = try builder.node(Convolution2D(), input, builder.weights(6, 1, 1, 5))
    let twice = try builder.node(Concatenation(axis: 3), part, part)
    let thrice = try builder.node(Concatenation(axis: 3), inputs: [input, part, input])
    try PlanCheck.expect(
      builder.graph(try builder.node(Activate(activation: .logistic), twice), thrice))
  }

  @Test func concatenationOfOtherKinds() throws {
    var builder = GraphBuilder()
    let input = builder.input(2, 3, 4, 5)
    let part = try builder.node(Activate(activation: .relu), input)
    let constant = builder.weights(2, 3, 4, 2)
    let rows = try builder.node(Concatenation(axis: 1, activation: .relu6), part, input)
    let batches = try builder.node(Concatenation(axis: 0), input, part)
    let clamped = try builder.node(
      Concatenation(axis: 3, activation: .reluN1To1), part, constant)
    let padded = try builder.node(Concatenation(axis: 3), part, constant)
    let convolved = try builder.node(Convolution2D(), padded, builder.weights(3, 3, 3, 7))
    let vectors = try builder.node(Mean(axes: [1, 2]), part)
    let matrix = try builder.node(FullyConnected(), vectors, builder.weights(3, 5))
    let joined = try builder.node(Concatenation(axis: 1), matrix, vectors)
    try PlanCheck.expect(builder.graph(rows, batches, clamped, convolved, joined))
  }

  @Test func oneValueServesManyReaders() throws {
    for batch in [1, 2] {
      var builder = GraphBuilder()
      let input = builder.input(batch, 7, 9, 5)
      let value = try builder.node(Convolution2D(), input, builder.weights(5, 1, 1, 5))
      let convolved = try builder.node(
        Convolution2D(), value, builder.weights(6, 3, 3, 5), builder.weights(6))
      let dilated = try builder.node(
        Convolution2D(dilation: Extent2D(height: 3, width: 2)), value, builder.weights(2, 3, 3, 5))
      let depthwise = try builder.node(
        DepthwiseConvolution2D(), value, builder.weights(1, 5, 5, 5))
      let strided = try builder.node(
        DepthwiseConvolution2D(stride: Extent2D(height: 2, width: 2)), value,
        builder.weights(1, 3, 3, 5))
      let sum = try builder.node(Add(), value, depthwise)
      let pointwise = try builder.node(Convolution2D(), value, builder.weights(17, 1, 1, 5))
      let flat = try builder.node(FullyConnected(), value, builder.weights(3, 5))
      let transposed = try builder.node(
        TransposeConvolution2D(
          outputShape: Shape([batch, 14, 18, 2]), stride: Extent2D(height: 2, width: 2)), value,
        builder.weights(2, 3, 3, 5))
      let pool = try builder.node(AveragePool2D(window: Extent2D(height: 3, width: 3)), value)
      try PlanCheck.expect(
        builder.graph(
          convolved, dilated, depthwise, strided, sum, pointwise, flat, transposed, pool, value))
    }
  }

  @Test func producersWriteAroundMargins() throws {
    // Every kind of step writes a value that a 3x3 convolution reads.
    let producers: [(any Operator, (inout GraphBuilder) -> [ValueID])] = [
      (Convolution2D(), { [$0.weights(4, 1, 1, 4)] }),
      (Convolution2D(epilogue: Epilogue(activation: .logistic)), { [$0.weights(4, 5, 1, 4)] }),
      (DepthwiseConvolution2D(), { [$0.weights(1, 3, 3, 4)] }),
      (Add(), { [$0.weights(4)] }), (Multiply(), { [$0.weights(6, 1, 1)] }),
      (Activate(activation: .hardSwish), { _ in [] }),
      (Concatenation(axis: 3), { [$0.weights(2, 6, 13, 1)] }),
      (Concatenation(axis: 2), { [$0.weights(2, 6, 2, 4)] }),
      (ResizeBilinear(size: Extent2D(height: 5, width: 14)), { _ in [] }),
      (AveragePool2D(window: Extent2D(height: 2, width: 3)), { _ in [] }),
      (AveragePool2D(padding: .valid, window: Extent2D(height: 6, width: 13)), { _ in [] }),
      (Mean(axes: [1, 2], keepsDimensions: true), { _ in [] }),
      (Mean(axes: [3], keepsDimensions: true), { _ in [] }),
      (FullyConnected(keepsDimensions: true), { [$0.weights(4, 4)] }),
      (
        TransposeConvolution2D(
          outputShape: Shape([2, 12, 26, 3]), stride: Extent2D(height: 2, width: 2)),
        { [$0.weights(3, 2, 2, 4)] }
      ),
      (
        TransposeConvolution2D(
          outputShape: Shape([2, 18, 26, 3]), stride: Extent2D(height: 3, width: 2)),
        { [$0.weights(3, 4, 3, 4)] }
      ),
    ]
    for (operation, others) in producers {
      var builder = GraphBuilder()
      let input = builder.input(2, 6, 13, 4)
      let value = try builder.node(operation, inputs: [input] + others(&builder))
      let channels = builder.values[value.index].shape[3]
      let result = try builder.node(Convolution2D(), value, builder.weights(5, 3, 3, channels))
      // A second value of the same kind makes the arena use memory again.
      let next = try builder.node(
        DepthwiseConvolution2D(), result, builder.weights(1, 5, 5, 5))
      let result2 = try PlanCheck.run(builder.graph(next))
      #expect(result2.failures.isEmpty, "\(operation): \(result2.failures.prefix(3))")
    }
  }

  @Test func constantsGetMarginsToo() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 4, 5, 3)
    let constant = builder.weights(1, 4, 5, 3)
    let half = builder.stored(
      .float16, [1, 4, 5, 3], (0..<60).flatMap { [UInt8(truncatingIfNeeded: $0 * 7), 0x38] })
    let widened = try builder.node(Dequantize(), half)
    let first = try builder.node(Convolution2D(), constant, builder.weights(2, 3, 3, 3))
    let second = try builder.node(
      DepthwiseConvolution2D(), widened, builder.weights(1, 5, 5, 3))
    let third = try builder.node(
      TransposeConvolution2D(
        outputShape: Shape([1, 8, 10, 2]), stride: Extent2D(height: 2, width: 2)), constant,
      builder.weights(2, 4, 4, 3))
    let sum = try builder.node(Add(), second, input)
    try PlanCheck.expect(builder.graph(first, third, sum))
  }

  @Test func elementwiseOfAnyRank() throws {
    let shapes: [([Int], [Int])] = [
      ([], []), ([], [3]), ([7], [7]), ([1], [7]), ([5, 7], [7]), ([5, 7], [5, 1]),
      ([5, 1], [1, 7]), ([2, 3, 4], [3, 1]), ([2, 3, 4, 5], [1]), ([2, 3, 4, 5], [2, 1, 1, 5]),
      ([2, 3, 4, 5], [3, 1, 5]), ([2, 1, 4, 1], [1, 3, 1, 5]), ([2, 3, 4, 5, 6], [5, 6]),
      ([2, 3, 1, 5, 6], [3, 4, 1, 6]), ([2, 1, 2, 1, 2, 3], [2, 1, 2, 1]), ([0, 4], [4]),
      ([3, 0, 2, 5], [1, 1, 5]), ([1, 1, 1, 1, 1, 1], [1]), ([2, 3, 4, 5], [2, 2, 3, 4, 5]),
      ([70, 61], [70, 1]),
    ]
    for (first, second) in shapes {
      var builder = GraphBuilder()
      let values = [first, second].map { dimensions in
        builder.constant(
          dimensions, (0..<dimensions.reduce(1, *)).map { Float($0 % 13) / 8 - 0.75 })
      }
      let computed = try values.map { try builder.node(Activate(activation: .hardSwish), $0) }
      let sum = try builder.node(Add(activation: .relu), computed[0], values[1])
      let product = try builder.node(Multiply(), computed[1], sum)
      let result = try PlanCheck.run(builder.graph(sum, product))
      #expect(result.failures.isEmpty, "\(first) and \(second): \(result.failures.prefix(3))")
    }
  }

  @Test func meansOverAnyAxes() throws {
    for dimensions in [[5], [3, 4], [2, 3, 5], [2, 3, 4, 5], [2, 3, 2, 3, 4], [1, 40, 60, 5]] {
      for choice in 0..<(1 << dimensions.count) {
        let axes = dimensions.indices.filter { choice >> $0 & 1 == 1 }
        for keepsDimensions in [false, true] {
          var builder = GraphBuilder()
          let input = builder.constant(
            dimensions, (0..<dimensions.reduce(1, *)).map { Float(($0 * 37) % 101) / 16 - 3 })
          let value = try builder.node(Activate(activation: .relu6), input)
          let mean = try builder.node(
            Mean(axes: axes, keepsDimensions: keepsDimensions), value)
          let result = try PlanCheck.run(
            builder.graph(try builder.node(Activate(activation: .reluN1To1), mean)))
          #expect(
            result.failures.isEmpty, "axes \(axes) of \(dimensions): \(result.failures.prefix(3))")
        }
      }
    }
  }

  @Test func outputsOfEveryKind() throws {
    var builder = GraphBuilder()
    let input = builder.input(2, 3, 4, 5)
    let unused = builder.input(1, 2)
    let constant = builder.weights(2, 3)
    let value = try builder.node(Convolution2D(), input, builder.weights(6, 3, 3, 5))
    let last = try builder.node(DepthwiseConvolution2D(), value, builder.weights(1, 3, 3, 6))
    try PlanCheck.expect(builder.graph(value, input, constant, last, value, unused, last))
    var identity = GraphBuilder()
    let only = identity.input(1, 2, 3, 4)
    try PlanCheck.expect(identity.graph(only, only))
  }

  @Test func graphsWithoutInputs() throws {
    var builder = GraphBuilder()
    let value = try builder.node(
      Add(), builder.weights(1, 3, 4, 5), builder.weights(5))
    let result = try builder.node(Convolution2D(), value, builder.weights(4, 3, 3, 5))
    try PlanCheck.expect(builder.graph(result, builder.weights(7)))
    var empty = GraphBuilder()
    _ = empty.input(1, 2, 2, 1)
    try PlanCheck.expect(empty.graph())
  }

  @Test func epiloguesFollowTheSum() throws {
    let epilogues = [Activation.none, .relu, .hardSwish, .logistic].flatMap { first in
      [Activation.none, .relu6, .hardSwish, .logistic].map {
        Epilogue(activation: first, addsResidual: true, finalActivation: $0)
      }
    }
    for epilogue in epilogues {
      var builder = GraphBuilder()
      let input = builder.input(2, 5, 13, 6)
      // Read by a 5x5 filter too, so that the residual has margins.
      let residual = try builder.node(Activate(activation: .hardSwish), input)
      let other = try builder.node(
        DepthwiseConvolution2D(), residual, builder.weights(1, 5, 5, 6))
      let pointwise = try builder.node(
        Convolution2D(epilogue: epilogue),
        inputs: [
          input, builder.weights(6, 1, 1, 6), nil, residual,
        ])
      let convolved = try builder.node(
        Convolution2D(epilogue: epilogue),
        inputs: [
          pointwise, builder.weights(6, 3, 3, 6), builder.weights(6), residual,
        ])
      let depthwise = try builder.node(
        DepthwiseConvolution2D(epilogue: epilogue),
        inputs: [
          input, builder.weights(1, 3, 3, 6), nil, convolved,
        ])
      let flat = try builder.node(
        FullyConnected(keepsDimensions: true, epilogue: epilogue),
        inputs: [
          depthwise, builder.weights(6, 6), builder.weights(6), residual,
        ])
      let transposed = try builder.node(
        TransposeConvolution2D(outputShape: Shape([2, 5, 13, 6]), epilogue: epilogue),
        inputs: [
          flat, builder.weights(6, 3, 2, 6), nil, residual,
        ])
      let block = try builder.node(
        TransposeConvolution2D(
          outputShape: Shape([2, 5, 26, 6]), stride: Extent2D(height: 1, width: 2),
          epilogue: epilogue),
        inputs: [
          input, builder.weights(6, 2, 2, 6), nil, builder.weights(2, 5, 26, 6),
        ])
      let result = try PlanCheck.run(
        builder.graph(other, pointwise, convolved, depthwise, flat, transposed, block))
      #expect(result.failures.isEmpty, "\(epilogue): \(result.failures.prefix(3))")
    }
  }

  @Test func scalesOfChannels() throws {
    for (batch, width) in [(1, 9), (2, 9), (2, 30)] {
      var builder = GraphBuilder()
      let input = builder.input(batch, 4, width, 7)
      let scale = builder.input(batch, 1, 1, 7)
      let scaled = try builder.node(
        Convolution2D(scalesInput: true),
        inputs: [
          input, builder.weights(21, 1, 1, 7), builder.weights(21), scale,
        ])
      let wide = try builder.node(DepthwiseConvolution2D(), scaled, builder.weights(1, 3, 3, 21))
      // The scaled input has margins, so that its rows go one by one.
      let margin = try builder.node(Convolution2D(), input, builder.weights(2, 3, 3, 7))
      let sum = try builder.node(MultiplyAdd(activation: .relu), input, scale, input)
      try PlanCheck.expect(builder.graph(wide, margin, sum))
    }
  }

  @Test func transposedConvolutionsOfAnyStride() throws {
    for padding in Padding.allCases {
      for filter in 1...4 {
        for stride in 1...3 {
          for surplus in 0..<stride {
            var builder = GraphBuilder()
            let input = builder.input(2, 3, 5, 3)
            func size(_ input: Int, _ filter: Int) -> Int {
              padding == .same
                ? input * stride - surplus : (input - 1) * stride + filter + surplus
            }
            let operation = TransposeConvolution2D(
              outputShape: Shape([2, size(3, filter), size(5, 5 - filter), 2]), padding: padding,
              stride: Extent2D(height: stride, width: stride))
            let output = try builder.node(
              operation, input, builder.weights(2, filter, 5 - filter, 3), builder.weights(2))
            let result = try PlanCheck.run(builder.graph(output))
            #expect(result.failures.isEmpty, "\(operation): \(result.failures.prefix(3))")
          }
        }
      }
    }
  }

  @Test func matrixProductsOfAnyRank() throws {
    for dimensions in [[6], [5, 6], [2, 5, 6], [2, 3, 4, 6], [2, 1, 3, 4, 6], [3, 2]] {
      for keepsDimensions in [false, true] where !keepsDimensions || dimensions.last == 6 {
        var builder = GraphBuilder()
        let input = builder.constant(
          dimensions, (0..<dimensions.reduce(1, *)).map { Float($0 % 11) / 4 - 1 })
        let value = try builder.node(Activate(activation: .hardSwish), input)
        let product = try builder.node(
          FullyConnected(keepsDimensions: keepsDimensions), value, builder.weights(19, 6),
          builder.weights(19))
        try PlanCheck.expect(builder.graph(product))
      }
    }
  }
}
