import Foundation

/// An array of float32 as NumPy saves it (`.npy`, format version 1, little endian, C order).
package struct NPYArray: Sendable, Equatable {
  package let shape: [Int]
  package let values: [Float]

  /// Error of a file.
  package struct FormatError: Error, CustomStringConvertible {
    package let description: String
  }

  /// Reads a file's bytes.
  package init(_ bytes: [UInt8]) throws(FormatError) {
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    guard bytes.count >= 10, bytes.starts(with: magic) else {
      throw FormatError(description: "expected a .npy file of version 1")
    }
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    guard start <= bytes.count else {
      throw FormatError(description: "expected a header of \(start) bytes, found \(bytes.count)")
    }
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    guard header.contains("'descr': '<f4'"), header.contains("'fortran_order': False"),
      let opening = header.firstIndex(of: "("), let closing = header.firstIndex(of: ")"),
      opening < closing
    else {
      throw FormatError(description: "expected little-endian float32 in C order, found \(header)")
    }
    let dimensions = header[header.index(after: opening)..<closing].split { ", ".contains($0) }
    shape = dimensions.compactMap { Int($0) }
    guard shape.count == dimensions.count,
      bytes.count - start == shape.reduce(4, { $0 &* $1 })
    else {
      throw FormatError(description: "expected values of \(header), found \(bytes.count) bytes")
    }
    values = stride(from: start, to: bytes.count, by: 4).map { at in
      let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
      return Float(bitPattern: bits)
    }
  }
}
