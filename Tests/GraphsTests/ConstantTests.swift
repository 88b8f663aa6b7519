import Foundation
import Graphs
import Testing

struct ConstantTests {
  @Test func everyHalfWidensExactly() {
    let bytes = (0..<65536).flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    let floats = Constant(bytes: bytes, range: 0..<bytes.count).floats(as: .float16) ?? []
    #expect(floats.count == 65536)
    var wrong = 0
    for (pattern, float) in floats.enumerated() {
      let sign: Float = pattern & 0x8000 == 0 ? 1 : -1
      let (exponent, fraction) = (pattern >> 10 & 31, Float(pattern & 1023))
      let expected: Float
      switch exponent {
      case 0: expected = sign * fraction * 0x1p-24
      case 31: expected = fraction == 0 ? sign * .infinity : .nan
      default: expected = sign * (1 + fraction / 1024) * Float(pow(2, Double(exponent - 15)))
      }
      let agrees =
        expected.isNaN
        ? float.isNaN : float == expected && float.sign == expected.sign
      if !agrees { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test func slicesAreUnaligned() {
    let bytes: [UInt8] = [9, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 9]
    let constant = Constant(bytes: bytes, range: 1..<9)
    #expect(constant.floats(as: .float32) == [1, -2])
    #expect(constant.floats(as: .int32) == nil)
    #expect(constant.integers(as: .int32) == [0x3f80_0000, -0x4000_0000])
    #expect(constant.integers(as: .float32) == nil)
    let longs: [UInt8] = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]
    #expect(Constant(bytes: longs, range: 0..<8).integers(as: .int64) == [Int.max])
    #expect(Constant(bytes: [], range: 0..<0).floats(as: .float32) == [])
  }

  @Test func byteCountsSaturate() {
    let huge = TensorDescriptor(
      name: "x", elementType: .float64, shape: Shape([1 << 31, 1 << 31]))
    #expect(huge.byteCount == .max)
  }
}
