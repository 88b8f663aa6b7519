import FlatBuffers
import TestSupport
import Testing

/// Files of a few bytes with one thing wrong. The good one: root offset 12, a vtable of two
/// fields at 4, the table at 12 (12 bytes) with field 0 at byte 4 and field 1 at byte 8.
@Suite struct MalformedFileTests {
  private static func file(
    root: UInt32 = 12, vtableByteCount: UInt16 = 8, tableByteCount: UInt16 = 12,
    field0: UInt16 = 4, field1: UInt16 = 8, vtableDistance: Int32 = 8, value0: UInt32 = 42,
    value1: UInt32 = 4, rest: [UInt8] = []
  ) -> [UInt8] {
    littleEndianBytes(root) + littleEndianBytes(vtableByteCount)
      + littleEndianBytes(tableByteCount) + littleEndianBytes(field0) + littleEndianBytes(field1)
      + littleEndianBytes(vtableDistance) + littleEndianBytes(value0) + littleEndianBytes(value1)
      + rest
  }

  @Test func goodFile() throws {
    let root = try FlatBuffer(Self.file(rest: [2, 0, 0, 0, 65, 66, 0])).root()
    #expect(root.position == 12)
    #expect(try root.scalar(0, default: UInt32(0)) == 42)
    #expect(try root.string(1).map(Array.init) == [65, 66])
  }

