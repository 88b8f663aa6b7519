@_exported import CProcessor
import Glibc

/// Processors that the calling thread may run on, 1 or more: the affinity mask counts (`taskset`), not the
/// machine.
package var availableProcessorCount: Int {
  var set = cpu_set_t()
  // The call fails where the kernel has more processors than the set can hold.
  let isKnown = affinity(0, MemoryLayout<cpu_set_t>.size, &set) == 0
  let count =
    isKnown
    ? withUnsafeBytes(of: set) { $0.reduce(0) { $0 + $1.nonzeroBitCount } }
    : sysconf(Int32(_SC_NPROCESSORS_ONLN))
  return max(1, count)
}

/// sched_getaffinity(2), which sched.h declares only under _GNU_SOURCE, and so not for Swift.
@_silgen_name("sched_getaffinity")
private func affinity(
  _ process: pid_t, _ byteCount: Int, _ set: UnsafeMutablePointer<cpu_set_t>
) -> CInt

/// Bytes of the cache of a level, 2 or 3; nil where the C library does not know.
package func cacheByteCount(level: Int) -> Int? {
  let byteCount = sysconf(Int32(level == 2 ? _SC_LEVEL2_CACHE_SIZE : _SC_LEVEL3_CACHE_SIZE))
  return byteCount > 0 ? byteCount : nil
}
