import Graphs
import TestSupport
import Testing

@testable import TFLite

/// Each check of a tensor, by a model that breaks it alone.
@Suite struct TensorTests {
  private func refuse(
    _ change: (inout TestModel.Tensor) -> Void, _ message: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var model = TestModel()
    change(&model.tensors[0])
    expectRefusal(model, message, sourceLocation: sourceLocation)
  }

  @Test(
    arguments: [
      (0, ElementType.float32), (1, .float16), (2, .int32), (3, .uint8), (4, .int64), (6, .bool),
      (7, .int16), (9, .int8), (10, .float64), (12, .uint64), (15, .uint32), (16, .uint16),
    ] as [(Int8, ElementType)])
  func elementTypes(code: Int8, type: ElementType) throws {
    var model = TestModel()
    model.tensors.append(.init(name: "other", type: code))
    let parts = try ModelImporter.parts(of: model.bytes, memoryLimitByteCount: 1 << 20)
    #expect(parts.values[2].elementType == type)
  }

  @Test(
    arguments: [
      (5, "string"), (8, "complex64"), (11, "complex128"), (14, "variant"),
      (17, "int4"), (18, "bfloat16"), (20, "uint4"), (23, "type code 23"), (-1, "type code -1"),
    ] as [(Int8, String)])
  func unsupportedElementTypes(code: Int8, name: String) {
    refuse(
      { $0.type = code },
      "tensor 0 (in): expected an element type of numbers, found \(name)")
  }

  @Test func variable() {
    refuse(
      { $0.extra[5] = .number(UInt8(1)) },
      "tensor 0 (in): expected a graph input without elements, found a variable tensor")
    var model = TestModel()
    let index = model.addZeros([2], name: "state")
    model.tensors[Int(index)].extra[5] = .number(UInt8(1))
    expectRefusal(
      model, "tensor 2 (state): expected a variable tensor without elements, found 8 bytes")
  }

  /// A matrix by rows: segments of places for each row.
  private func sparse(
    segments: [Int32], places: [UInt8], values: [Float], rowCount: Int32 = 2
  ) -> TestModel {
    var model = TestModel()
    let index = model.addConstant(
      values.flatMap { littleEndianBytes($0.bitPattern) }, shape: [2, 3], name: "sparse")
    let rows = FlatBufferValue.table([0: .number(Int8(0)), 1: .number(rowCount)])
    let columns = FlatBufferValue.table([
      0: .number(Int8(1)), 2: .number(UInt8(1)), 3: .table([0: .numbers(segments)]),
      4: .number(UInt8(3)), 5: .table([0: .numbers(places)]),
    ])
    model.tensors[Int(index)].extra[6] = .table([
      0: .numbers([0, 1] as [Int32]), 2: .tables([rows, columns]),
    ])
    return model
  }

  @Test func sparseConstantsGetAllElements() throws {
    let model = sparse(segments: [0, 1, 3], places: [2, 0, 1], values: [5, 6, 7])
    let parts = try ModelImporter.parts(of: model.bytes, memoryLimitByteCount: 1 << 20)
    #expect(parts.values[2].constant?.floats(as: .float32) == [0, 0, 5, 6, 7, 0])
    for broken in [
      sparse(segments: [0, 1, 4], places: [2, 0, 1], values: [5, 6, 7, 8]),
      sparse(segments: [0, 1], places: [2, 0, 1], values: [5, 6, 7]),
      sparse(segments: [0, -1, 3], places: [2, 0, 1], values: [5, 6, 7]),
      sparse(segments: [0, 1, 3], places: [3, 0, 1], values: [5, 6, 7]),
      sparse(segments: [0, 1, 3], places: [2, 0, 1], values: [5, 6]),
      sparse(segments: [0, 1, 3], places: [2, 0, 1], values: [5, 6, 7], rowCount: 3),
    ] {
      expectRefusal(
        broken,
        "tensor 2 (sparse): expected sparse elements with places within 2x3, found others")
    }
  }

  @Test func sparse() {
    refuse(
      { $0.extra[6] = .table([:]) },
      "tensor 0 (in): expected sparse elements with places within 1x4x4x2, found others")
  }

