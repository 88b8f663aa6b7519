import Graphs
import TestSupport
import Testing

struct FoldConstantsTests {
  private func folded(
    _ elementType: ElementType, _ dimensions: [Int], _ bytes: [UInt8],
    _ quantization: Quantization? = nil
  ) throws -> [Float]? {
    var builder = GraphBuilder()
    let x = builder.input(1, 1)
    let stored = builder.stored(elementType, dimensions, bytes, quantization: quantization)
    let weights = try builder.node(Dequantize(), stored)
    let graph = try FoldConstants().run(builder.graph(try builder.node(Add(), x, weights)))
    #expect(graph.operatorNames == ["ADD"])
    return graph[weights].constant?.floats(as: .float32)
  }

  @Test func widensHalves() throws {
    // 1, -2, 2^-24 (the smallest subnormal), 65504 (the largest number)
    let bytes: [UInt8] = [0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0xff, 0x7b]
    #expect(try folded(.float16, [4, 1], bytes) == [1, -2, 0x1p-24, 65504])
  }

  @Test func scalesIntegers() throws {
    let whole = Quantization(scales: [0.5], zeroPoints: [3], axis: 0)
    #expect(try folded(.int8, [3, 1], [0, 127, 128], whole) == [-1.5, 62, -65.5])
    #expect(try folded(.uint8, [3, 1], [0, 127, 255], whole) == [-1.5, 62, 126])
  }

  @Test func scalesSlices() throws {
    let slices = Quantization(scales: [1, 10, 100], zeroPoints: [0, 1, 0], axis: 1)
    let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    #expect(
      try folded(.int8, [2, 3, 2], bytes, slices)
        == [1, 2, 20, 30, 500, 600, 7, 8, 80, 90, 1100, 1200])
  }

  @Test func absurdZeroPointsAreNumbers() throws {
    let absurd = Quantization(scales: [1], zeroPoints: [.min], axis: 0)
    #expect(try folded(.int8, [1, 1], [5], absurd) == [0x1p63])
    let empty = Quantization(scales: [1, 2, 3], zeroPoints: [0, 0, 0], axis: 1)
    var builder = GraphBuilder()
    let nothing = builder.stored(.int8, [0, 3, 1 << 40, 1 << 40], [], quantization: empty)
    let weights = try builder.node(Dequantize(), nothing)
    let sum = try builder.node(Activate(activation: .relu), weights)
    #expect(try FoldConstants().run(builder.graph(sum)).operatorNames == ["ACTIVATION"])
  }

  @Test func leavesComputedValuesOutputsAndTooMuch() throws {
    var builder = GraphBuilder()
    let stored = builder.stored(.float16, [2], [0, 0x3c, 0, 0xc0])
    let first = try builder.node(Dequantize(), stored)
    let second = try builder.node(Dequantize(), stored)
    let third = try builder.node(Dequantize(), stored)
    let sum = try builder.node(Add(), try builder.node(Add(), first, second), third)
    let graph = try builder.graph(sum, first)
    #expect(try FoldConstants().run(graph).operatorNames == ["DEQUANTIZE", "ADD", "ADD"])
    #expect(
      try FoldConstants(byteCountLimit: 15).run(graph).operatorNames
        == ["DEQUANTIZE", "DEQUANTIZE", "ADD", "ADD"])
  }
}
