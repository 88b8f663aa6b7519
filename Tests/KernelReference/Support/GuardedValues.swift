import Glibc

/// Values of any kind between unmapped pages, at the end that is asked for; see `GuardedFloats`.
final class GuardedValues<Element: BitwiseCopyable> {
  private let mapping: UnsafeMutableRawPointer
  private let byteCount: Int
  /// The values.
  let values: UnsafeMutableBufferPointer<Element>

  /// `count` values, all zero bytes.
  init(count: Int, atEnd: Bool) {
    let page = sysconf(Int32(_SC_PAGESIZE))
    let used = count * MemoryLayout<Element>.stride
    let inner = (max(1, used) + page - 1) / page * page
    byteCount = inner + 2 * page
    let result = mmap(nil, byteCount, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    precondition(result != MAP_FAILED && result != nil, "no memory for a guarded buffer")
    mapping = result!
    let isOpen = mprotect(mapping + page, inner, PROT_READ | PROT_WRITE) == 0
    precondition(isOpen, "no access to a guarded buffer")
    let start = mapping + page + (atEnd ? inner - used : 0)
    values = UnsafeMutableBufferPointer(
      start: start.assumingMemoryBound(to: Element.self), count: count)
  }

  convenience init(_ values: [Element], atEnd: Bool) {
    self.init(count: values.count, atEnd: atEnd)
    for (index, value) in values.enumerated() { self.values[index] = value }
  }

  deinit { munmap(mapping, byteCount) }

  /// The first value.
  var base: UnsafeMutablePointer<Element> { values.baseAddress! }
}
