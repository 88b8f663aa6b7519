import Graphs

/// A file of one array as NumPy reads it: `.npy` format version 1.0, little-endian, the last dimension varying
/// fastest (NumPy Enhancement Proposal 1).
///
/// - Precondition: as many bytes as the elements take.
func encodeNumPyArray(_ data: [UInt8], of type: TensorType) -> [UInt8] {
  precondition(data.count == type.shape.elementCount * type.elementType.byteCount)
  let shape = type.shape.dimensions.map { "\($0), " }.joined()
  var header =
    "{'descr': '\(type.elementType.numPyDescription)', 'fortran_order': False, 'shape': (\(shape)), }"
  // Magic, version and length take 10 bytes; the values begin at a multiple of 64.
  let padding = 63 - (10 + header.utf8.count) % 64
  header += String(repeating: " ", count: padding) + "\n"
  var bytes: [UInt8] = [0x93] + "NUMPY".utf8 + [1, 0]
  bytes.reserveCapacity(10 + header.utf8.count + data.count)
  withUnsafeBytes(of: UInt16(header.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
  bytes.append(contentsOf: header.utf8)
  bytes.append(contentsOf: data)
  return bytes
}

/// The same of 32-bit floats.
///
/// - Precondition: as many values as the dimensions say.
func encodeNumPyArray(_ values: [Float], dimensions: [Int]) -> [UInt8] {
  encodeNumPyArray(
    values.withUnsafeBytes(Array.init), of: TensorType(.float32, Shape(dimensions)))
}

extension ElementType {
  /// NumPy's name of these elements, little-endian.
  var numPyDescription: String {
    switch self {
    case .float16: "<f2"
    case .float32: "<f4"
    case .float64: "<f8"
    case .int8: "|i1"
    case .int16: "<i2"
    case .int32: "<i4"
    case .int64: "<i8"
    case .uint8: "|u1"
    case .uint16: "<u2"
    case .uint32: "<u4"
    case .uint64: "<u8"
    case .bool: "|b1"
    }
  }
}
