/// Rows of elements in memory that somebody else owns and keeps alive.
///
/// Each row begins `stride` elements behind the one before. Reads and writes are not checked: who
/// makes a value guarantees the memory.
package struct Rows<Element: BitwiseCopyable> {
  /// The first element of the first row.
  package let base: UnsafeMutablePointer<Element>
  /// Elements from one row to the next, at least `width`.
  package let stride: Int
  /// Elements a row.
  package let width: Int
  /// Rows.
  package let height: Int

  /// The first element of row `y`, which must exist.
  @inline(__always)
  package func row(_ y: Int) -> UnsafeMutablePointer<Element> { base + y &* stride }
}

/// Owned rows of elements with a margin of spare elements on both sides of each row, so that vectors
/// may read and write past a row's ends.
///
/// `@unchecked Sendable`: the memory is fixed; a run's threads write disjoint rows between barriers.
package final class Plane<Element: BitwiseCopyable>: @unchecked Sendable {
  /// The rows without their margins.
  package let rows: Rows<Element>
  private let memory: UnsafeMutableRawPointer

  /// Zeroed rows. Row starts are aligned to 64 bytes where `margin` is a multiple of 64 bytes.
  ///
  /// - Parameter margin: spare elements before and behind each row.
  package init(width: Int, height: Int, margin: Int = 64) {
    let alignment = 64 / MemoryLayout<Element>.stride
    let stride = (width + 2 * margin + alignment - 1) / alignment * alignment
    let byteCount = stride * height * MemoryLayout<Element>.stride
    memory = .allocate(byteCount: max(byteCount, 64), alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: max(byteCount, 64))
    rows = Rows(
      base: memory.assumingMemoryBound(to: Element.self) + margin, stride: stride, width: width,
      height: height)
  }

  deinit { memory.deallocate() }
}
