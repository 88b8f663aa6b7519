import Graphs
import TestSupport
import Testing

@testable import TFLite

/// Tests of what holds for the file as a whole: identifier, version, lists, buffers.
@Suite struct FileTests {
  @Test func smallestModel() throws {
    let graph = try importModel(TestModel().bytes)
    #expect(graph.values.map(\.name) == ["in", "out"])
    #expect(graph.nodes.count == 1)
    #expect(graph.inputs == [ValueID(0)])
    #expect(graph.outputs == [ValueID(1)])
    #expect(graph.values[1].shape == Shape([1, 4, 4, 2]))
    #expect(graph.nodes[0].operation(as: Activate.self)?.activation == .relu)
  }

  @Test(arguments: 0..<8) func shortFile(byteCount: Int) {
    expectRefusal(
      Array(TestModel().bytes.prefix(byteCount)),
      "expected a TFLite model (identifier TFL3 at byte 4), found a file of \(byteCount) bytes")
  }

  @Test func pictureInsteadOfAModel() {
    expectRefusal(
      [0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46],
      "expected a TFLite model (identifier TFL3 at byte 4), found \"\\u{0}\\u{10}JF\"")
  }

  @Test func otherIdentifier() {
    var model = TestModel()
    model.identifier = "TFL2"
    expectRefusal(model, "expected a TFLite model (identifier TFL3 at byte 4), found \"TFL2\"")
  }

  @Test func identifierAlone() {
    expectRefusal(
      [8, 0, 0, 0] + Array("TFL3".utf8),
      "damaged model, model table: expected a root offset at offset 0 that stays within the file "
        + "(8 bytes), found a distance of 8")
  }

  @Test(arguments: [0, 2, 4, UInt32.max]) func schemaVersion(version: UInt32) {
    var model = TestModel()
    model.version = version
    expectRefusal(model, "expected a model of schema version 3, found \(version)")
  }

  @Test func subgraphCount() throws {
    var model = TestModel()
    model.subgraphCount = 0
    expectRefusal(model, "expected a model with 1 subgraph at least, found 0")
    model.subgraphCount = 2
    #expect(try importModel(model.bytes).nodes.count == 1)
  }

  @Test func noSubgraphs() {
    var model = TestModel()
    model.missingModelFields = [2]
    expectRefusal(model, "expected a model with 1 subgraph at least, found 0")
  }

  @Test func missingLists() {
    var model = TestModel()
    model.missingModelFields = [4]
    expectRefusal(model, "expected a model with buffers, found none")
    model = TestModel()
    model.buffers = []
    expectRefusal(model, "expected a model with buffers, found none")
    model = TestModel()
    model.missingSubgraphFields = [0]
    expectRefusal(model, "expected a model with tensors, found none")
    model = TestModel()
    model.missingModelFields = [1]
    expectRefusal(model, "node 0 (?): expected an operator code index below 0, found 0")
  }

  /// As in TFLite: what goes in may come out.
  @Test func graphWithoutOperators() throws {
    var model = TestModel()
    model.nodes = []
    model.outputs = [0]
    let graph = try importModel(model.bytes)
    #expect(graph.nodes.isEmpty)
    #expect(graph.outputs == graph.inputs)
    model.outputs = [1]
    expectRefusal(
      model,
      "tensor 1 (out): expected a graph output that a node produces, found one that nothing "
        + "produces")
  }

  @Test func damagedSubgraph() {
    var model = TestModel()
    // The list's one reference is 0, which would be a table inside the list itself.
    model.modelFields[2] = .vector([0, 0, 0, 0], count: 1)
    let bytes = model.bytes
    let error = #expect(throws: ModelError.self) { try importModel(bytes) }
    guard case .malformed(place: "subgraph 0", .pointsToItself(.tableOffset, _)) = error else {
      Issue.record("expected a damaged subgraph, found \(String(describing: error))")
      return
    }
  }

  @Test func bufferZeroWithBytes() {
    var model = TestModel()
    model.buffers = [[1, 2]]
    expectRefusal(
      model, "buffer 0: expected no bytes (it stands for \"no buffer\"), found 2 bytes")
  }

  @Test func moreListEntriesThanSane() {
    let table = FlatBufferValue.repeated(.table([:]), count: 65537)
    var model = TestModel()
    model.modelFields[4] = table
    expectRefusal(model, "expected at most 65536 buffers, found 65537")
    model = TestModel()
    model.subgraphFields[0] = table
    expectRefusal(model, "expected at most 65536 tensors, found 65537")
    model = TestModel()
    model.subgraphFields[3] = table
    expectRefusal(model, "expected at most 65536 nodes, found 65537")
    model = TestModel()
    model.modelFields[1] = table
    expectRefusal(model, "expected at most 65536 operator codes, found 65537")
  }

  /// A file of 130 kB that lists one node of 2000 inputs 30000 times must not become 60 million
  /// inputs.
  @Test func oneLongListManyTimes() {
    var model = TestModel()
    model.codes = [.init(deprecatedCode: 2)]
    let node = TestModel.Node(inputs: Array(repeating: 0, count: 2000))
    model.subgraphFields[3] = .repeated(node.value, count: 30000)
    let bytes = model.bytes
    #expect(bytes.count < 140_000)
    let error = #expect(throws: ModelError.self) { try importModel(bytes) }
    guard case .tooMany(_, maximum: 1 << 20, _) = error else {
      Issue.record("expected too many numbers, found \(String(describing: error))")
      return
    }
  }

