import CPlatform

/// Zeroed memory, aligned to 64 bytes.
package struct MappedBlock {
  /// First byte.
  package let base: UnsafeMutableRawPointer

  /// Allocates `byteCount` bytes of zeros.
  ///
  /// - Throws: `SystemError` when there is no room.
  package init(byteCount: Int) throws(SystemError) {
    guard let base = vbg_aligned_zeros(max(64, byteCount)) else { throw SystemError() }
    self.base = base
  }

  /// Gives the memory back.
  package func unmap() { base.deallocate() }
}
