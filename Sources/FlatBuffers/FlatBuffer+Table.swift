extension FlatBuffer {
  /// A table: fields by number, each present or absent (then its schema's default holds).
  public struct Table: Sendable {
    @usableFromInline let buffer: FlatBuffer
    @usableFromInline let vtable: Int
    @usableFromInline let vtableByteCount: Int
    @usableFromInline let byteCount: Int

    /// Byte offset in the file; two references to one table have the same.
    public let position: Int

    /// Checks the table's header and its vtable's.
    init(_ buffer: FlatBuffer, at position: Int) throws(FlatBufferError) {
      let distance = Int(try buffer.load(Int32.self, at: position, .table))
      // Where this wraps round, on 32-bit platforms, it is negative, which `load` refuses.
      let vtable = position &- distance
      let vtableByteCount = Int(try buffer.load(UInt16.self, at: vtable, .vtable))
      let byteCount = Int(try buffer.load(UInt16.self, at: vtable + 2, .vtable))
      guard
        vtableByteCount >= 4, vtableByteCount % 2 == 0,
        vtableByteCount <= buffer.byteCount - vtable
      else {
        throw .vtableSize(
          offset: vtable, found: vtableByteCount, fileByteCount: buffer.byteCount)
      }
      guard byteCount >= 4, byteCount <= buffer.byteCount - position else {
        throw .tableSize(offset: position, found: byteCount, fileByteCount: buffer.byteCount)
      }
      self.buffer = buffer
      self.position = position
      self.vtable = vtable
      self.vtableByteCount = vtableByteCount
      self.byteCount = byteCount
    }

    /// A scalar field, `fallback` when it is absent.
    ///
    /// - Precondition: `field` is not negative (in all accessors).
    @inlinable
    public func scalar<Scalar: FlatBufferScalar>(
      _ field: Int, default fallback: Scalar
    ) throws(FlatBufferError) -> Scalar {
      let byteCount = MemoryLayout<Scalar.Bits>.size
      guard let position = try place(of: field, byteCount: byteCount) else { return fallback }
      return try buffer.load(at: position, .field)
    }

    /// A boolean field, `fallback` when it is absent; any byte but 0 is true.
    @inlinable
    public func boolean(_ field: Int, default fallback: Bool) throws(FlatBufferError) -> Bool {
      try scalar(field, default: fallback ? UInt8(1) : 0) != 0
    }

    /// A field that holds a table; nil when it is absent.
    public func table(_ field: Int) throws(FlatBufferError) -> Table? {
      guard let position = try place(of: field, byteCount: 4) else { return nil }
      return try Table(buffer, at: buffer.follow(at: position, .tableOffset))
    }

    /// A union: the number of its member from `typeField` (0 for none) and the member's table from
    /// `valueField`; the table is nil when it is absent or the number is 0.
    public func union(
      typeField: Int, valueField: Int
    ) throws(FlatBufferError) -> (type: UInt8, table: Table?) {
      let type = try scalar(typeField, default: UInt8(0))
      return (type, type == 0 ? nil : try table(valueField))
    }

    /// A vector of scalars; nil when it is absent.
    public func vector<Element: FlatBufferScalar>(
      _ field: Int, of _: Element.Type = Element.self
    ) throws(FlatBufferError) -> Vector<Element>? {
      guard let position = try place(of: field, byteCount: 4) else { return nil }
      let (start, count) = try buffer.vector(
        at: buffer.follow(at: position, .vectorOffset),
        elementByteCount: MemoryLayout<Element.Bits>.size, .vector)
      return Vector(buffer, start: start, count: count)
    }

    /// A vector of tables; nil when it is absent.
    public func tables(_ field: Int) throws(FlatBufferError) -> TableVector? {
      guard let position = try place(of: field, byteCount: 4) else { return nil }
      let (start, count) = try buffer.vector(
        at: buffer.follow(at: position, .vectorOffset), elementByteCount: 4, .vector)
      return TableVector(buffer, start: start, count: count)
    }

    /// A string's bytes without the zero that ends it (which is checked); nil when it is absent.
    /// Whether they are UTF-8 is not checked.
    public func string(_ field: Int) throws(FlatBufferError) -> ArraySlice<UInt8>? {
      guard let position = try place(of: field, byteCount: 4) else { return nil }
      let (start, count) = try buffer.vector(
        at: buffer.follow(at: position, .stringOffset), elementByteCount: 1, .string)
      let terminator = try buffer.load(UInt8.self, at: start + count, .string)
      guard terminator == 0 else {
        throw .unterminatedString(offset: start + count, found: terminator)
      }
      return buffer.bytes[start..<(start + count)]
    }

    /// Byte offset of a field in the file; nil when it is absent.
    @usableFromInline
    func place(of field: Int, byteCount fieldByteCount: Int) throws(FlatBufferError) -> Int? {
      precondition(field >= 0)
      let slot = 4 + 2 * field
      guard slot < vtableByteCount else { return nil }
      let offset = Int(try buffer.load(UInt16.self, at: vtable + slot, .vtable))
      guard offset != 0 else { return nil }
      guard offset >= 4, offset <= byteCount - fieldByteCount else {
        throw .fieldOutsideTable(
          field: field, tableOffset: position, fieldOffset: offset,
          fieldByteCount: fieldByteCount, tableByteCount: byteCount)
      }
      return position + offset
    }
  }
}
