import Kernels

/// Prints the measured peak of each level: arithmetic, and reading from blocks that fit an L1, L2 or
/// L3 cache or none.
func printPeaks() {
  let levels = InstructionSet.available.map { level in
    let rates = [16 << 10, 512 << 10, 8 << 20, 256 << 20].map { byteCount in
      let rate = PeakMeasurement.readGigabytesPerSecond(of: level, byteCount: byteCount)
      return #"{"block_bytes": \#(byteCount), "gigabytes_per_second": \#(rate)}"#
    }
    let flops = PeakMeasurement.gigaflopsPerSecond(of: level)
    return #""\#(level.rawValue)": {"gigaflops_per_second": \#(flops), "#
      + #""read": [\#(rates.joined(separator: ", "))]}"#
  }
  answer("{\(levels.joined(separator: ", "))}")
}
