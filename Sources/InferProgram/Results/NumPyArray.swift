/// A file of one array of 32-bit floats as NumPy reads it: `.npy` format version 1.0, little-endian,
/// the last dimension varying fastest (NumPy Enhancement Proposal 1).
///
/// - Precondition: as many values as the dimensions say.
func encodeNumPyArray(_ values: [Float], dimensions: [Int]) -> [UInt8] {
  precondition(values.count == dimensions.reduce(1, *))
  let shape = dimensions.map { "\($0), " }.joined()
  var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(shape)), }"
  // Magic, version and length take 10 bytes; the values begin at a multiple of 64.
  let padding = 63 - (10 + header.utf8.count) % 64
  header += String(repeating: " ", count: padding) + "\n"
  var bytes: [UInt8] = [0x93] + "NUMPY".utf8 + [1, 0]
  bytes.reserveCapacity(10 + header.utf8.count + values.count * 4)
  withUnsafeBytes(of: UInt16(header.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
  bytes.append(contentsOf: header.utf8)
  for value in values {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }
  return bytes
}
