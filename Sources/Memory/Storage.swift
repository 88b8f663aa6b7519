public import Platform

/// Owned bytes on a boundary of at least 64 bytes, zeroed when they are made: the one owner of pixels,
/// tensors and weights.
///
/// `@unchecked Sendable`: place and size never change; who owns the storage settles which thread touches
/// which bytes.
public final class Storage: @unchecked Sendable {
  /// The alignment: a cache line, and the widest vector.
  public static let alignment = 64

  /// The first byte.
  public let base: UnsafeMutableRawPointer
  /// The number of bytes.
  public let byteCount: Int
  /// The block that the bytes are, where they are not from the heap.
  private let block: MappedBlock?

  /// All bytes.
  @inlinable public var bytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: base, count: byteCount)
  }

  /// Allocates `byteCount` bytes of the heap; `spareByteCount` more behind them may be read and written.
  public init(byteCount: Int, spareByteCount: Int = 0) {
    precondition(byteCount >= 0, "byte count: expected 0 or more, found \(byteCount)")
    let allocated = max(byteCount + spareByteCount, 1)
    base = .allocate(byteCount: allocated, alignment: Self.alignment)
    base.initializeMemory(as: UInt8.self, repeating: 0, count: allocated)
    self.byteCount = byteCount
    block = nil
  }

  /// Allocates `count` elements of zero bytes.
  @inlinable
  public convenience init<Element: BitwiseCopyable>(of type: Element.Type, count: Int) {
    self.init(byteCount: count * MemoryLayout<Element>.stride)
  }

  /// All bytes as elements of a type.
  @inlinable
  public func elements<Element: BitwiseCopyable>(
    of type: Element.Type
  ) -> UnsafeMutableBufferPointer<Element> {
    bytes.assumingMemoryBound(to: Element.self)
  }

  /// Maps `byteCount` bytes of zeros, in huge pages where the platform has them.
  ///
  /// - Throws: `StorageError.allocationFailed` when the system has no room.
  public init(mappedByteCount byteCount: Int) throws(StorageError) {
    precondition(byteCount >= 0, "byte count: expected 0 or more, found \(byteCount)")
    do throws(SystemError) {
      let block = try MappedBlock(byteCount: byteCount)
      self.block = block
      base = block.base
    } catch {
      throw .allocationFailed(byteCount: byteCount, error)
    }
    self.byteCount = byteCount
  }

  deinit {
    if let block { block.unmap() } else { base.deallocate() }
  }
}

/// Error of storage that can't be had.
public enum StorageError: Error, Equatable, CustomStringConvertible {
  /// The system refused the memory.
  case allocationFailed(byteCount: Int, SystemError)

  public var description: String {
    switch self {
    case .allocationFailed(let byteCount, let error):
      "arena: expected \(byteCount) bytes of memory, found none: \(error)"
    }
  }
}
