import Kernels
import Platform

extension MachinePeak {
  /// Measures the core that the caller runs on. Takes some 100 ms and, for that time, 128 MiB of memory.
  ///
  /// - Precondition: the machine supports the level.
  public static func measured(_ instructionSet: InstructionSet) -> MachinePeak {
    let cache2 = cacheByteCount(level: 2) ?? 1 << 20
    // Virtual machines name the cache of the whole host: nobody can count on more than a few MiB.
    let cache3 = min(cacheByteCount(level: 3) ?? 0, 16 << 20)
    func bandwidth(_ level: Level, byteCount: Int, readByteCount: Int) -> Bandwidth {
      Bandwidth(
        level, byteCount: byteCount,
        gigabytesPerSecond: PeakMeasurement.readGigabytesPerSecond(
          of: instructionSet, byteCount: max(4096, readByteCount)))
    }
    var bandwidths = [bandwidth(.cache2, byteCount: cache2, readByteCount: cache2 / 2)]
    if cache3 > cache2 {
      bandwidths.append(
        bandwidth(.cache3, byteCount: cache3, readByteCount: min(cache3, 4 * cache2)))
    }
    bandwidths.append(bandwidth(.memory, byteCount: .max, readByteCount: 128 << 20))
    return MachinePeak(
      gigaflopsPerThread: PeakMeasurement.gigaflopsPerSecond(of: instructionSet),
      bandwidths: bandwidths)
  }
}
