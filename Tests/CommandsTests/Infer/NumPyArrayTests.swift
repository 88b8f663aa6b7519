import Testing

@testable import InferProgram

/// Against the words of NumPy Enhancement Proposal 1.
@Suite struct NumPyArrayTests {
  @Test func layout() {
    let bytes = encodeNumPyArray([1, -2.5], dimensions: [1, 2])
    #expect(bytes[0..<8] == [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0])
    let headerByteCount = Int(bytes[8]) | Int(bytes[9]) << 8
    #expect((10 + headerByteCount) % 64 == 0)
    #expect(bytes[10 + headerByteCount - 1] == 0x0a)
    let header = String(decoding: bytes[10..<(10 + headerByteCount)], as: UTF8.self)
    #expect(header.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, ), }"))
    // 1 is 0x3f800000 and -2.5 is 0xc0200000.
    #expect(bytes[(10 + headerByteCount)...] == [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0])
  }

  @Test(arguments: 0...40) func alignmentForEveryHeaderLength(rank: Int) {
    let bytes = encodeNumPyArray([7], dimensions: Array(repeating: 1, count: rank))
    #expect((bytes.count - 4) % 64 == 0)
  }
}
