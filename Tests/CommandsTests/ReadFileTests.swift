import Foundation
import SystemSupport
import Testing

@testable import CommandSupport

/// Limits of what is read into memory.
@Suite struct ReadFileTests {
  private let folder = ScratchFolder()

  private func expectTooLarge(
    _ limit: Int, _ body: () throws -> [UInt8], location: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: FileError.self, sourceLocation: location) { try body() }
    #expect(
      "\(error.map { "\($0)" } ?? "")".hasPrefix("expected a file of at most \(limit) bytes"),
      sourceLocation: location)
  }

  /// A file that is too large is refused by its size, and nothing of it is read.
  @Test func filesAtTheLimitAndBeyond() throws {
    let bytes = (0..<200).map { UInt8($0) }
    try folder.write(bytes, "f")
    let path = folder.path + "/f"
    #expect(try readFile(path, byteCountLimit: 200) == bytes)
    #expect(try readFile(path) == bytes)
    let file = try FileDescriptor(path: path, flags: O_RDONLY)
    for limit in [0, 199] {
      expectTooLarge(limit) { try readFile(path, byteCountLimit: limit) }
      expectTooLarge(limit) { try readAll(file.number, path: path, byteCountLimit: limit) }
      #expect(lseek(file.number, 0, SEEK_CUR) == 0)
    }
    try folder.write([], "empty")
    #expect(try readFile(folder.path + "/empty", byteCountLimit: 0) == [])
  }

  /// A pipe has no size: it is read until there is more than allowed.
  @Test(arguments: [200, 60_000]) func pipesAtTheLimitAndBeyond(count: Int) throws {
    for limit in [count, count - 1] {
      let pipe = Pipe()
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
      try pipe.fileHandleForWriting.write(contentsOf: Data(bytes))
      try pipe.fileHandleForWriting.close()
      let reading = pipe.fileHandleForReading.fileDescriptor
      if limit == count {
        #expect(try readAll(reading, path: "p", byteCountLimit: limit) == bytes)
      } else {
        expectTooLarge(limit) { try readAll(reading, path: "p", byteCountLimit: limit) }
      }
      withExtendedLifetime(pipe) {}
    }
  }

  @Test func aFolderIsNoFile() throws {
    let error = #expect(throws: FileError.self) { try readFile(folder.path) }
    #expect("\(error.map { "\($0)" } ?? "")".hasSuffix("found a folder"))
  }
}
