import Platform

/// One block of zeroed memory in which all tensors and scratch of a session live.
///
/// Copying is impossible and the pointer stays inside the module: the one who owns the arena
/// decides which thread touches which bytes.
struct Arena: ~Copyable {
  /// First byte; aligned to a huge page where the platform has them, else to 64 bytes.
  let base: UnsafeMutableRawPointer

  /// Usable bytes from `base`.
  let byteCount: Int

  private let block: MappedBlock

  /// Maps `byteCount` bytes of zeros.
  ///
  /// - Throws: `ArenaError.allocationFailed` when the system has no room.
  init(byteCount: Int) throws(ArenaError) {
    precondition(byteCount >= 0, "byte count: expected 0 or more, found \(byteCount)")
    do {
      block = try MappedBlock(byteCount: byteCount)
    } catch {
      throw .allocationFailed(byteCount: byteCount, error)
    }
    base = block.base
    self.byteCount = byteCount
  }

  deinit { block.unmap() }
}

/// Why there is no arena.
public enum ArenaError: Error, Equatable, CustomStringConvertible {
  /// The system refused the memory.
  case allocationFailed(byteCount: Int, SystemError)

  public var description: String {
    switch self {
    case .allocationFailed(let byteCount, let error):
      "arena: expected \(byteCount) bytes of memory, found none: \(error)"
    }
  }
}
