import Foundation
import Memory
import Platform
import Testing

@Suite struct StorageTests {
  @Test(arguments: [0, 1, 63, 64, 4095, 4096, 4097, 2_000_000, 5_000_000])
  func isZeroedAlignedAndWritable(byteCount: Int) throws {
    let arena = try Storage(mappedByteCount: byteCount)
    #expect(arena.byteCount == byteCount)
    #expect(UInt(bitPattern: arena.base) % (1 << 21) == 0)
    let bytes = arena.bytes
    #expect(bytes.allSatisfy { $0 == 0 })
    for index in bytes.indices { bytes[index] = 0xA5 }
    #expect(bytes.allSatisfy { $0 == 0xA5 })
  }

  @Test func freesItsMemory() throws {
    let before = try addressSpaceByteCount()
    for _ in 0..<2_000 {
      let arena = try Storage(mappedByteCount: 1 << 30)
      #expect(arena.byteCount == 1 << 30)
    }
    // 2,000 GiB if none was freed; other tests of this process take far less than 100.
    #expect(try addressSpaceByteCount() - before < 100 << 30)
  }

  private func addressSpaceByteCount() throws -> Int {
    let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    return try #require(pages.split(separator: " ").first.flatMap { Int($0) }) * 4096
  }

  @Test func saysWhenThereIsNoMemory() {
    let error = #expect(throws: StorageError.self) { _ = try Storage(mappedByteCount: 1 << 62) }
    #expect(error == .allocationFailed(byteCount: 1 << 62, SystemError(number: ENOMEM)))
    #expect(error?.description.contains("expected 4611686018427387904 bytes") == true)
  }
}