  @Test(arguments: 0..<4) func tooShortForARootOffset(byteCount: Int) {
    #expect(
      throws: FlatBufferError.outOfBounds(
        .rootOffset, offset: 0, expectedByteCount: 4, fileByteCount: byteCount)
    ) { try FlatBuffer([UInt8](repeating: 0, count: byteCount)).root() }
  }

  @Test func rootOffsetOfZero() {
    #expect(throws: FlatBufferError.pointsToItself(.rootOffset, offset: 0)) {
      try FlatBuffer(Self.file(root: 0)).root()
    }
  }

  @Test(arguments: [24, 25, 0x7fff_ffff, 0x8000_0000, .max] as [UInt32])
  func rootOffsetBeyondTheEnd(distance: UInt32) {
    #expect(
      throws: FlatBufferError.pointsOutside(
        .rootOffset, offset: 0, distance: Int(distance), fileByteCount: 24)
    ) { try FlatBuffer(Self.file(root: distance)).root() }
  }

  @Test func tableHeaderBeyondTheEnd() {
    #expect(
      throws: FlatBufferError.outOfBounds(
        .table, offset: 22, expectedByteCount: 4, fileByteCount: 24)
    ) { try FlatBuffer(Self.file(root: 22)).root() }
  }

  @Test(arguments: [13, 100, .max, -11, -12, -100, .min] as [Int32])
  func vtableOutsideTheFile(distance: Int32) {
    #expect(
      throws: FlatBufferError.outOfBounds(
        .vtable, offset: 12 - Int(distance), expectedByteCount: 2,
        fileByteCount: 24)
    ) { try FlatBuffer(Self.file(vtableDistance: distance)).root() }
  }

  @Test func vtableCutAfterItsSize() {
    #expect(
      throws: FlatBufferError.outOfBounds(
        .vtable, offset: 24, expectedByteCount: 2, fileByteCount: 24)
    ) { try FlatBuffer(Self.file(vtableDistance: -10)).root() }
  }

  @Test(arguments: [0, 2, 3, 7, 22, .max] as [UInt16])
  func vtableSize(found: UInt16) {
    #expect(
      throws: FlatBufferError.vtableSize(offset: 4, found: Int(found), fileByteCount: 24)
    ) { try FlatBuffer(Self.file(vtableByteCount: found)).root() }
  }

  @Test(arguments: [0, 3, 13, .max] as [UInt16])
  func tableSize(found: UInt16) {
    #expect(
      throws: FlatBufferError.tableSize(offset: 12, found: Int(found), fileByteCount: 24)
    ) { try FlatBuffer(Self.file(tableByteCount: found)).root() }
  }

  @Test(arguments: [1, 3, 9, 12, .max] as [UInt16])
  func fieldOutsideItsTable(offset: UInt16) throws {
    let root = try FlatBuffer(Self.file(field0: offset)).root()
    #expect(
      throws: FlatBufferError.fieldOutsideTable(
        field: 0, tableOffset: 12, fieldOffset: Int(offset), fieldByteCount: 4, tableByteCount: 12)
    ) { try root.scalar(0, default: Int32(0)) }
  }

  @Test func wideFieldOutsideASmallTable() throws {
    let root = try FlatBuffer(Self.file(tableByteCount: 4, field0: 4)).root()
    #expect(
      throws: FlatBufferError.fieldOutsideTable(
        field: 0, tableOffset: 12, fieldOffset: 4, fieldByteCount: 8, tableByteCount: 4)
    ) { try root.scalar(0, default: Int64(0)) }
  }

  @Test func referenceOfZero() throws {
    let root = try FlatBuffer(Self.file(value1: 0)).root()
    let expected = FlatBufferError.pointsToItself
    #expect(throws: expected(.stringOffset, 20)) { try root.string(1) }
    #expect(throws: expected(.vectorOffset, 20)) { try root.vector(1, of: Int8.self) }
    #expect(throws: expected(.vectorOffset, 20)) { try root.tables(1) }
    #expect(throws: expected(.tableOffset, 20)) { try root.table(1) }
  }

  @Test func referenceThatWraps() throws {
    let root = try FlatBuffer(Self.file(value1: .max)).root()
    #expect(
      throws: FlatBufferError.pointsOutside(
        .tableOffset, offset: 20, distance: 0xffff_ffff, fileByteCount: 24)
    ) { try root.table(1) }
  }

  @Test(arguments: [2, 0x4000_0000, 0x8000_0000, .max] as [UInt32])
  func vectorLongerThanTheFile(count: UInt32) throws {
    let root = try FlatBuffer(
      Self.file(rest: littleEndianBytes(count) + [1, 2, 3, 4, 5, 6, 7])
    ).root()
    #expect(
      throws: FlatBufferError.vectorTooLong(
        .vector, offset: 24, count: Int(count), elementByteCount: 4, fileByteCount: 35)
    ) { try root.vector(1, of: Int32.self) }
    #expect(
      throws: FlatBufferError.vectorTooLong(
        .vector, offset: 24, count: Int(count), elementByteCount: 4, fileByteCount: 35)
    ) { try root.tables(1) }
  }

  @Test func vectorThatEndsWithTheFile() throws {
    let root = try FlatBuffer(Self.file(rest: [1, 0, 0, 0, 9, 0, 0, 0])).root()
    #expect(try root.vector(1, of: Int32.self).map(Array.init) == [9])
    let empty = try FlatBuffer(Self.file(rest: [0, 0, 0, 0])).root()
    #expect(try empty.vector(1, of: Int32.self).map(Array.init) == [])
  }

  @Test func vectorCutInItsLength() throws {
    let root = try FlatBuffer(Self.file(rest: [1, 0, 0])).root()
    #expect(
      throws: FlatBufferError.outOfBounds(
        .vector, offset: 24, expectedByteCount: 4, fileByteCount: 27)
    ) { try root.vector(1, of: Int8.self) }
  }

  @Test func stringWithoutTerminator() throws {
    let root = try FlatBuffer(Self.file(rest: [1, 0, 0, 0, 65, 66])).root()
    #expect(throws: FlatBufferError.unterminatedString(offset: 29, found: 66)) {
      try root.string(1)
    }
    let atTheEnd = try FlatBuffer(Self.file(rest: [1, 0, 0, 0, 65])).root()
    #expect(
      throws: FlatBufferError.outOfBounds(
        .string, offset: 29, expectedByteCount: 1, fileByteCount: 29)
    ) { try atTheEnd.string(1) }
  }

  @Test func badTableInAVectorThrowsOnlyWhenRead() throws {
    let root = try FlatBuffer(Self.file(rest: [1, 0, 0, 0, 0, 0, 0, 0])).root()
    let tables = try #require(try root.tables(1))
    #expect(throws: FlatBufferError.pointsToItself(.tableOffset, offset: 28)) {
      try tables.table(at: 0)
    }
  }

  @Test func depthCostsNoStack() throws {
    var value = FlatBufferValue.table([0: .number(Int32(5))])
    for _ in 0..<1000 { value = .table([1: value]) }
    var table = try FlatBuffer(flatBufferFile(root: value, identifier: "DEEP")).root()
    var depth = 0
    while let next = try table.table(1) {
      table = next
      depth += 1
    }
    #expect(depth == 1000)
    #expect(try table.scalar(0, default: Int32(0)) == 5)
  }

  @Test func messagesAreOneLine() {
    let errors: [FlatBufferError] = [
      .outOfBounds(.field, offset: 1, expectedByteCount: 2, fileByteCount: 3),
      .pointsToItself(.table, offset: 1),
      .pointsOutside(.table, offset: 1, distance: 2, fileByteCount: 3),
      .vtableSize(offset: 1, found: 2, fileByteCount: 3),
      .tableSize(offset: 1, found: 2, fileByteCount: 3),
      .fieldOutsideTable(
        field: 1, tableOffset: 2, fieldOffset: 3, fieldByteCount: 4, tableByteCount: 5),
      .vectorTooLong(.vector, offset: 1, count: 2, elementByteCount: 3, fileByteCount: 4),
      .unterminatedString(offset: 1, found: 2),
    ]
    for error in errors {
      #expect(error.description.hasPrefix("expected "))
      #expect(error.description.contains("found "))
      #expect(!error.description.contains("\n"))
    }
  }
}
