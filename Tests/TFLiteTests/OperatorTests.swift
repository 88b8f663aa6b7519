import Graphs
import TestSupport
import Testing

@testable import TFLite

/// Tests of what each operator reads from its options and constant inputs. Codes, union members and
/// field numbers are the schema's.
@Suite struct OperatorTests {
  /// A model with one node over graph input 0 and output 1; `change` sees it before it is built.
  private func model(
    _ code: Int8, version: Int32 = 1, options: (type: UInt8, fields: [Int: FlatBufferValue])? = nil,
    _ change: (inout TestModel) -> Void = { _ in }
  ) -> TestModel {
    var model = TestModel()
    model.codes = [.init(deprecatedCode: code, version: version)]
    model.nodes[0].options = options
    change(&model)
    return model
  }

  /// The node of a model, whose output takes the shape of the operator's rule; the custom operator has its own.
  private func node(_ model: TestModel) throws -> Node {
    var model = model
    if model.codes[0].custom == nil { model.tensors[1].shape = [] }
    return try ModelImporter.parts(of: model.bytes, memoryLimitByteCount: 1 << 30).nodes[0]
  }

  private func activationField(_ field: Int, _ code: Int8) -> [Int: FlatBufferValue] {
    [field: .number(code)]
  }

  @Test(
    arguments: [
      (14, Activation.logistic), (19, .relu), (20, .reluN1To1), (21, .relu6), (117, .hardSwish),
    ] as [(Int8, Activation)])
  func activations(code: Int8, activation: Activation) throws {
    let node = try node(model(code))
    #expect(node.operation(as: Activate.self)?.activation == activation)
    #expect(node.inputs == [ValueID(0)])
    #expect(node.outputs == [ValueID(1)])
  }

  @Test(
    arguments: [(0, Activation.none), (1, .relu), (2, .reluN1To1), (3, .relu6)]
      as [(Int8, Activation)])
  func fusedActivations(code: Int8, activation: Activation) throws {
    let node = try node(
      model(0, options: (11, activationField(0, code))) { $0.nodes[0].inputs = [0, 0] })
    #expect(node.operation(as: Add.self)?.activation == activation)
  }

  @Test(
    arguments: [(4, "TANH"), (5, "SIGN_BIT"), (6, "code 6"), (-1, "code -1")] as [(Int8, String)])
  func refusedFusedActivations(code: Int8, name: String) {
    expectRefusal(
      model(18, options: (21, activationField(0, code))) { $0.nodes[0].inputs = [0, 0] },
      "node 0 (MUL): expected fused activation NONE, RELU, RELU_N1_TO_1 or RELU6, found \(name)")
  }

  @Test func missingOptionsAreTheSchemasDefaults() throws {
    let node = try node(model(18) { $0.nodes[0].inputs = [0, 0] })
    #expect(node.operation(as: Multiply.self)?.activation == Activation.none)
    expectRefusal(
      model(1), "node 0 (AVERAGE_POOL_2D): expected a window from 1 to 65536, found 0x0")
  }

  @Test func optionsOfAnotherOperator() {
    expectRefusal(
      model(0, options: (21, [:])) { $0.nodes[0].inputs = [0, 0] },
      "node 0 (ADD): expected options AddOptions (union member 11), found union member 21")
  }

  @Test func damagedOptions() {
    let bytes = model(0, options: (11, [:])) { model in
      model.nodes[0].inputs = [0, 0]
      var value: [Int: FlatBufferValue] = [
        0: .number(UInt32(0)), 1: .numbers([0, 0] as [Int32]), 2: .numbers([1] as [Int32]),
      ]
      value[3] = .number(UInt8(11))
      value[4] = .number(UInt32.max)
      model.subgraphFields[3] = .tables([.table(value)])
    }.bytes
    let error = #expect(throws: ModelError.self) { try importModel(bytes) }
    guard case .malformed(place: "options of node 0 (ADD)", .pointsOutside) = error else {
      Issue.record("expected damaged options, found \(String(describing: error))")
      return
    }
  }

