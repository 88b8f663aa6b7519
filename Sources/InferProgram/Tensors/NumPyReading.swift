import CommandSupport
import Graphs

/// Error of bytes that are no array that a tensor can be made of.
struct NumPyError: Error, CustomStringConvertible {
  let expected: String
  let found: String

  var description: String { "expected \(expected), found \(found)" }
}

/// The elements of a `.npy` file as bytes in row-major order. Versions 1 to 3 of the format; both orders of
/// dimensions; little-endian.
///
/// - Parameter type: element type and shape that the file must have.
/// - Throws: `NumPyError`; nothing about the bytes is trusted.
func decodeNumPyArray(_ bytes: [UInt8], as type: TensorType) throws(NumPyError) -> [UInt8] {
  guard bytes.count >= 10, bytes[0] == 0x93, bytes[1..<6].elementsEqual("NUMPY".utf8) else {
    throw NumPyError(
      expected: "a .npy file", found: "\(bytes.count) bytes that begin otherwise")
  }
  let lengthByteCount = bytes[6] == 1 ? 2 : 4
  guard (1...3).contains(bytes[6]), bytes.count >= 8 + lengthByteCount else {
    throw NumPyError(expected: "version 1, 2 or 3 of the .npy format", found: "\(bytes[6])")
  }
  let headerByteCount = (0..<lengthByteCount).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
  let start = 8 + lengthByteCount + headerByteCount
  guard headerByteCount <= 1 << 16, start <= bytes.count else {
    throw NumPyError(
      expected: "a .npy header within the file", found: "one of \(headerByteCount) bytes")
  }
  let header = NumPyHeader(bytes[8 + lengthByteCount..<start])
  guard let description = header.description, let isFortranOrder = header.isFortranOrder,
    let dimensions = header.dimensions, let shape = try? Shape(validating: dimensions)
  else {
    throw NumPyError(
      expected: "a .npy header with descr, fortran_order and shape", found: "another")
  }
  // Single bytes have no order, however they are written.
  let wanted = type.elementType.numPyDescription
  let isSame =
    description == wanted
    || (wanted.hasPrefix("|") && description.dropFirst() == wanted.dropFirst())
  guard isSame, shape == type.shape else {
    let known = ElementType.allCases.first { $0.numPyDescription == description }
    throw NumPyError(
      expected: "\(type)",
      found: "\(known?.rawValue ?? "elements '\(printable(description))'") \(shape)")
  }
  let byteCount = shape.elementCount * type.elementType.byteCount
  guard bytes.count - start == byteCount else {
    throw NumPyError(
      expected: "\(byteCount) bytes of elements", found: "\(bytes.count - start)")
  }
  let data = Array(bytes[start...])
  return isFortranOrder && shape.rank > 1
    ? rowMajor(data, shape, elementByteCount: type.elementType.byteCount) : data
}

/// Elements whose first dimension varies fastest, in the other order.
private func rowMajor(_ data: [UInt8], _ shape: Shape, elementByteCount size: Int) -> [UInt8] {
  var result: [UInt8] = []
  result.reserveCapacity(data.count)
  var place = [Int](repeating: 0, count: shape.rank)
  for _ in 0..<shape.elementCount {
    var offset = 0
    for axis in place.indices.reversed() { offset = offset * shape[axis] + place[axis] }
    result.append(contentsOf: data[offset * size..<(offset + 1) * size])
    for axis in place.indices.reversed() {
      place[axis] += 1
      if place[axis] < shape[axis] { break }
      place[axis] = 0
    }
  }
  return result
}

/// The three entries of a header, a dictionary as Python writes it; nil for those that are absent or odd.
private struct NumPyHeader {
  var description: String?
  var isFortranOrder: Bool?
  var dimensions: [Int]?

  init(_ bytes: ArraySlice<UInt8>) {
    let text = Substring(String(decoding: bytes, as: UTF8.self))
    if let value = Self.value(of: "descr", in: text), let quote = value.first,
      quote == "'" || quote == "\""
    {
      description = String(value.dropFirst().prefix { $0 != quote })
    }
    if let value = Self.value(of: "fortran_order", in: text) {
      isFortranOrder = value.hasPrefix("True") ? true : value.hasPrefix("False") ? false : nil
    }
    if let value = Self.value(of: "shape", in: text), value.first == "(",
      let end = value.firstIndex(of: ")")
    {
      let parts = value[value.index(after: value.startIndex)..<end].split(separator: ",")
      let words = parts.map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
      let numbers = words.compactMap { Int($0) }
      if numbers.count == words.count, numbers.count <= 64 { dimensions = numbers }
    }
  }

  /// Reads what follows a key and its colon.
  private static func value(of key: String, in text: Substring) -> Substring? {
    for quote in ["'", "\""] {
      var rest = text
      let wanted = "\(quote)\(key)\(quote)"
      while let start = rest.firstIndex(of: Character(quote)) {
        rest = rest[start...]
        if rest.hasPrefix(wanted) {
          let value = rest.dropFirst(wanted.count).drop { $0 == " " }
          return value.first == ":" ? value.dropFirst().drop { $0 == " " } : nil
        }
        rest = rest.dropFirst()
      }
    }
    return nil
  }
}
