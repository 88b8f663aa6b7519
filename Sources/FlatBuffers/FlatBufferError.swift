/// The part of the wire format that a read was about.
public enum FlatBufferPart: String, Hashable, Sendable {
  case rootOffset = "root offset"
  case table
  case tableOffset = "table offset"
  case vtable
  case field
  case vector
  case vectorOffset = "vector offset"
  case string
  case stringOffset = "string offset"
}

/// Error of bytes that break the wire format; offsets count from the file's first byte.
public enum FlatBufferError: Error, Hashable, CustomStringConvertible {
  /// A read would leave the file.
  case outOfBounds(
    FlatBufferPart, offset: Int, expectedByteCount: Int, fileByteCount: Int)
  /// An offset of 0.
  case pointsToItself(FlatBufferPart, offset: Int)
  /// An offset that leads past the end.
  case pointsOutside(FlatBufferPart, offset: Int, distance: Int, fileByteCount: Int)
  /// A vtable whose size is odd, below 4 or beyond the end.
  case vtableSize(offset: Int, found: Int, fileByteCount: Int)
  /// A table whose size (in its vtable) is below 4 or beyond the end.
  case tableSize(offset: Int, found: Int, fileByteCount: Int)
  /// A vtable entry that leads outside its table.
  case fieldOutsideTable(
    field: Int, tableOffset: Int, fieldOffset: Int, fieldByteCount: Int, tableByteCount: Int)
  /// More elements than the rest of the file can hold.
  case vectorTooLong(
    FlatBufferPart, offset: Int, count: Int, elementByteCount: Int, fileByteCount: Int)
  /// No zero byte after a string's last.
  case unterminatedString(offset: Int, found: UInt8)

  public var description: String {
    switch self {
    case .outOfBounds(let part, let offset, let expected, let size):
      "expected a \(part.rawValue) of \(expected) bytes at offset \(offset), "
        + "found the end of the file (\(size) bytes)"
    case .pointsToItself(let part, let offset):
      "expected a \(part.rawValue) above 0 at offset \(offset), found 0"
    case .pointsOutside(let part, let offset, let distance, let size):
      "expected a \(part.rawValue) at offset \(offset) that stays within the file "
        + "(\(size) bytes), found a distance of \(distance)"
    case .vtableSize(let offset, let found, let size):
      "expected a vtable with an even size of at least 4 within the file (\(size) bytes) "
        + "at offset \(offset), found size \(found)"
    case .tableSize(let offset, let found, let size):
      "expected a table of at least 4 bytes within the file (\(size) bytes) "
        + "at offset \(offset), found size \(found)"
    case .fieldOutsideTable(let field, let table, let fieldOffset, let bytes, let tableBytes):
      "expected field \(field) (\(bytes) bytes) within its table at offset \(table) "
        + "(\(tableBytes) bytes), found it at byte \(fieldOffset) of the table"
    case .vectorTooLong(let part, let offset, let count, let bytes, let size):
      "expected a \(part.rawValue) within the file (\(size) bytes) at offset \(offset), "
        + "found \(count) elements of \(bytes) bytes"
    case .unterminatedString(let offset, let found):
      "expected a zero byte at the string's end at offset \(offset), found \(found)"
    }
  }
}