  // Padding VALID, stride width 2, height 3, RELU6, dilation width 4, height 5.
  private let convolutionFields: [Int: FlatBufferValue] = [
    0: .number(Int8(1)), 1: .number(Int32(2)), 2: .number(Int32(3)), 3: .number(Int8(3)),
    4: .number(Int32(4)), 5: .number(Int32(5)),
  ]

  @Test func convolution() throws {
    let node = try node(
      model(3, options: (1, convolutionFields)) {
        $0.nodes[0].inputs = [0, $0.addZeros([3, 1, 1, 2]), $0.addZeros([3])]
      })
    let convolution = try #require(node.operation(as: Convolution2D.self))
    #expect(convolution.padding == .valid)
    #expect(convolution.stride == Extent2D(height: 3, width: 2))
    #expect(convolution.dilation == Extent2D(height: 5, width: 4))
    #expect(convolution.epilogue == Epilogue(activation: .relu6))
    #expect(node.inputs == [ValueID(0), ValueID(2), ValueID(3)])
  }

  @Test(arguments: [[0, 2], [0, 2, -1]] as [[Int32]])
  func convolutionWithoutBias(inputs: [Int32]) throws {
    let node = try node(
      model(3, options: (1, convolutionFields)) {
        _ = $0.addZeros([3, 1, 1, 2])
        $0.nodes[0].inputs = inputs
      })
    #expect(node.inputs == [ValueID(0), ValueID(2), nil])
  }

  @Test func convolutionDefaults() throws {
    let node = try node(
      model(3, options: (1, [1: .number(Int32(1)), 2: .number(Int32(1))])) {
        $0.nodes[0].inputs = [0, $0.addZeros([3, 1, 1, 2])]
      })
    let convolution = try #require(node.operation(as: Convolution2D.self))
    #expect(convolution.padding == .same)
    #expect(convolution.dilation == .one)
    #expect(convolution.epilogue == Epilogue())
  }

  @Test(
    arguments: [
      (1, 0, "strides from 1 to 65536, found 3x0"), (2, -1, "strides from 1 to 65536, found -1x2"),
      (1, 65537, "strides from 1 to 65536, found 3x65537"),
      (4, 0, "dilations from 1 to 65536, found 5x0"),
      (5, .min, "dilations from 1 to 65536, found -2147483648x4"),
      (5, .max, "dilations from 1 to 65536, found 2147483647x4"),
    ] as [(Int, Int32, String)])
  func convolutionExtents(field: Int, value: Int32, message: String) {
    var fields = convolutionFields
    fields[field] = .number(value)
    expectRefusal(
      model(3, options: (1, fields)) { $0.nodes[0].inputs = [0, $0.addZeros([3, 1, 1, 2])] },
      "node 0 (CONV_2D): expected \(message)")
  }

  @Test(arguments: [2, -1] as [Int8]) func paddingCode(code: Int8) {
    expectRefusal(
      model(3, options: (1, [0: .number(code)])) {
        $0.nodes[0].inputs = [0, $0.addZeros([3, 1, 1, 2])]
      },
      "node 0 (CONV_2D): expected padding SAME (0) or VALID (1), found \(code)")
  }

  @Test func depthwiseConvolution() throws {
    // Stored depth multiplier 7 is ignored: 6 filter channels over 2 input channels make 3.
    let fields: [Int: FlatBufferValue] = [
      0: .number(Int8(1)), 1: .number(Int32(2)), 2: .number(Int32(3)), 3: .number(Int32(7)),
      4: .number(Int8(1)), 5: .number(Int32(4)), 6: .number(Int32(5)),
    ]
    let node = try node(
      model(4, version: 2, options: (2, fields)) {
        $0.tensors[0].shape = [1, 12, 12, 2]
        $0.nodes[0].inputs = [0, $0.addZeros([1, 3, 3, 6]), $0.addZeros([6])]
      })
    let convolution = try #require(node.operation(as: DepthwiseConvolution2D.self))
    #expect(convolution.padding == .valid)
    #expect(convolution.stride == Extent2D(height: 3, width: 2))
    #expect(convolution.dilation == Extent2D(height: 5, width: 4))
    #expect(convolution.depthMultiplier == 3)
    #expect(convolution.epilogue == Epilogue(activation: .relu))
  }

