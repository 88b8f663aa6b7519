import Kernels
import Testing

@Suite("Peak measurement")
struct PeakMeasurementTests {
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