  /// A file has no bytes for a sparse constant of zeros alone.
  @Test func sparseConstantsWithoutElements() throws {
    let model = sparse(segments: [0, 0, 0], places: [], values: [])
    let parts = try ModelImporter.parts(of: model.bytes, memoryLimitByteCount: 1 << 20)
    #expect(parts.values[2].constant?.floats(as: .float32) == [0, 0, 0, 0, 0, 0])
    expectRefusal(
      sparse(segments: [0, 0, 1], places: [1], values: []),
      "tensor 2 (sparse): expected sparse elements with places within 2x3, found others")
  }

  @Test func externalBuffer() {
    refuse(
      { $0.extra[10] = .number(UInt32(1)) },
      "tensor 0 (in): expected elements in this file, found a buffer in another file")
  }

  @Test(arguments: [1, UInt32.max]) func bufferIndex(index: UInt32) {
    refuse(
      { $0.buffer = index },
      "tensor 0 (in): expected a buffer index below 1, found \(index)")
  }

  @Test(arguments: [-1, -2, Int32.min]) func dimensionBelowZero(size: Int32) {
    refuse(
      { $0.shape = [1, 4, size, 2] },
      "tensor 0 (in): expected dimension 2 of at least 0, found \(size)")
  }

  @Test func rank() {
    refuse(
      { $0.shape = Array(repeating: 1, count: 9) },
      "tensor 0 (in): expected at most 8 dimensions, found 9")
  }

  @Test func scalarHasNoDimensions() throws {
    var model = TestModel()
    model.tensors[0].shape = []
    model.tensors[1].shape = []
    let parts = try ModelImporter.parts(of: model.bytes, memoryLimitByteCount: 1 << 20)
    #expect(parts.values[0].shape == Shape([]))
  }

  @Test func elementCountOverflow() {
    refuse(
      { $0.shape = [.max, .max, .max] },
      "tensor 0 (in): expected an element count that fits 63 bits, "
        + "found dimensions [2147483647, 2147483647, 2147483647]")
  }

  @Test func byteCountOverflow() {
    var model = TestModel()
    model.tensors[0].shape = [.max, .max]
    expectRefusal(
      model,
      "tensor 0 (in, 2147483647x2147483647): expected at most 1073741824 bytes "
        + "(the memory limit), found 9223372036854775807")
  }

  @Test func dynamicBatchRunsAtItsStoredSize() throws {
    var model = TestModel()
    model.tensors[0].extra[7] = .numbers([-1, 4, 4, 2] as [Int32])
    let graph = try importModel(model.bytes)
    #expect(graph.values[0].shape == Shape([1, 4, 4, 2]))
  }

