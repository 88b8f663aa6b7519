import Foundation
import KernelInterface
import Kernels
import Testing

/// The logistic, the one function that kernels approximate, against Foundation's exp in Double.
struct LogisticTests {
  private func logistic(_ x: [Float], _ level: InstructionSet) -> [Float] {
    let kernel = KernelList(level)[.elementwise(.activate)].run
    return [Float](unsafeUninitializedCapacity: x.count) { output, count in
      x.withUnsafeBufferPointer { x in
        var arguments = ElementwiseArguments(
          a: x.baseAddress!, aRowStride: 0, aColumnStride: 1, b: x.baseAddress!, bRowStride: 0,
          bColumnStride: 1, c: x.baseAddress!, cRowStride: 0, cColumnStride: 1,
          output: output.baseAddress!, outputRowStride: 0, rowCount: 1, columnCount: x.count,
          activation: ElementActivation(.logistic))
        kernel(&arguments)
      }
      count = x.count
    }
  }

  @Test(arguments: InstructionSet.available)
  func isAccurate(level: InstructionSet) {
    let x = (-1_000_000...1_000_000).map { Float($0) * 1e-4 }
    var worstRelative = 0.0
    var worstAbsolute = 0.0
    for (x, found) in zip(x, logistic(x, level)) {
      let expected = 1 / (1 + exp(-Double(x)))
      let difference = abs(Double(found) - expected)
      worstAbsolute = max(worstAbsolute, difference)
      // For large negative x the logistic is exp(x): its relative error is that of exp.
      if abs(x) <= 87 { worstRelative = max(worstRelative, difference / expected) }
    }
    print("logistic \(level.rawValue): at most \(worstAbsolute), relative \(worstRelative)")
    #expect(worstAbsolute <= 0x1p-23)
    #expect(worstRelative <= 8 * 0x1p-24)
  }

  @Test(arguments: InstructionSet.available)
  func knowsSpecialValues(level: InstructionSet) {
    let x: [Float] = [
      0, -0.0, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 88, -88,
      .leastNonzeroMagnitude, 1000, -1000, 20, .leastNormalMagnitude, -104, 90, -90,
    ]
    // Twice over, so that whole vectors and single elements see every one.
    for (x, found) in zip(x + x + [0], logistic(x + x + [0], level)) {
      #expect(found >= 0 && found <= 1)
      #expect(abs(Double(found) - 1 / (1 + exp(-Double(x)))) <= 0x1p-24 + 2e-38)
    }
    #expect(logistic([.infinity, 0, -0.0], level) == [1, 0.5, 0.5])
  }

  @Test(arguments: InstructionSet.available)
  func keepsEveryNaN(level: InstructionSet) {
    // Each bit of the payload, either sign; 17 of each, so that vectors and single elements see them.
    for bit in 0..<22 {
      for sign: UInt32 in [0, 0x8000_0000] {
        let nan = Float(bitPattern: 0x7fc0_0000 | sign | (1 << bit))
        let found = logistic(Array(repeating: nan, count: 17), level)
        #expect(found.allSatisfy { $0.isNaN }, "payload bit \(bit)")
      }
    }
  }
}
