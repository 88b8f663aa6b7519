import Glibc

/// Memory between two unmapped pages, for values that begin right behind the one, or end right before the
/// other. A read or write out of bounds on that side ends the process.
public final class GuardedValues<Element: BitwiseCopyable> {
  private let mapping: UnsafeMutableRawPointer
  private let pageByteCount = sysconf(Int32(_SC_PAGESIZE))
  private let innerByteCount: Int
  /// The values that there is room for, all zero bytes at first.
  public private(set) var values: UnsafeMutableBufferPointer<Element>

  /// `count` values, all zero bytes.
  public init(count: Int, atEnd: Bool = false) {
    let byteCount = max(1, count * MemoryLayout<Element>.stride)
    innerByteCount = (byteCount + pageByteCount - 1) / pageByteCount * pageByteCount
    let result = mmap(
      nil, innerByteCount + 2 * pageByteCount, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    precondition(result != MAP_FAILED && result != nil, "no memory for a guarded buffer")
    mapping = result!
    let isOpen = mprotect(mapping + pageByteCount, innerByteCount, PROT_READ | PROT_WRITE) == 0
    precondition(isOpen, "no access to a guarded buffer")
    values = UnsafeMutableBufferPointer(start: nil, count: 0)
    values = part(count, atEnd: atEnd)
  }

  /// A copy of values.
  public convenience init(_ values: [Element], atEnd: Bool) {
    self.init(count: values.count, atEnd: atEnd)
    _ = self.values.update(fromContentsOf: values)
  }

  deinit { munmap(mapping, innerByteCount + 2 * pageByteCount) }

  /// The first value.
  public var base: UnsafeMutablePointer<Element> { values.baseAddress! }

  /// `count` values at one end of the memory.
  public func part(_ count: Int, atEnd: Bool) -> UnsafeMutableBufferPointer<Element> {
    let byteCount = count * MemoryLayout<Element>.stride
    precondition(byteCount <= innerByteCount, "\(count) values do not fit a guarded buffer")
    let start = mapping + pageByteCount + (atEnd ? innerByteCount - byteCount : 0)
    return UnsafeMutableBufferPointer(
      start: start.assumingMemoryBound(to: Element.self), count: count)
  }

  /// A copy of `values` at one end of the memory.
  public func copy(_ values: [Element], atEnd: Bool) -> UnsafeMutablePointer<Element> {
    let part = part(values.count, atEnd: atEnd)
    _ = part.update(fromContentsOf: values)
    return part.baseAddress!
  }
}
