import TestSupport

/// A `.tflite` file in parts, so that a test can break one of them. Field numbers are those of
/// TensorFlow Lite's `schema.fbs`, written out here once more, independent of the importer's.
struct TestModel {
  struct Tensor {
    var name = "t"
    var shape: [Int32] = [1, 4, 4, 2]
    var type: Int8 = TensorTypeCode.float32
    var buffer: UInt32 = 0
    /// Further fields by number.
    var extra: [Int: FlatBufferValue] = [:]

    var value: FlatBufferValue {
      .table(
        [
          0: .numbers(shape), 1: .number(type), 2: .number(buffer), 3: .text(name),
        ].merging(extra) { $1 })
    }
  }

  struct OperatorCode {
    var deprecatedCode: Int8 = 0
    var code: Int32?
    var custom: String?
    var version: Int32 = 1

    var value: FlatBufferValue {
      var fields: [Int: FlatBufferValue] = [0: .number(deprecatedCode), 2: .number(version)]
      fields[3] = code.map { .number($0) }
      fields[1] = custom.map { .text($0) }
      return .table(fields)
    }
  }

  struct Node {
    var code: UInt32 = 0
    var inputs: [Int32] = [0]
    var outputs: [Int32] = [1]
    /// Union member and fields of the options.
    var options: (type: UInt8, fields: [Int: FlatBufferValue])?
    var customOptions: [UInt8]?

    var value: FlatBufferValue {
      var fields: [Int: FlatBufferValue] = [
        0: .number(code), 1: .numbers(inputs), 2: .numbers(outputs),
      ]
      if let options {
        fields[3] = .number(options.type)
        fields[4] = .table(options.fields)
      }
      fields[5] = customOptions.map { .vector($0, count: $0.count) }
      return .table(fields)
    }
  }

  var identifier = "TFL3"
  var version: UInt32 = 3
  var codes = [OperatorCode(deprecatedCode: 19)]
  var tensors = [Tensor(name: "in"), Tensor(name: "out")]
  var nodes = [Node()]
  var inputs: [Int32] = [0]
  var outputs: [Int32] = [1]
  /// Contents of the buffers; number 0 is the empty one.
  var buffers: [[UInt8]] = [[]]
  /// Further fields of the buffers by index.
  var bufferFields: [Int: [Int: FlatBufferValue]] = [:]
  var subgraphCount = 1
  /// Subgraphs behind the first one, instead of repetitions of that.
  var furtherSubgraphs: [FlatBufferValue] = []
  /// Fields of the subgraph to replace.
  var subgraphFields: [Int: FlatBufferValue] = [:]
  /// Fields of the model to replace.
  var modelFields: [Int: FlatBufferValue] = [:]
  /// Fields of the model to leave out.
  var missingModelFields: Set<Int> = []
  /// Fields of the subgraph to leave out.
  var missingSubgraphFields: Set<Int> = []
  /// Appended after the FlatBuffer.
  var tail: [UInt8] = []

  /// Adds a constant; returns its tensor index.
  mutating func addConstant(
    _ bytes: [UInt8], shape: [Int32], type: Int8 = TensorTypeCode.float32, name: String = "constant"
  ) -> Int32 {
    buffers.append(bytes)
    tensors.append(
      Tensor(name: name, shape: shape, type: type, buffer: UInt32(buffers.count - 1)))
    return Int32(tensors.count - 1)
  }

  /// Adds a constant of 32-bit integers; returns its tensor index.
  mutating func addIntegers(_ values: [Int32], name: String = "integers") -> Int32 {
    addConstant(
      values.flatMap(littleEndianBytes), shape: [Int32(values.count)], type: TensorTypeCode.int32,
      name: name)
  }

  /// Adds a constant of zeros; returns its tensor index.
  mutating func addZeros(_ shape: [Int32], name: String = "zeros") -> Int32 {
    addConstant(
      [UInt8](repeating: 0, count: 4 * shape.reduce(1) { $0 * Int($1) }), shape: shape, name: name)
  }

  /// The subgraph of these tensors and nodes.
  var subgraph: FlatBufferValue {
    let fields: [Int: FlatBufferValue] = [
      0: .tables(tensors.map(\.value)), 1: .numbers(inputs), 2: .numbers(outputs),
      3: .tables(nodes.map(\.value)),
    ]
    return .table(
      fields.merging(subgraphFields) { $1 }.filter { !missingSubgraphFields.contains($0.key) })
  }

  var bytes: [UInt8] {
    let buffers = buffers.enumerated().map { index, bytes in
      FlatBufferValue.table(
        (bytes.isEmpty ? [:] : [0: FlatBufferValue.vector(bytes, count: bytes.count)])
          .merging(bufferFields[index] ?? [:]) { $1 })
    }
    let model: [Int: FlatBufferValue] = [
      0: .number(version), 1: .tables(codes.map(\.value)),
      2: furtherSubgraphs.isEmpty
        ? .repeated(subgraph, count: subgraphCount) : .tables([subgraph] + furtherSubgraphs),
      4: .tables(buffers),
    ].merging(modelFields) { $1 }.filter { !missingModelFields.contains($0.key) }
    return flatBufferFile(root: .table(model), identifier: identifier) + tail
  }
}

/// The schema's enum `TensorType`.
enum TensorTypeCode {
  static let float32: Int8 = 0
  static let float16: Int8 = 1
  static let int32: Int8 = 2
  static let uint8: Int8 = 3
  static let string: Int8 = 5
  static let int8: Int8 = 9
  static let int4: Int8 = 17
}
