import Glibc

/// Zeroed memory of the system, aligned to 2 MB.
package struct MappedBlock {
  /// First byte; aligned to a huge page.
  package let base: UnsafeMutableRawPointer

  private let mapping: UnsafeMutableRawBufferPointer

  /// Maps `byteCount` bytes of zeros. The kernel supplies each page when it is first touched, and
  /// huge ones where it has them and less than a quarter of the last would be left over.
  ///
  /// - Throws: what the system says when it has no room.
  package init(byteCount: Int) throws(SystemError) {
    let pageByteCount = 1 << 21
    // Room to align the beginning, and for the rest of the last page.
    let mappedByteCount = byteCount + 2 * pageByteCount
    let start = mmap(
      nil, mappedByteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start, start != MAP_FAILED else { throw SystemError(number: errno) }
    mapping = UnsafeMutableRawBufferPointer(start: start, count: mappedByteCount)
    base = start.alignedUp(toMultipleOf: pageByteCount)
    madvise(base, (byteCount + pageByteCount / 4) & -pageByteCount, MADV_HUGEPAGE)
  }

  /// Gives the memory back.
  package func unmap() { munmap(mapping.baseAddress, mapping.count) }
}