  /// Nor must one list of 30000 scales, shared by 60000 tensors, become 1.8 billion.
  @Test func sharedScalesManyTimes() {
    var model = TestModel()
    let scales = [Float](repeating: 1, count: 30000)
    let tensor = TestModel.Tensor(
      shape: [30000], type: TensorTypeCode.int8,
      extra: [4: .table([2: .floats(scales)])])
    model.subgraphFields[0] = .repeated(tensor.value, count: 60000)
    let bytes = model.bytes
    let error = #expect(throws: ModelError.self) { try importModel(bytes) }
    guard case .tooMany(_, maximum: 1 << 20, _) = error else {
      Issue.record("expected too many numbers, found \(String(describing: error))")
      return
    }
  }

  /// Dimensions count with the nodes' lists: neither of the two is beyond the bound alone.
  @Test func dimensionsCountWithLists() {
    var model = TestModel()
    model.codes = [.init(deprecatedCode: 2)]
    let tensor = TestModel.Tensor(shape: [Int32](repeating: 1, count: 8))
    model.subgraphFields[0] = .repeated(tensor.value, count: 65535)
    let node = TestModel.Node(inputs: Array(repeating: 0, count: 2000))
    model.subgraphFields[3] = .repeated(node.value, count: 300)
    let error = #expect(throws: ModelError.self) { try importModel(model.bytes) }
    guard case .tooMany(_, maximum: 1 << 20, _) = error else {
      Issue.record("expected too many numbers, found \(String(describing: error))")
      return
    }
  }

  @Test func noTensors() {
    var model = TestModel()
    model.tensors = []
    expectRefusal(model, "expected a model with tensors, found none")
    model.missingSubgraphFields = [0]
    expectRefusal(model, "expected a model with tensors, found none")
  }

  /// Nor one name of 1 MB, shared by 60000 tensors, 60 GB.
  @Test func sharedNameManyTimes() throws {
    var model = TestModel()
    let tensor = TestModel.Tensor(name: String(repeating: "n", count: 1 << 20), shape: [1])
    model.subgraphFields[0] = .repeated(tensor.value, count: 60000)
    let graph = try importModel(model.bytes)
    #expect(graph.values.count == 60000)
    #expect(graph.values.allSatisfy { $0.name.utf8.count <= 83 })
  }

  private func modelWithTail(offset: (Int) -> UInt64, size: UInt64) -> TestModel {
    var model = TestModel()
    let constant = model.addConstant([], shape: [2])
    model.codes = [.init(deprecatedCode: 0)]
    model.nodes = [.init(inputs: [0, constant])]
    model.bufferFields[1] = [1: .number(UInt64(2)), 2: .number(size)]
    let byteCount = model.bytes.count
    model.bufferFields[1] = [1: .number(offset(byteCount)), 2: .number(size)]
    model.tail = [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]
    return model
  }

  @Test func constantBehindTheFlatBuffer() throws {
    let model = modelWithTail(offset: { UInt64($0) }, size: 8)
    let parts = try ModelImporter.parts(of: model.bytes, memoryLimitByteCount: 1 << 20)
    #expect(parts.values[2].constant?.floats(as: .float32) == [1, 2])
  }

  @Test(
    arguments: [(1, 8), (0, 9), (9, 0), (0, UInt64.max), (1, UInt64.max)] as [(UInt64, UInt64)])
  func constantOutsideTheFile(extraOffset: UInt64, size: UInt64) {
    let model = modelWithTail(offset: { UInt64($0) + extraOffset }, size: size)
    let byteCount = model.bytes.count
    expectRefusal(
      model,
      "buffer 1: expected bytes within the file (\(byteCount) bytes), found \(size) bytes at "
        + "offset \(UInt64(byteCount - 8) + extraOffset)")
  }

  @Test func offsetsZeroAndOneMeanNone() throws {
    for offset: UInt64 in [0, 1] {
      var model = TestModel()
      model.bufferFields[0] = [1: .number(offset), 2: .number(UInt64(5))]
      #expect(throws: Never.self) { try importModel(model.bytes) }
    }
  }

  @Test func constantInPlaceAndBehind() {
    var model = TestModel()
    _ = model.addZeros([1])
    model.bufferFields[1] = [1: .number(UInt64(8)), 2: .number(UInt64(4))]
    expectRefusal(
      model, "buffer 1: expected either bytes in place or an offset, found both")
  }

  @Test func fileLargerThanTheLimit() {
    let bytes = TestModel().bytes
    expectRefusal(
      bytes,
      "model file: expected at most 100 bytes (the memory limit), found \(bytes.count)",
      memoryLimitByteCount: 100)
  }

  @Test func oneTensorLargerThanTheLimit() {
    var model = TestModel()
    model.tensors[1].shape = [1, 30000, 30000, 3]
    expectRefusal(
      model,
      "tensor 1 (out, 1x30000x30000x3): expected at most 1073741824 bytes (the memory limit), "
        + "found 10800000000")
  }

  @Test func allTensorsLargerThanTheLimit() throws {
    let model = TestModel()
    let byteCount = model.bytes.count + 2 * 4 * 32
    #expect(throws: Never.self) {
      try importModel(model.bytes, memoryLimitByteCount: byteCount)
    }
    expectRefusal(
      model,
      "file and 2 tensors: expected at most \(byteCount - 1) bytes (the memory limit), "
        + "found \(byteCount)", memoryLimitByteCount: byteCount - 1)
  }

  /// 65535 tensors just below the limit each: the sum must not overflow.
  @Test func sumOfSizesSaturates() {
    var model = TestModel()
    let huge = TestModel.Tensor(shape: [.max, .max / 4])
    model.subgraphFields[0] = .repeated(huge.value, count: 65535)
    expectRefusal(
      model,
      "file and 65535 tensors: expected at most 9223372036854775806 bytes (the memory limit), "
        + "found 9223372036854775807", memoryLimitByteCount: .max - 1)
  }
}
