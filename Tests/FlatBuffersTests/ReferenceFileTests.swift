import FlatBuffers
import Testing

/// A file that Google's Python package flatbuffers 25.12.19 wrote: one field of each kind, in
/// declaration order -5 (int8), 65535 (uint16), -70000 (int32), -2^40 (int64), 0.1 (float),
/// -2.5 (double), true, "größe", [1, -2, 3] (int32), [{-300}, {default}], a union with member 2 that
/// is {-300}, and the bytes 9, 8, 7.
private let file: [UInt8] = {
  let text = """
    280000005445535400001e0040003f003c00380030002c0020001f001800140010000f0008000400\
    1e0000006000000054000000000000023000000058000000640000000000000100000000000004c0\
    00000000cdcccc3d0000000000ffffff90eefeffffff00fb02000000180000000800000004000600\
    040000000000060008000600060000000000d4fe03000000090807000300000001000000feffffff\
    03000000070000006772c3b6c39f6500
    """
  let digits = Array(text.utf8)
  return stride(from: 0, to: digits.count, by: 2).compactMap {
    UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16)
  }
}()

@Suite struct ReferenceFileTests {
  let root: FlatBuffer.Table

  init() throws { root = try FlatBuffer(file).root() }

  @Test func identifier() {
    #expect(FlatBuffer(file).fileIdentifier?.elementsEqual("TEST".utf8) == true)
    #expect(FlatBuffer(Array(file.prefix(7))).fileIdentifier == nil)
  }

  @Test func scalars() throws {
    #expect(try root.scalar(0, default: Int8(0)) == -5)
    #expect(try root.scalar(1, default: UInt16(0)) == 65535)
    #expect(try root.scalar(2, default: Int32(0)) == -70000)
    #expect(try root.scalar(3, default: Int64(0)) == -1_099_511_627_776)
    #expect(try root.scalar(4, default: Float(0)) == 0.1)
    #expect(try root.scalar(5, default: Double(0)) == -2.5)
    #expect(try root.boolean(6, default: false))
  }

  @Test func defaultsOfAbsentFields() throws {
    let second = try #require(try root.tables(9)).table(at: 1)
    #expect(try second.scalar(0, default: Int16(7)) == 7)
    #expect(try second.boolean(0, default: true))
    #expect(try root.scalar(13, default: UInt64.max) == .max)
    #expect(try root.scalar(Int(UInt16.max), default: Int32(-1)) == -1)
    #expect(try root.string(40) == nil)
    #expect(try root.vector(40, of: UInt8.self) == nil)
    #expect(try root.tables(40) == nil)
    #expect(try root.table(40) == nil)
    #expect(try root.union(typeField: 40, valueField: 41).type == 0)
  }

  @Test func stringIsUTF8WithoutTheTerminator() throws {
    let text = try #require(try root.string(7))
    #expect(String(decoding: text, as: UTF8.self) == "größe")
  }

  @Test func vectors() throws {
    let numbers = try #require(try root.vector(8, of: Int32.self))
    #expect(Array(numbers) == [1, -2, 3])
    #expect(numbers.byteRange.count == 12)
    let bytes = try #require(try root.vector(12, of: UInt8.self))
    #expect(Array(file[bytes.byteRange]) == [9, 8, 7])
  }

  @Test func tables() throws {
    let tables = try #require(try root.tables(9))
    #expect(tables.count == 2)
    #expect(try tables.table(at: 0).scalar(0, default: Int16(0)) == -300)
  }

  @Test func unionMemberIsTheSharedTable() throws {
    let (type, table) = try root.union(typeField: 10, valueField: 11)
    #expect(type == 2)
    #expect(table?.position == (try root.tables(9)?.table(at: 0).position))
  }

  @Test func unionWithoutMemberIgnoresItsValue() throws {
    let (type, table) = try root.union(typeField: 40, valueField: 7)
    #expect(type == 0)
    #expect(table == nil)
  }

  @Test func everyTruncationThrowsOrReads() {
    for byteCount in 0..<file.count {
      readEverything(Array(file.prefix(byteCount)))
    }
  }

  @Test func everyByteMayChange() {
    var errors = 0
    for position in file.indices {
      for value: UInt8 in [0, 1, 0x7f, 0x80, 0xff, file[position] ^ 0x10] {
        var bytes = file
        bytes[position] = value
        errors += readEverything(bytes)
      }
    }
    #expect(errors > 100)
  }

  @Test func lastByteIsNeeded() {
    #expect(
      throws: FlatBufferError.outOfBounds(
        .string, offset: 175, expectedByteCount: 1, fileByteCount: 175)
    ) { try FlatBuffer(Array(file.prefix(175))).root().string(7) }
  }
}

/// Reads every field as every kind; returns how many reads threw.
@discardableResult
private func readEverything(_ bytes: [UInt8]) -> Int {
  var errors = 0
  var sum: UInt64 = 0
  func attempt(_ body: () throws -> Void) {
    do { try body() } catch { errors += 1 }
  }
  attempt {
    let root = try FlatBuffer(bytes).root()
    for field in 0..<16 {
      attempt { _ = try root.scalar(field, default: Int8(0)) }
      attempt { _ = try root.scalar(field, default: Double(0)) }
      // Summed up: a copy that nobody uses may be freed by the compiler while it is still written.
      attempt { sum &+= try root.string(field)?.reduce(0) { $0 &+ UInt64($1) } ?? 0 }
      attempt { sum &+= try root.vector(field, of: UInt64.self)?.reduce(0, &+) ?? 0 }
      attempt { _ = try root.table(field)?.scalar(0, default: Int64(0)) }
      attempt { _ = try root.union(typeField: field, valueField: field + 1).table?.string(0) }
      attempt {
        guard let tables = try root.tables(field) else { return }
        for index in 0..<tables.count {
          _ = try tables.table(at: index).scalar(0, default: Float(0))
        }
      }
    }
  }
  withExtendedLifetime(sum) {}
  return errors
}
