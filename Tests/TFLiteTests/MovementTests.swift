import Graphs
import TestSupport
import Testing

@testable import TFLite

/// Tests of what operators that move elements read from their options and constant inputs, and of what
/// becomes a constant. Codes, union members and field numbers are the schema's.
@Suite struct MovementTests {
  /// A model with one node over graph input 0 and output 1 of a shape; `change` sees it before it is built.
  private func model(
    _ code: Int8, options: (type: UInt8, fields: [Int: FlatBufferValue])? = nil,
    output: [Int32] = [], _ change: (inout TestModel) -> Void = { _ in }
  ) -> TestModel {
    var model = TestModel()
    model.codes = [.init(deprecatedCode: code)]
    model.nodes[0].options = options
    model.tensors[1].shape = output
    change(&model)
    return model
  }

  private func shape(_ model: TestModel) throws -> [Int] {
    let graph = try importModel(model.bytes)
    return graph[graph.outputs[0]].shape.dimensions
  }

  @Test func reshapesByInputOptionOrOutput() throws {
    #expect(
      try shape(
        model(22) { model in
          let sizes = model.addIntegers([2, -1])
          model.nodes[0].inputs = [0, sizes]
        }) == [2, 16])
    #expect(try shape(model(22, options: (17, [0: .numbers([-1, 4] as [Int32])]))) == [8, 4])
    #expect(try shape(model(22, output: [32])) == [32])
    expectRefusal(
      model(22, options: (17, [0: .numbers([5, -1] as [Int32])])),
      "node 0 (RESHAPE): expected input of shape 30 elements, found 1x4x4x2")
    expectRefusal(
      model(22, options: (17, [0: .numbers([-1, -1] as [Int32])])),
      "node 0 (RESHAPE): expected shape of sizes, none negative, whose product fits "
        + "\(Int.bitWidth - 1) bits, found [-1]")
  }

  @Test func aStatedShapeThatIsNotTheRulesIsRefused() {
    expectRefusal(
      model(22, options: (17, [0: .numbers([8, 4] as [Int32])]), output: [4, 8]),
      "node 0 (RESHAPE): expected output float32 8x4, found float32 4x8")
  }

  @Test func stridedSliceMasks() throws {
    func slice(
      _ begin: [Int32], _ end: [Int32], _ strides: [Int32], masks: [Int: Int32]
    ) throws -> [Int] {
      try shape(
        model(45, options: (32, masks.mapValues { .number($0) })) { model in
          model.nodes[0].inputs = [
            0, model.addIntegers(begin), model.addIntegers(end), model.addIntegers(strides),
          ]
        })
    }
    #expect(try slice([0, 1, 0, 0], [1, 4, 4, 2], [1, 2, 1, 1], masks: [:]) == [1, 2, 4, 2])
    #expect(
      try slice([0, -1, 0, 0], [0, -9, 4, 2], [1, -1, 1, 1], masks: [1: 1]) == [1, 4, 4, 2])
    #expect(try slice([0, 1], [0, 0], [1, 1], masks: [2: 1, 4: 2]) == [1, 4, 4])
    #expect(try slice([0, 0], [1, 1], [1, 1], masks: [3: 2]) == [1, 1, 4, 4, 2])
    #expect(try slice([0, 3, 0, 0], [1, 2, 4, 2], [1, 1, 1, 1], masks: [:]) == [1, 0, 4, 2])
    #expect(throws: ModelError.self) { try slice([0], [1], [0], masks: [:]) }
    #expect(throws: ModelError.self) { try slice([4, 4], [5, 5], [1, 1], masks: [4: 3]) }
    #expect(throws: ModelError.self) {
      try slice([0, 0, 0, 0, 0], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1], masks: [:])
    }
    #expect(throws: ModelError.self) { try slice([0, 0], [1, 1], [1, 1], masks: [2: 3]) }
    #expect(try slice([0, .min], [1, .max], [1, .max], masks: [:]) == [1, 1, 4, 2])
    #expect(try slice([0, .max], [1, .min], [1, .min], masks: [:]) == [1, 1, 4, 2])
  }

  /// SHAPE, arithmetic with a constant, RESHAPE: sizes as exporters compute them.
  @Test func constantSubgraphsAreComputed() throws {
    var model = TestModel()
    model.codes = [
      .init(deprecatedCode: 77), .init(deprecatedCode: 42), .init(deprecatedCode: 22),
    ]
    let factors = model.addIntegers([1, 1, 2, 1])
    model.tensors.append(.init(name: "sizes", shape: [4], type: TensorTypeCode.int32))
    model.tensors.append(.init(name: "result", shape: [4], type: TensorTypeCode.int32))
    let sizes = Int32(model.tensors.count - 2)
    model.nodes = [
      .init(code: 0, inputs: [0], outputs: [sizes]),
      .init(code: 1, inputs: [sizes, factors], outputs: [sizes + 1]),
      .init(code: 2, inputs: [0, sizes + 1], outputs: [1]),
    ]
    expectRefusal(
      model, "node 2 (RESHAPE): expected input of shape 16 elements, found 1x4x4x2")
    model.nodes[1].inputs = [sizes, model.addIntegers([1, 1, 1, 1])]
    let graph = try importModel(model.bytes)
    #expect(graph.operatorNames == ["RESHAPE"])
    #expect(graph[ValueID(Int(sizes) + 1)].constant?.integers(as: .int32) == [1, 4, 4, 2])
  }

  /// A file of some hundred bytes must not make constants of GB.
  @Test func hugeConstantsAreRefused() throws {
    let fill = model(94) { model in
      let sizes = model.addIntegers([1 << 14, 1 << 14, 4])
      let value = model.addZeros([])
      model.nodes[0].inputs = [sizes, value]
    }
    let bytes = fill.bytes
    let error = #expect(throws: ModelError.self) { try importModel(bytes) }
    guard case .memory? = error else {
      Issue.record("expected the memory limit, found \(String(describing: error))")
      return
    }
    let range = model(96) { model in
      model.tensors[1].type = TensorTypeCode.int32
      let numbers = [0, Int32.max, 1].map { model.addIntegers([$0]) }
      model.nodes[0].inputs = numbers
    }
    expectRefusal(
      range,
      "node 0 (RANGE): expected a step that is not 0, and at most 8388608 numbers, found a step of "
        + "1.0, 2147483647.0 numbers")
  }

  @Test func emptyTensors() throws {
    #expect(try shape(model(19, output: [0, 3]) { $0.tensors[0].shape = [0, 3] }) == [0, 3])
  }

  @Test func fusedActivationOfAConcatenation() {
    expectRefusal(
      model(2, options: (10, [1: .number(Int8(1))]), output: [1, 4, 4, 2]),
      "node 0 (CONCATENATION): expected no fused activation, found relu")
  }

  @Test func slopeBecomesAnOperand() throws {
    let graph = try importModel(
      model(98, options: (75, [0: .number(Float(0.25).bitPattern)]), output: [1, 4, 4, 2]).bytes)
    #expect(graph.nodes[0].operation(as: Binary.self)?.function == .prelu)
    #expect(graph.nodes[0].operation.label == "LEAKY_RELU")
  }
}
