import Glibc

extension ThreadPool {
  /// Processors that the calling thread may run on, 1 ... `maximumThreadCount`: the affinity mask counts
  /// (`taskset`), not the machine.
  public static var availableProcessorCount: Int {
    var set = cpu_set_t()
    // The call fails where the kernel has more processors than the set can hold.
    let isKnown = affinity(0, MemoryLayout<cpu_set_t>.size, &set) == 0
    let count =
      isKnown
      ? withUnsafeBytes(of: set) { $0.reduce(0) { $0 + $1.nonzeroBitCount } }
      : sysconf(Int32(_SC_NPROCESSORS_ONLN))
    return min(max(1, count), maximumThreadCount)
  }
}

/// sched_getaffinity(2), which sched.h declares only under _GNU_SOURCE, and so not for Swift.
@_silgen_name("sched_getaffinity")
private func affinity(
  _ process: pid_t, _ byteCount: Int, _ set: UnsafeMutablePointer<cpu_set_t>
) -> CInt
