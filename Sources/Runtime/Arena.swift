import Glibc

/// One block of zeroed, page-aligned memory, in which all tensors and scratch of a session live.
///
/// Copying is impossible and the pointer stays inside the module: the one who owns the arena
/// decides which thread touches which bytes.
struct Arena: ~Copyable {
  /// First byte; aligned to a page.
  let base: UnsafeMutableRawPointer

  /// Usable bytes from `base`.
  let byteCount: Int

  /// Maps `byteCount` bytes of zeros. The kernel supplies each page when it is first touched.
  ///
  /// - Throws: `ArenaError.allocationFailed` when the system has no room.
  init(byteCount: Int) throws(ArenaError) {
    precondition(byteCount >= 0, "byte count: expected 0 or more, found \(byteCount)")
    // A mapping of no bytes is refused; an empty arena still has an address.
    let mapping = mmap(
      nil, max(1, byteCount), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapping, mapping != MAP_FAILED else {
      throw .allocationFailed(byteCount: byteCount, errorNumber: errno)
    }
    base = mapping
    self.byteCount = byteCount
  }

  deinit {
    munmap(base, max(1, byteCount))
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