  @Test func depthwiseChannels() {
    let fields: [Int: FlatBufferValue] = [1: .number(Int32(1)), 2: .number(Int32(1))]
    expectRefusal(
      model(4, options: (2, fields)) { $0.nodes[0].inputs = [0, $0.addZeros([1, 3, 3, 5])] },
      "node 0 (DEPTHWISE_CONV_2D): expected filter channels that are a multiple of 2 "
        + "input channels, found 5")
    expectRefusal(
      model(4, options: (2, fields)) {
        $0.tensors[0].shape = [1, 4, 4, 0]
        $0.nodes[0].inputs = [0, $0.addZeros([1, 3, 3, 6])]
      },
      "node 0 (DEPTHWISE_CONV_2D): expected filter channels that are a multiple of 0 "
        + "input channels, found 6")
    expectRefusal(
      model(4, options: (2, fields)) { $0.nodes[0].inputs = [0, $0.addZeros([6])] },
      "node 0 (DEPTHWISE_CONV_2D): expected input and filter with 4 dimensions, "
        + "found 1x4x4x2 and 6")
    expectRefusal(
      model(4, options: (2, fields)) {
        $0.tensors[0].shape = [4, 4, 2]
        $0.nodes[0].inputs = [0, $0.addZeros([1, 3, 3, 2])]
      },
      "node 0 (DEPTHWISE_CONV_2D): expected input and filter with 4 dimensions, "
        + "found 4x4x2 and 1x3x3x2")
  }

