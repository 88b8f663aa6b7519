/// Rows of elements in memory that somebody else owns and keeps alive.
///
/// Each row begins `stride` elements behind the one before. Reads and writes are not checked: who
/// makes a value guarantees the memory.
public struct Rows<Element: BitwiseCopyable> {
  /// The first element of the first row.
  public let base: UnsafeMutablePointer<Element>
  /// Elements from one row to the next, at least `width`.
  public let stride: Int
  /// Elements a row.
  public let width: Int
  /// Rows.
  public let height: Int

  /// Rows in some memory.
  @inlinable
  public init(base: UnsafeMutablePointer<Element>, stride: Int, width: Int, height: Int) {
    (self.base, self.stride, self.width, self.height) = (base, stride, width, height)
  }

  /// The first element of row `y`, which must exist.
  @inlinable @inline(__always)
  public func row(_ y: Int) -> UnsafeMutablePointer<Element> { base + y &* stride }
}

/// Owned rows of elements with a margin of spare elements on both sides of each row, so that vectors
/// may read and write past a row's ends.
///
/// `@unchecked Sendable`: the memory is fixed; a run's threads write disjoint rows between barriers.
public struct Plane<Element: BitwiseCopyable>: @unchecked Sendable {
  /// The rows without their margins.
  public let rows: Rows<Element>
  /// The owner of the rows, which must live as long as they are used.
  public let storage: Storage

  /// Zeroed rows. Row starts are aligned to 64 bytes where `margin` is a multiple of 64 bytes.
  ///
  /// - Parameter margin: spare elements before and behind each row.
  public init(width: Int, height: Int, margin: Int = 64) {
    let alignment = Storage.alignment / MemoryLayout<Element>.stride
    let stride = (width + 2 * margin + alignment - 1) / alignment * alignment
    storage = Storage(byteCount: stride * height * MemoryLayout<Element>.stride)
    rows = Rows(
      base: storage.base.assumingMemoryBound(to: Element.self) + margin, stride: stride,
      width: width, height: height)
  }
}
