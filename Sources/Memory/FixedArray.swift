/// Elements that are set once, on a boundary of 64 bytes, for loops that run on several threads at once:
/// unlike an `Array`, nothing retains it to look at its elements, so that threads do not write to one
/// count in turn.
///
/// `@unchecked Sendable`: the memory is written by `init` alone, and freed when nobody holds the array.
public final class FixedArray<Element> {
  /// The first element.
  public let base: UnsafePointer<Element>
  /// The number of elements.
  public let count: Int
  /// The bytes.
  public let storage: Storage

  /// All elements, for loops that retain nothing.
  @inlinable public var elements: UnsafeBufferPointer<Element> {
    UnsafeBufferPointer(start: base, count: count)
  }

  /// Allocates a copy of `elements`.
  public init(_ elements: [Element]) {
    storage = Storage(byteCount: elements.count * MemoryLayout<Element>.stride)
    let memory = storage.base.bindMemory(to: Element.self, capacity: elements.count)
    for (index, element) in elements.enumerated() { (memory + index).initialize(to: element) }
    base = UnsafePointer(memory)
    count = elements.count
  }

  /// The elements that some bytes are.
  private init(storage: Storage, count: Int) {
    self.storage = storage
    self.count = count
    base = UnsafePointer(storage.base.bindMemory(to: Element.self, capacity: count))
  }

  deinit { UnsafeMutablePointer(mutating: base).deinitialize(count: count) }
}

extension FixedArray: @unchecked Sendable where Element: Sendable {}

extension FixedArray where Element: BitwiseCopyable {
  /// Allocates `count` elements of zero bytes and lets `fill` write them.
  public convenience init(count: Int, fill: (UnsafeMutableBufferPointer<Element>) -> Void) {
    self.init(storage: Storage(of: Element.self, count: count), count: count)
    fill(storage.elements(of: Element.self))
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