  @Test func averagePool() throws {
    let fields: [Int: FlatBufferValue] = [
      0: .number(Int8(1)), 1: .number(Int32(2)), 2: .number(Int32(3)), 3: .number(Int32(4)),
      4: .number(Int32(5)), 5: .number(Int8(2)),
    ]
    let pool = try #require(
      try node(model(1, options: (5, fields)) { $0.tensors[0].shape = [1, 8, 8, 2] })
        .operation(as: AveragePool2D.self))
    #expect(pool.padding == .valid)
    #expect(pool.stride == Extent2D(height: 3, width: 2))
    #expect(pool.window == Extent2D(height: 5, width: 4))
    #expect(pool.activation == .reluN1To1)
  }

  @Test func fullyConnected() throws {
    let fields: [Int: FlatBufferValue] = [0: .number(Int8(1)), 2: .number(UInt8(1))]
    let node = try node(
      model(9, version: 5, options: (8, fields)) {
        $0.nodes[0].inputs = [0, $0.addZeros([3, 2]), -1]
      })
    let operation = try #require(node.operation(as: FullyConnected.self))
    #expect(operation.keepsDimensions)
    #expect(operation.epilogue == Epilogue(activation: .relu))
    #expect(node.inputs == [ValueID(0), ValueID(2), nil])
    expectRefusal(
      model(9, options: (8, [1: .number(Int8(1))])) {
        $0.nodes[0].inputs = [0, $0.addZeros([3, 2])]
      },
      "node 0 (FULLY_CONNECTED): expected weights format DEFAULT (0), found 1")
  }

  @Test(arguments: [(0, 0), (3, 3), (-1, 3), (-4, 0)] as [(Int32, Int)])
  func concatenation(axis: Int32, expected: Int) throws {
    let fields: [Int: FlatBufferValue] = [0: .number(axis)]
    let node = try node(model(2, options: (10, fields)) { $0.nodes[0].inputs = [0, 0, 0] })
    let operation = try #require(node.operation(as: Concatenation.self))
    #expect(operation.axis == expected)
    #expect(operation.activation == .none)
    #expect(node.inputs.count == 3)
  }

  @Test(arguments: [4, -5, Int32.max, .min]) func concatenationAxis(axis: Int32) {
    expectRefusal(
      model(2, options: (10, [0: .number(axis)])),
      "node 0 (CONCATENATION): expected an axis of a tensor with 4 dimensions, found axis \(axis)")
  }

  @Test func concatenationOfNothing() {
    expectRefusal(
      model(2) { $0.nodes[0].inputs = [] },
      "node 0 (CONCATENATION): expected at least 1 input, found none")
    expectRefusal(
      model(2) { $0.nodes[0].inputs = [0, -1] },
      "node 0 (CONCATENATION): expected a tensor as input 1, found none (index -1)")
  }

  @Test func meanAxesAreSortedAndUnique() throws {
    let node = try node(
      model(40, options: (27, [0: .number(UInt8(1))])) {
        $0.nodes[0].inputs = [0, $0.addIntegers([-2, 1, 2])]
      })
    let mean = try #require(node.operation(as: Mean.self))
    #expect(mean.axes == [1, 2])
    #expect(mean.keepsDimensions)
    #expect(node.inputs == [ValueID(0)])
  }

  @Test func meanAxesRefused() {
    expectRefusal(
      model(40) { $0.nodes[0].inputs = [0, $0.addIntegers([4])] },
      "node 0 (MEAN): expected an axis of a tensor with 4 dimensions, found axis 4")
    expectRefusal(
      model(40) { $0.nodes[0].inputs = [0, $0.addZeros([1])] },
      "node 0 (MEAN): expected axes (input 1) of type int32, found float32")
    expectRefusal(
      model(40) {
        $0.tensors.append(.init(name: "axes", shape: [1], type: TensorTypeCode.int32))
        $0.inputs = [0, 2]
        $0.nodes[0].inputs = [0, 2]
      },
      "node 0 (MEAN): expected axes (input 1) as a constant, found a tensor that is computed")
    expectRefusal(
      model(40) { $0.nodes[0].inputs = [0, $0.addIntegers(Array(repeating: 1, count: 9))] },
      "node 0 (MEAN): expected axes (input 1) as a list of at most 8 numbers, found shape 9")
    expectRefusal(
      model(40) { model in
        let axes = model.addConstant(
          ([1, 2] as [Int32]).flatMap(littleEndianBytes), shape: [1, 2], type: TensorTypeCode.int32)
        model.nodes[0].inputs = [0, axes]
      },
      "node 0 (MEAN): expected axes (input 1) as a list of at most 8 numbers, found shape 1x2")
  }

  @Test func resizeBilinear() throws {
    for (field, corners, centers) in [(2, true, false), (3, false, true)] {
      let node = try node(
        model(23, version: 3, options: (15, [field: .number(UInt8(1))])) {
          $0.nodes[0].inputs = [0, $0.addIntegers([7, 9])]
        })
      let resize = try #require(node.operation(as: ResizeBilinear.self))
      #expect(resize.size == Extent2D(height: 7, width: 9))
      #expect(resize.alignsCorners == corners)
      #expect(resize.hasHalfPixelCenters == centers)
      #expect(node.inputs == [ValueID(0)])
    }
  }

  @Test func resizeBilinearRefused() {
    expectRefusal(
      model(23) { $0.nodes[0].inputs = [0, $0.addIntegers([7])] },
      "node 0 (RESIZE_BILINEAR): expected a size of 2 numbers, found 1")
    expectRefusal(
      model(23) { $0.nodes[0].inputs = [0, $0.addIntegers([7, 9, 1])] },
      "node 0 (RESIZE_BILINEAR): expected a size of 2 numbers, found 3")
    expectRefusal(
      model(23) { $0.nodes[0].inputs = [0, $0.addIntegers([7, 0])] },
      "node 0 (RESIZE_BILINEAR): expected a size from 1 to 65536, found [7, 0]")
    expectRefusal(
      model(23) { $0.nodes[0].inputs = [0, $0.addIntegers([.max, 1])] },
      "node 0 (RESIZE_BILINEAR): expected a size from 1 to 65536, found [2147483647, 1]")
    expectRefusal(
      model(23, options: (15, [2: .number(UInt8(1)), 3: .number(UInt8(1))])) {
        $0.nodes[0].inputs = [0, $0.addIntegers([7, 9])]
      },
      "node 0 (RESIZE_BILINEAR): expected at most one of align_corners and half_pixel_centers, "
        + "found both")
  }

  // Padding VALID, stride width 2, height 3, RELU.
  private let transposeFields: [Int: FlatBufferValue] = [
    0: .number(Int8(1)), 1: .number(Int32(2)), 2: .number(Int32(3)), 3: .number(Int8(1)),
  ]

  @Test func transposeConvolution() throws {
    let node = try node(
      model(67, version: 3, options: (49, transposeFields)) {
        $0.nodes[0].inputs = [
          $0.addIntegers([1, 12, 8, 3]), $0.addZeros([3, 3, 2, 2]), 0, $0.addZeros([3]),
        ]
      })
    let operation = try #require(node.operation(as: TransposeConvolution2D.self))
    #expect(operation.outputShape == Shape([1, 12, 8, 3]))
    #expect(operation.padding == .valid)
    #expect(operation.stride == Extent2D(height: 3, width: 2))
    #expect(operation.epilogue == Epilogue(activation: .relu))
    // Input, filter, bias: the file has shape, filter, input, bias.
    #expect(node.inputs == [ValueID(0), ValueID(3), ValueID(4)])
  }

  @Test(
    arguments: [
      ([1, 12, 8], "4 sizes, each at least 1"), ([1, 12, 8, 3, 1], "4 sizes, each at least 1"),
      ([1, 0, 8, 3], "4 sizes, each at least 1"),
      ([1, -12, 8, 3], "4 sizes, each at least 1"),
    ] as [([Int32], String)])
  func transposeConvolutionShape(shape: [Int32], expected: String) {
    expectRefusal(
      model(67, options: (49, transposeFields)) {
        $0.nodes[0].inputs = [$0.addIntegers(shape), $0.addZeros([3, 3, 2, 2]), 0]
      },
      "node 0 (TRANSPOSE_CONV): expected an output shape of \(expected), found \(shape)")
  }

  @Test func transposeConvolutionShapeOverflow() {
    expectRefusal(
      model(67, options: (49, transposeFields)) {
        $0.nodes[0].inputs = [
          $0.addIntegers([.max, .max, .max, .max]), $0.addZeros([3, 3, 2, 2]), 0,
        ]
      },
      "node 0 (TRANSPOSE_CONV): expected an output shape whose element count fits 63 bits, "
        + "found [2147483647, 2147483647, 2147483647, 2147483647]")
  }

  private func customModel(_ options: [UInt8]?) -> TestModel {
    model(32) {
      $0.codes[0].custom = "Convolution2DTransposeBias"
      $0.tensors[1].shape = [1, 12, 8, 3]
      $0.nodes[0].inputs = [0, $0.addZeros([3, 3, 2, 2]), $0.addZeros([3])]
      $0.nodes[0].customOptions = options
    }
  }

  private func customOptions(padding: Int32, width: Int32, height: Int32) -> [UInt8] {
    [padding, width, height].flatMap(littleEndianBytes)
  }

  @Test(arguments: [(1, Padding.same), (2, .valid)] as [(Int32, Padding)])
  func customTransposeConvolution(code: Int32, padding: Padding) throws {
    let node = try node(customModel(customOptions(padding: code, width: 2, height: 3)))
    let operation = try #require(node.operation(as: TransposeConvolution2D.self))
    #expect(operation.outputShape == Shape([1, 12, 8, 3]))
    #expect(operation.padding == padding)
    #expect(operation.stride == Extent2D(height: 3, width: 2))
    #expect(operation.epilogue == Epilogue())
    #expect(node.inputs == [ValueID(0), ValueID(2), ValueID(3)])
  }

  @Test func customTransposeConvolutionRefused() {
    let name = "node 0 (Convolution2DTransposeBias)"
    expectRefusal(
      customModel(nil), "\(name): expected 12 bytes of options, found 0")
    expectRefusal(
      customModel([1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0]),
      "\(name): expected 12 bytes of options, found 11")
    for padding: Int32 in [0, 3, -1] {
      expectRefusal(
        customModel(customOptions(padding: padding, width: 2, height: 3)),
        "\(name): expected padding SAME (1) or VALID (2), found \(padding)")
    }
    expectRefusal(
      customModel(customOptions(padding: 1, width: 2, height: -1)),
      "\(name): expected strides from 1 to 65536, found -1x2")
  }

  @Test func dequantize() throws {
    let node = try node(
      model(6, version: 2) { model in
        model.nodes[0].inputs = [
          model.addConstant(
            [0, 0x3c], shape: [1], type: TensorTypeCode.float16, name: "half")
        ]
      })
    #expect(node.operation(as: Dequantize.self) != nil)
  }
}
