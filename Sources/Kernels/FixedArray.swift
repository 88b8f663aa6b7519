/// Elements that are set once, for loops that run on several threads at once: unlike an `Array`, nothing
/// retains it to look at its elements, so that threads do not write to one count in turn.
///
/// `@unchecked Sendable`: the memory is written by `init` alone, and freed when nobody holds the array.
public final class FixedArray<Element: Sendable>: @unchecked Sendable {
  /// The first element.
  public let base: UnsafePointer<Element>
  /// The number of elements.
  public let count: Int

  /// Allocates a copy of `elements`.
  public init(_ elements: [Element]) {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: Swift.max(1, elements.count))
    for (index, element) in elements.enumerated() { (memory + index).initialize(to: element) }
    base = UnsafePointer(memory)
    count = elements.count
  }

  deinit {
    let memory = UnsafeMutablePointer(mutating: base)
    memory.deinitialize(count: count)
    memory.deallocate()
  }
}

extension FixedArray: RandomAccessCollection {
  /// 0.
  public var startIndex: Int { 0 }
  /// `count`.
  public var endIndex: Int { count }

  /// The element at an index below `count`; any other ends the process.
  public subscript(index: Int) -> Element {
    precondition((0..<count).contains(index), "index: expected one below \(count), found \(index)")
    return base[index]
  }
}
