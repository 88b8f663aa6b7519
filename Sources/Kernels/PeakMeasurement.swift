import KernelInterface
import Memory
import Platform

/// Peak of one core of this machine, measured: the two roofs of a roofline (Williams,
/// Waterman and Patterson, 2009). The core that the caller runs on is measured, so a busy machine
/// shows less; the fastest of many short passes counts.
public enum PeakMeasurement {
  /// Floating-point operations a second, in units of 10^9, of one core at a level: a loop of
  /// independent multiply-adds in registers, each counted as two. Takes about 5 ms.
  ///
  /// - Precondition: the machine supports the level.
  public static func gigaflopsPerSecond(of instructionSet: InstructionSet) -> Double {
    let kernel = KernelList(instructionSet)[.peakLoop]
    let iterationCount = 25_000
    let operationCount = 2 * kernel.lanes * iterationCount
    return withFloats(count: kernel.lanes) { values in
      // value * 1/2 + 1 tends to 2 from anywhere.
      var arguments = PeakLoopArguments(
        values: values, multiplier: 0.5, addend: 1, iterationCount: iterationCount)
      let seconds = fastestSeconds(passCount: 40) { kernel.run(&arguments) }
      return Double(operationCount) / seconds / 1e9
    }
  }

  /// Bytes that one core reads a second, in units of 10^9, from a block of `byteCount` bytes that it
  /// reads over and over: the rate of the cache that the block fits in, or of main memory when it is
  /// a few times larger than the last cache. Takes about 5 ms, more for blocks over 4 MiB (10 passes).
  ///
  /// - Parameter byteCount: at least 4096; rounded down to whole rows of 1 KiB.
  /// - Precondition: the machine supports the level.
  public static func readGigabytesPerSecond(
    of instructionSet: InstructionSet, byteCount: Int
  ) -> Double {
    precondition(byteCount >= 4096, "byte count: expected 4096 or more, found \(byteCount)")
    let kernel = KernelList(instructionSet)[.windowMean]
    let rowFloats = 256
    let rowCount = byteCount / (rowFloats * MemoryLayout<Float>.stride)
    let blockByteCount = rowCount * rowFloats * MemoryLayout<Float>.stride
    return withFloats(count: rowCount * rowFloats) { block in
      withFloats(count: kernel.lanes) { sums in
        var arguments = WindowMeanArguments(
          input: block, inputRowStride: rowFloats, inputPixelStride: kernel.lanes,
          rowCount: rowCount, columnCount: rowFloats / kernel.lanes, output: sums,
          channelCount: kernel.lanes, scale: 1, activation: ElementActivation(.identity))
        let readsAPass = max(1, (1 << 20) / blockByteCount)
        let passCount = min(100, max(10, (128 << 20) / (blockByteCount * readsAPass)))
        let seconds = fastestSeconds(passCount: passCount) {
          for _ in 0..<readsAPass { kernel.run(&arguments) }
        }
        return Double(blockByteCount * readsAPass) / seconds / 1e9
      }
    }
  }

  /// Lends zeros on a 64-byte boundary.
  private static func withFloats(
    count: Int, _ body: (UnsafeMutablePointer<Float>) -> Double
  ) -> Double {
    let storage = Storage(of: Float.self, count: count)
    return withExtendedLifetime(storage) {
      body(storage.base.assumingMemoryBound(to: Float.self))
    }
  }

  /// The least of `passCount` times.
  private static func fastestSeconds(passCount: Int, _ body: () -> Void) -> Double {
    var fastest = UInt64.max
    for _ in 0..<passCount {
      let start = monotonicNanoseconds()
      body()
      fastest = min(fastest, monotonicNanoseconds() - start)
    }
    return Double(fastest) / 1e9
  }
}
