import Glibc

/// Memory with an unmapped page before and behind it: floats that begin right behind the one, or end
/// right before the other. A read or write out of bounds on that side ends the process.
final class GuardedFloats {
  private let mapping: UnsafeMutableRawPointer
  private let pageByteCount = sysconf(Int32(_SC_PAGESIZE))
  private let innerByteCount: Int

  /// Room for `capacity` floats.
  init(capacity: Int) {
    let byteCount = max(1, capacity) * MemoryLayout<Float>.stride
    innerByteCount = (byteCount + pageByteCount - 1) / pageByteCount * pageByteCount
    let total = innerByteCount + 2 * pageByteCount
    let result = mmap(nil, total, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    precondition(result != MAP_FAILED && result != nil, "no memory for a guarded buffer")
    mapping = result!
    let isOpen = mprotect(mapping + pageByteCount, innerByteCount, PROT_READ | PROT_WRITE) == 0
    precondition(isOpen, "no access to a guarded buffer")
  }

  deinit { munmap(mapping, innerByteCount + 2 * pageByteCount) }

  /// `count` floats at one end of the memory.
  func floats(_ count: Int, atEnd: Bool) -> UnsafeMutableBufferPointer<Float> {
    let byteCount = count * MemoryLayout<Float>.stride
    precondition(byteCount <= innerByteCount, "\(count) floats do not fit a guarded buffer")
    let start = mapping + pageByteCount + (atEnd ? innerByteCount - byteCount : 0)
    return UnsafeMutableBufferPointer(
      start: start.assumingMemoryBound(to: Float.self), count: count)
  }

  /// A copy of `values` at one end of the memory.
  func copy(_ values: [Float], atEnd: Bool) -> UnsafeMutablePointer<Float> {
    let floats = floats(values.count, atEnd: atEnd)
    for (index, value) in values.enumerated() { floats[index] = value }
    return floats.baseAddress!
  }
}
