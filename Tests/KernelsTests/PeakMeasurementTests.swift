import KernelInterface
import Kernels
import Testing

@Suite("Peak measurement")
struct PeakMeasurementTests {
  @Test(
    "A peak loop does every step of every chain, and nothing beside them",
    arguments: InstructionSet.available, [0, 1, 3, 10])
  func chains(level: InstructionSet, iterationCount: Int) throws {
    let loops = KernelList(level).kernels.compactMap { kernel in
      if case .peakLoop(let chains) = kernel.family, case .peakLoop(let run) = kernel.entry {
        return (count: chains * kernel.lanes, run: run)
      }
      return nil
    }
    #expect(loops.count == 1)
    let loop = try #require(loops.first)
    // Multiples of 1024 below 2^20: every step is exact, fused or not.
    let starts = (0..<loop.count + 4).map { Float($0 * 1024) }
    var values = starts
    values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var arguments = PeakLoopArguments(
        values: base, multiplier: 0.5, addend: 4, iterationCount: iterationCount)
      loop.run(&arguments)
    }
    for (index, start) in starts.enumerated() {
      // value * 1/2 + 4 has the fixed point 8 and halves the distance from it.
      let expected =
        index < loop.count ? (start - 8) / Float(1 << iterationCount) + 8 : start
      #expect(values[index] == expected, "value \(index)")
    }
  }

  @Test("Rates are positive and finite at every level", arguments: InstructionSet.available)
  func rates(level: InstructionSet) {
    let arithmetic = PeakMeasurement.gigaflopsPerSecond(of: level)
    #expect(arithmetic > 0 && arithmetic.isFinite)
    for byteCount in [4096, 5000, 1 << 20] {
      let rate = PeakMeasurement.readGigabytesPerSecond(of: level, byteCount: byteCount)
      #expect(rate > 0 && rate.isFinite)
    }
  }
}
