import Foundation
import SystemSupport
import Testing

/// Paths are bytes: text in between loses none.
@Suite struct PathTextTests {
  private func throughPath(_ text: String) -> [UInt8] {
    withPath(text) { path in (0..<strlen(path)).map { UInt8(bitPattern: path[$0]) } }
  }

  @Test func everyPairOfBytesSurvives() {
    var texts: Set<[UInt8]> = []
    for first in UInt8(1)...255 {
      for second in UInt8(1)...255 {
        let text = pathText([first, second])
        #expect(pathBytes(text) == [first, second])
        #expect(throughPath(text) == [first, second])
        texts.insert(Array(text.utf8))
      }
    }
    #expect(texts.count == 255 * 255, "two names have one text")
  }

  /// The scalars that stand for bytes can stand in a name themselves.
  @Test func realScalarsOfTheRangeSurvive() throws {
    for value in UInt32(0x10_FE7E)...0x10_FF01 {
      let name = "a\(try #require(Unicode.Scalar(value)))b"
      let text = pathText(name.utf8)
      #expect(pathBytes(text) == Array(name.utf8))
      #expect(pathText(pathBytes(text)) == text)
    }
    #expect(pathText("\u{10FEE9}".utf8).utf8.elementsEqual("\u{10FEE9}".utf8) == false)
    #expect(pathText([0xE9]).unicodeScalars.map(\.strayByte) == [0xE9])
  }

  @Test func randomBytesSurvive() {
    var generator = SystemRandomNumberGenerator()
    // Bytes that often make sequences, whole and broken ones.
    let bytes: [UInt8] = [
      0x41, 0x2F, 0x80, 0xBF, 0xC3, 0xA9, 0xE2, 0xED, 0xA0, 0xF4, 0x8F, 0xBA, 0xFF,
    ]
    for _ in 0..<20_000 {
      let name = (0..<9).compactMap { _ in bytes.randomElement(using: &generator) }
      #expect(pathBytes(pathText(name)) == name)
    }
  }

  @Test func plainTextIsItself() {
    for name in ["", "a.png", "Zürich/日本.png", "👩‍💻"] { #expect(pathText(name.utf8) == name) }
  }

  @Test func aZeroByteLeadsNowhere() {
    #expect(throughPath("a\0b").isEmpty)
    #expect(!fileExists("/\0"))
  }

  /// An accent behind a slash makes one character of both, and is a byte of its own to the system.
  @Test func partsAreFoundByBytes() {
    #expect(folderPart(of: "a/\u{338}b.png").utf8.elementsEqual("a/".utf8))
    #expect(lastPart(of: "a/\u{338}b.png").utf8.elementsEqual("\u{338}b.png".utf8))
    #expect(lastPart(of: "a/b//") == "b" && lastPart(of: "/") == "" && folderPart(of: "b") == ".")
    #expect(pathList(":a::b:") == ["a", "b"])
  }

  @Test func programsAreFoundInAbsoluteFoldersOnly() throws {
    let folder = NSTemporaryDirectory() + "/vbg-tests-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder + "/here", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for place in [folder + "/here/tool", folder + "/tool"] {
      try Data("#!/bin/sh\n".utf8).write(to: URL(fileURLWithPath: place))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place)
    }
    let up = String(repeating: "../", count: 40) + folder.dropFirst()
    #expect(fileExists(joined(up, "tool")), "the test's own path")
    #expect(findProgram("tool", in: "\(up):.::") == nil)
    #expect(findProgram("tool", in: "\(up)::\(folder)/here") == "\(folder)/here/tool")
    // A folder of that name is no program.
    #expect(findProgram("here", in: folder) == nil)
  }
}