  @Test func openSizesRunAtThoseOfTheFileOrOthers() throws {
    var model = TestModel()
    model.tensors[0].extra[7] = .numbers([1, 4, -1, 2] as [Int32])
    #expect(try importModel(model.bytes).values[1].shape == Shape([1, 4, 4, 2]))
    let resized = try importModel(model.bytes, inputShapes: [Shape([3, 4, 9, 2])])
    #expect(resized.values[0].shape == Shape([3, 4, 9, 2]))
    #expect(resized.values[1].shape == Shape([3, 4, 9, 2]))
    expect(
      #expect(throws: ModelError.self) {
        try importModel(model.bytes, inputShapes: [Shape([4, 9, 2])])
      }, "tensor 0 (in): expected 4 sizes, found 4x9x2")
    expect(
      #expect(throws: ModelError.self) {
        try importModel(
          model.bytes, memoryLimitByteCount: 1 << 16, inputShapes: [Shape([3, 400, 900, 2])])
      },
      "tensor 1 (out, 3x400x900x2): expected at most 65536 bytes (the memory limit), found 8640000")
  }

  private func expect(_ error: ModelError?, _ message: String) {
    #expect(error?.description == message)
  }

  @Test(arguments: [-2, 0, 3]) func contradictingSignature(size: Int32) {
    refuse(
      { $0.extra[7] = .numbers([size, 4, 4, 2]) },
      "tensor 0 (in): expected -1 or 1 for dimension 0, found \(size) in the shape signature")
  }

  @Test func signatureOfOtherRank() {
    refuse(
      { $0.extra[7] = .numbers([-1, 4, 4] as [Int32]) },
      "tensor 0 (in): expected a shape signature of rank 4, found rank 3")
  }

  @Test(arguments: [1, 7, 9, 16]) func constantOfOtherSize(byteCount: Int) {
    var model = TestModel()
    _ = model.addConstant(
      [UInt8](repeating: 0, count: byteCount), shape: [1, 2], name: "weights")
    expectRefusal(
      model,
      "tensor 2 (weights): expected 8 bytes of elements (float32 1x2), found \(byteCount)")
  }

  @Test func constantsShareTheFilesBytes() throws {
    var model = TestModel()
    _ = model.addConstant([0, 0x3c, 0, 0xc0], shape: [2], type: TensorTypeCode.float16)
    let parts = try ModelImporter.parts(of: model.bytes, memoryLimitByteCount: 1 << 20)
    #expect(parts.values[2].constant?.floats(as: .float16) == [1, -2])
  }

  @Test func damagedName() {
    var model = TestModel()
    model.tensors[0].extra[3] = .scalar([255, 255, 255, 127])
    let bytes = model.bytes
    let error = #expect(throws: ModelError.self) { try importModel(bytes) }
    guard case .malformed(place: "tensor 0", .pointsOutside(.stringOffset, _, _, _)) = error else {
      Issue.record("expected a damaged tensor, found \(String(describing: error))")
      return
    }
  }

  @Test func hostileNamesAreEscapedAndCut() {
    refuse(
      {
        $0.name = "a\nb\u{1b}[31m\u{202e}é"
        $0.shape = [-1]
      },
      "tensor 0 (a\\u{a}b\\u{1b}[31m\\u{202e}é): expected dimension 0 of at least 0, found -1")
    refuse(
      {
        $0.name = String(repeating: "x", count: 100_000)
        $0.shape = [-1]
      },
      "tensor 0 (\(String(repeating: "x", count: 80))…): expected dimension 0 of at least 0, "
        + "found -1")
  }

  @Test func nameThatIsNotUTF8() throws {
    var model = TestModel()
    model.tensors[0].extra[3] = .string([0x61, 0xff, 0x62])
    #expect(try importModel(model.bytes).values[0].name == "a\u{fffd}b")
  }

  /// An int8 tensor with a quantization of the given fields.
  private func quantized(_ fields: [Int: FlatBufferValue]) -> TestModel {
    var model = TestModel()
    model.tensors[0].type = TensorTypeCode.int8
    model.tensors[0].extra[4] = .table(fields)
    model.codes = [.init(deprecatedCode: 6)]
    return model
  }

  @Test func quantizationByTensorAndByChannel() throws {
    var model = quantized([2: .floats([0.5]), 3: .numbers([-3] as [Int64])])
    let single = try ModelImporter.parts(of: model.bytes, memoryLimitByteCount: 1 << 20).values[0]
    #expect(single.quantization == Quantization(scales: [0.5], zeroPoints: [-3], axis: 0))
    model = quantized([2: .floats([0.5, 2]), 6: .number(Int32(3))])
    let channels = try ModelImporter.parts(of: model.bytes, memoryLimitByteCount: 1 << 20).values[0]
    #expect(channels.quantization == Quantization(scales: [0.5, 2], zeroPoints: [0, 0], axis: 3))
  }

  @Test(arguments: [0, -1, 4, Int32.max]) func scalesAlongNoDimension(axis: Int32) {
    expectRefusal(
      quantized([2: .floats([0.5, 2]), 6: .number(axis)]),
      "tensor 0 (in): expected one scale, or one a slice along a dimension of 1x4x4x2, "
        + "found 2 scales along dimension \(axis)")
  }

  @Test func zeroPointCount() {
    expectRefusal(
      quantized([2: .floats([0.5]), 3: .numbers([1, 2] as [Int64])]),
      "tensor 0 (in): expected 1 zero points, found 2")
  }

  @Test(
    arguments: [(0, "0.0"), (-1, "-1.0"), (Float.infinity, "inf"), (.nan, "nan")]
      as [(Float, String)])
  func badScale(scale: Float, text: String) {
    expectRefusal(
      quantized([2: .floats([scale])]),
      "tensor 0 (in): expected quantisation scales that are positive and finite, found \(text)")
  }

  @Test func badZeroPoint() {
    expectRefusal(
      quantized([2: .floats([1]), 3: .numbers([Int64.min])]),
      "tensor 0 (in): expected zero points of 32 bits, found -9223372036854775808")
  }

  @Test func quantizationScheme() {
    expectRefusal(
      quantized([4: .number(UInt8(2))]),
      "tensor 0 (in): expected affine quantisation, found scheme 2")
  }
}
