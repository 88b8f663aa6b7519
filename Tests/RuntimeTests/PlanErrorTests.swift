import Graphs
import Kernels
import TestSupport
import Testing

@testable import Runtime

/// Tests of what planning refuses, and that it refuses without a trap.
struct PlanErrorTests {
  private func refusal(_ graph: Graph, limit: Int = 1 << 30) -> String? {
    do throws(PlanError) {
      _ = try ExecutionPlan(graph, options: PlanOptions(memoryLimitByteCount: limit))
      return nil
    } catch {
      return error.description
    }
  }

  @Test func unknownOperators() throws {
    struct Mystery: Operator {
      static let name = "MYSTERY"
      func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
        [TensorType(.float32, Shape([1]))]
      }
    }
    var builder = GraphBuilder()
    let known = try builder.node(Activate(activation: .relu), builder.input(1))
    let graph = try builder.graph(builder.node(Mystery(), known))
    #expect(refusal(graph) == "node 1: expected an operator that the runtime knows, found MYSTERY")
  }

  /// Of a transposed convolution; others compute with what they get.
  @Test func weightsThatAreComputed() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 4, 4, 3)
    let bias = builder.input(3)
    let output = try builder.node(
      TransposeConvolution2D(outputShape: Shape([1, 4, 4, 3])), input,
      builder.weights(3, 1, 1, 3), bias)
    #expect(try refusal(builder.graph(output))?.contains("found one that is computed") == true)
  }

  @Test func quantizedConstantsAreWidened() throws {
    var builder = GraphBuilder()
    let quantized = builder.stored(
      .int8, [4], [1, 2, 3, 4], quantization: Quantization(scales: [0.5], zeroPoints: [0], axis: 0))
    let graph = try builder.graph(builder.node(Dequantize(), quantized))
    let session = try Session(ExecutionPlan(graph), threadCount: 1)
    session.run()
    #expect(session.output(0) == [0.5, 1, 1.5, 2])
  }

  @Test(arguments: [ElementType.float16, .int8])
  func dequantizationOfWhatIsComputed(elementType: ElementType) throws {
    let stored = TensorDescriptor(
      name: "stored", elementType: elementType, shape: Shape([4]),
      quantization: Quantization(scales: [0.5], zeroPoints: [0], axis: 0))
    let single = TensorDescriptor(name: "single", elementType: .float32, shape: Shape([4]))
    let graph = try Graph(
      values: [stored, single],
      nodes: [Node(Dequantize(), inputs: [ValueID(0)], outputs: [ValueID(1)])],
      inputs: [ValueID(0)], outputs: [ValueID(1)])
    #expect((refusal(graph) == nil) == (elementType == .float16))
  }

  @Test func memoryLimitIsExact() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 16, 16, 8)
    let value = try builder.node(Convolution2D(), input, builder.weights(8, 3, 3, 8))
    let graph = try builder.graph(builder.node(Activate(activation: .hardSwish), value))
    let plan = try ExecutionPlan(graph)
    // Input and output of the convolution, the first with a margin of 1.
    #expect(plan.arenaByteCount >= (18 * 18 + 16 * 16) * 8 * 4)
    #expect(plan.arenaByteCount >= plan.arenaLowerBoundByteCount)
    let byteCount = plan.arenaByteCount + 8 * (3 * 3 * 8 + 1) * 4
    #expect(refusal(graph, limit: byteCount) == nil)
    #expect(refusal(graph, limit: byteCount - 1) != nil)
    #expect(refusal(graph, limit: 0) != nil)
  }

  @Test func weightsCountAgainstTheLimit() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 1, 1, 64)
    let graph = try builder.graph(
      builder.node(Convolution2D(), input, builder.weights(64, 1, 1, 64)))
    let byteCount = 64 * 65 * 4
    let arenaByteCount = 2 * 64 * 4
    #expect(refusal(graph, limit: byteCount + arenaByteCount) == nil)
    #expect(refusal(graph, limit: byteCount + arenaByteCount - 1) != nil)
    #expect(
      refusal(graph, limit: byteCount - 1)
        == "expected a plan of at most \(byteCount - 1) bytes, found one of \(byteCount) bytes")
  }

  /// Each of the weights is within the limit, both together are not.
  @Test func weightsCountTogether() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 1, 1, 64)
    let first = try builder.node(Convolution2D(), input, builder.weights(64, 1, 1, 64))
    let second = try builder.node(Convolution2D(), first, builder.weights(64, 1, 1, 64))
    let byteCount = 2 * 64 * 65 * 4
    #expect(
      try refusal(builder.graph(second), limit: byteCount - 1)
        == "expected a plan of at most \(byteCount - 1) bytes, found one of \(byteCount) bytes")
  }

  @Test func tensorsBeyondTheLimitAreRefusedFirst() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 100, 100, 8)
    let graph = try builder.graph(builder.node(Mean(axes: [1, 2]), input))
    #expect(
      refusal(graph, limit: 319_999)
        == "expected a plan of at most 319999 bytes, found one of 320000 bytes")
  }

  @Test func sizesThatNoMachineHas() throws {
    let large = Int(Int32.max)
    // Of all but the last of these the number of bytes overflows.
    for dimensions in [
      [1, large, large, 1], [1, large, large, 2], [1 << 62], [1, 1, 1 << 40, 8],
    ] {
      let overflows = dimensions != [1, 1, 1 << 40, 8]
      let id = ValueID(0)
      let value = TensorDescriptor(
        name: "x", elementType: .float32, shape: Shape(dimensions))
      let plain = try Graph(values: [value], nodes: [], inputs: [id], outputs: [id])
      #expect(refusal(plain) != nil)
      #expect((refusal(plain, limit: .max) != nil) == overflows)
      guard dimensions.count == 4 else { continue }
      var builder = GraphBuilder()
      let input = builder.input(dimensions[0], dimensions[1], dimensions[2], dimensions[3])
      let nodes: [ValueID?] = [
        try builder.node(Activate(activation: .relu), input),
        try builder.node(ResizeBilinear(size: Extent2D(height: 2, width: 2)), input),
        try builder.node(Mean(axes: [1]), input),
        try builder.node(Mean(axes: [1, 2]), input),
        try? builder.node(
          DepthwiseConvolution2D(), input, builder.weights(1, 3, 3, dimensions[3])),
        try? builder.node(
          DepthwiseConvolution2D(depthMultiplier: 2), input,
          builder.weights(1, 3, 3, 2 * dimensions[3])),
        try? builder.node(Convolution2D(), input, builder.weights(1, 5, 5, dimensions[3])),
        try? builder.node(AveragePool2D(window: Extent2D(height: 2, width: 2)), input),
        try builder.node(FullyConnected(), input, builder.weights(1, dimensions[3])),
      ]
      for node in nodes {
        guard let node else { continue }
        #expect(try refusal(builder.graph(node)) != nil)
        let isRefused = try refusal(builder.graph(node), limit: .max) != nil
        #expect(isRefused || !overflows)
      }
    }
  }

  @Test func resizesToSizesThatNoMachineHas() throws {
    for size in [
      Extent2D(height: 1, width: 1 << 61), Extent2D(height: 1 << 62, width: 1),
      Extent2D(height: 1 << 30, width: 1 << 31),
    ] {
      var builder = GraphBuilder()
      let input = builder.input(1, 2, 2, 1)
      let graph = try builder.graph(builder.node(ResizeBilinear(size: size), input))
      #expect(refusal(graph) != nil)
      #expect(refusal(graph, limit: .max) != nil)
    }
  }

  @Test func stridesFarLargerThanThePicture() throws {
    let large = Extent2D(height: Int(Int32.max), width: Int(Int32.max))
    var builder = GraphBuilder()
    let input = builder.input(1, 3, 4, 9)
    let steps = try builder.node(
      Convolution2D(stride: large), input, builder.weights(2, 3, 3, 9))
    let pixel = try builder.node(Mean(axes: [1, 2], keepsDimensions: true), input)
    let transposed = try builder.node(
      TransposeConvolution2D(outputShape: Shape([1, 3, 4, 2]), stride: large), pixel,
      builder.weights(2, 3, 3, 9))
    try PlanCheck.expect(builder.graph(steps, transposed))
  }

  @Test func windowsFarLargerThanThePicture() throws {
    // The interpreter would visit every tap; each window's mean is simply the picture's.
    let large = Extent2D(height: Int(Int32.max), width: Int(Int32.max))
    var builder = GraphBuilder()
    let input = builder.input(1, 3, 4, 9)
    let pool = try builder.node(AveragePool2D(window: large), input)
    let strided = try builder.node(AveragePool2D(window: large, stride: large), input)
    let session = try Session(ExecutionPlan(builder.graph(pool, strided)), threadCount: 2)
    session.setInput(0, to: (0..<108).map { Float($0) })
    session.run()
    // Channel c holds c, c + 9 ... c + 99, whose mean is c + 49.5: exact in Float but for 1 / 12.
    for (index, value) in (session.output(0) + session.output(1)).enumerated() {
      #expect(abs(value - (Float(index % 9) + 49.5)) < 1e-4)
    }
  }

  @Test func transposedConvolutionsOfManyPhases() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 1, 1, 1)
    let operation = TransposeConvolution2D(
      outputShape: Shape([1, 8192, 8192, 1]), stride: Extent2D(height: 8192, width: 8192))
    let graph = try builder.graph(builder.node(operation, input, builder.weights(1, 2, 2, 1)))
    #expect(refusal(graph)?.contains("expected stride with at most") == true)
  }

  @Test func emptyTensorsOfAbsurdSizes() throws {
    // No elements, and yet strides that overflow.
    for dimensions in [[0, 1 << 31, 1 << 31, 1 << 31], [0, 1 << 62, 4], [3, 0, 1 << 62, 4, 8]] {
      let values = (0..<3).map {
        TensorDescriptor(name: "v\($0)", elementType: .float32, shape: Shape(dimensions))
      }
      let ids = (0..<3).map { ValueID($0) }
      let graph = try Graph(
        values: values,
        nodes: [
          Node(Activate(activation: .relu), inputs: [ids[0]], outputs: [ids[1]]),
          Node(Add(), inputs: [ids[0], ids[1]], outputs: [ids[2]]),
        ], inputs: [ids[0]], outputs: [ids[2]])
      // Refused or run: both are fine, a trap is not.
      if refusal(graph) == nil {
        let session = try Session(ExecutionPlan(graph), threadCount: 1)
        session.setInput(0, to: [Float]())
        session.run()
        #expect(session.output(0).isEmpty)
      }
    }
  }
}
