extension FlatBuffer {
  /// A vector of scalars within the file. Its extent was checked when it was found, so that reading
  /// an element cannot fail.
  public struct Vector<Element: FlatBufferScalar>: RandomAccessCollection, Sendable {
    @usableFromInline let buffer: FlatBuffer
    @usableFromInline let start: Int

    /// The number of elements.
    public let count: Int

    init(_ buffer: FlatBuffer, start: Int, count: Int) {
      self.buffer = buffer
      self.start = start
      self.count = count
    }

    /// Where the elements lie in the file, in bytes.
    public var byteRange: Range<Int> { start..<(start + count * MemoryLayout<Element.Bits>.size) }

    public var startIndex: Int { 0 }
    public var endIndex: Int { count }

    /// One element.
    ///
    /// - Precondition: `index` is one of `indices`.
    @inlinable
    public subscript(index: Int) -> Element {
      precondition(index >= 0 && index < count)
      return buffer.unchecked(at: start + index * MemoryLayout<Element.Bits>.size)
    }
  }

  /// A vector of references to tables.
  public struct TableVector: Sendable {
    let buffer: FlatBuffer
    let start: Int

    /// The number of references.
    public let count: Int

    init(_ buffer: FlatBuffer, start: Int, count: Int) {
      self.buffer = buffer
      self.start = start
      self.count = count
    }

    /// The table that reference `index` leads to; it is checked here, not before.
    ///
    /// - Precondition: `index` lies in `0..<count`.
    public func table(at index: Int) throws(FlatBufferError) -> Table {
      precondition(index >= 0 && index < count)
      return try Table(buffer, at: buffer.follow(at: start + 4 * index, .tableOffset))
    }
  }
}
