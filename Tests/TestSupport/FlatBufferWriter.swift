/// A value of the FlatBuffers wire format, for tests that need a file with one thing wrong.
public indirect enum FlatBufferValue: Sendable {
  /// A number's bytes, stored in place.
  case scalar([UInt8])
  /// Fields by number.
  case table([Int: FlatBufferValue])
  /// A vector of scalars: all elements' bytes, and how many elements that is.
  case vector([UInt8], count: Int)
  /// A vector of references, each to its own table.
  case tables([FlatBufferValue])
  /// A vector of many references to one table.
  case repeated(FlatBufferValue, count: Int)
  /// A string's bytes; the writer ends it with a zero.
  case string([UInt8])

  public static func number<Number: FixedWidthInteger>(_ value: Number) -> FlatBufferValue {
    .scalar(littleEndianBytes(value))
  }

  public static func numbers<Number: FixedWidthInteger>(_ values: [Number]) -> FlatBufferValue {
    .vector(values.flatMap(littleEndianBytes), count: values.count)
  }

  public static func floats(_ values: [Float]) -> FlatBufferValue {
    numbers(values.map(\.bitPattern))
  }

  public static func text(_ text: String) -> FlatBufferValue { .string(Array(text.utf8)) }
}

/// The bytes of an integer, lowest first.
public func littleEndianBytes<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian, Array.init)
}

/// A file with a root and a four-byte identifier. Parents come before children; nothing is aligned,
/// which the format's readers in C++ would not take, and ours must.
public func flatBufferFile(root: FlatBufferValue, identifier: String) -> [UInt8] {
  var writer = FlatBufferWriter()
  writer.bytes = [0, 0, 0, 0] + Array(identifier.utf8)
  writer.reference(at: 0, root)
  return writer.bytes
}

private struct FlatBufferWriter {
  var bytes: [UInt8] = []

  /// Appends `value` and points the four bytes at `position` to it.
  mutating func reference(at position: Int, _ value: FlatBufferValue) {
    point(position, to: append(value))
  }

  private mutating func point(_ position: Int, to target: Int) {
    bytes.replaceSubrange(
      position..<(position + 4), with: littleEndianBytes(UInt32(target - position)))
  }

  /// Appends a value that is not stored in place; returns where references to it lead.
  private mutating func append(_ value: FlatBufferValue) -> Int {
    switch value {
    case .scalar:
      preconditionFailure("a scalar is stored in place")
    case .table(let fields):
      return appendTable(fields)
    case .vector(let elements, let count):
      let position = appendCount(count)
      bytes += elements
      return position
    case .string(let text):
      let position = appendCount(text.count)
      bytes += text + [0]
      return position
    case .tables(let values):
      let position = appendCount(values.count)
      bytes += [UInt8](repeating: 0, count: 4 * values.count)
      for (index, value) in values.enumerated() { reference(at: position + 4 + 4 * index, value) }
      return position
    case .repeated(let value, let count):
      let position = appendCount(count)
      bytes += [UInt8](repeating: 0, count: 4 * count)
      let target = append(value)
      for index in 0..<count { point(position + 4 + 4 * index, to: target) }
      return position
    }
  }

  private mutating func appendCount(_ count: Int) -> Int {
    bytes += littleEndianBytes(UInt32(count))
    return bytes.count - 4
  }

  private mutating func appendTable(_ fields: [Int: FlatBufferValue]) -> Int {
    let numbers = fields.keys.sorted()
    var offsets = [UInt16](repeating: 0, count: (numbers.last ?? -1) + 1)
    var body: [UInt8] = []
    for number in numbers {
      offsets[number] = UInt16(4 + body.count)
      if case .scalar(let scalar) = fields[number] {
        body += scalar
      } else {
        body += [0, 0, 0, 0]
      }
    }
    let vtable = bytes.count
    bytes += littleEndianBytes(UInt16(4 + 2 * offsets.count))
    bytes += littleEndianBytes(UInt16(4 + body.count))
    bytes += offsets.flatMap(littleEndianBytes)
    let position = bytes.count
    bytes += littleEndianBytes(Int32(position - vtable)) + body
    for number in numbers {
      guard let value = fields[number] else { continue }
      if case .scalar = value { continue }
      reference(at: position + Int(offsets[number]), value)
    }
    return position
  }
}
