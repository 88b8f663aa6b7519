import Glibc

/// One block of zeroed memory, aligned to 2 MB, in which all tensors and scratch of a session live.
///
/// Copying is impossible and the pointer stays inside the module: the one who owns the arena
/// decides which thread touches which bytes.
struct Arena: ~Copyable {
  /// First byte; aligned to a huge page.
  let base: UnsafeMutableRawPointer

  /// Usable bytes from `base`.
  let byteCount: Int

  private let mapping: UnsafeMutableRawBufferPointer

  /// Maps `byteCount` bytes of zeros. The kernel supplies each page when it is first touched, and
  /// huge ones where it has them and less than a quarter of the last would be left over.
  ///
  /// - Throws: `ArenaError.allocationFailed` when the system has no room.
  init(byteCount: Int) throws(ArenaError) {
    precondition(byteCount >= 0, "byte count: expected 0 or more, found \(byteCount)")
    let pageByteCount = 1 << 21
    // Room to align the beginning, and for the rest of the last page.
    let mappedByteCount = byteCount + 2 * pageByteCount
    let start = mmap(
      nil, mappedByteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start, start != MAP_FAILED else {
      throw .allocationFailed(byteCount: byteCount, errorNumber: errno)
    }
    mapping = UnsafeMutableRawBufferPointer(start: start, count: mappedByteCount)
    base = start.alignedUp(toMultipleOf: pageByteCount)
    self.byteCount = byteCount
    madvise(base, (byteCount + pageByteCount / 4) & -pageByteCount, MADV_HUGEPAGE)
  }

  deinit {
    munmap(mapping.baseAddress, mapping.count)
  }
}

/// Why there is no arena.
public enum ArenaError: Error, Equatable, CustomStringConvertible {
  /// The system refused the memory; `errorNumber` is its errno.
  case allocationFailed(byteCount: Int, errorNumber: Int32)

  public var description: String {
    switch self {
    case .allocationFailed(let byteCount, let errorNumber):
      "arena: expected \(byteCount) bytes of memory, found none: "
        + String(cString: strerror(errorNumber))
    }
  }
}
