import Testing

@testable import ImageFiles

/// Tests of what readers say, and what none says.
@Suite struct ReaderReplyTests {
  /// A reader that was taken over by its file may say anything.
  @Test func repliesOfNoReader() throws {
    let good = ReaderReply(.damaged, width: 3, height: 70000, text: "why\n")
    let parsed = try #require(ReaderReply.parse(head: Array(good.bytes.prefix(16))))
    #expect(parsed.reply.kind == .damaged && parsed.textByteCount == 4)
    #expect(parsed.reply.width == 3 && parsed.reply.height == 70000)
    #expect(ReaderReply.parse(head: [0] + good.bytes[1..<16]) == nil)
    #expect(ReaderReply.parse(head: [99] + good.bytes[1..<16]) == nil)
    #expect(ReaderReply.parse(head: good.bytes[..<12] + [1, 4, 0, 0]) == nil)
    #expect(ReaderReply.parse(head: good.bytes[..<12] + [255, 255, 255, 255]) == nil)
    #expect(ReaderReply(.failed, text: String(repeating: "x", count: 5000)).bytes.count == 1040)
  }
}
