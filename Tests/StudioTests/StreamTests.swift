import Glibc
import Testing
import Visitors

@testable import Studio

/// Live pictures on their way to pages.
@Suite(.serialized) struct StreamTests {
  private let studio: TestServer

  init() throws { studio = try TestServer() }

  /// A page that is known to the server.
  private func page() throws -> Visitor {
    let before = studio.streams.count
    let (visitor, status) = try studio.page()
    try #require(status == 101)
    for _ in 0..<500 where studio.streams.count == before { usleep(10_000) }
    try #require(studio.streams.count == before + 1)
    return visitor
  }

  @Test(.timeLimit(.minutes(5))) func picturesGoToWhoAsks() throws {
    let (one, other) = (try page(), try page())
    one.send(Visitor.message(Array("640".utf8)))
    #expect(studio.streams.awaitWish() == StudioStreams.Wish(width: 640))
    studio.streams.send(picture: [1, 2, 3], original: false)
    let message = try #require(one.message())
    #expect(message.opcode == 2 && message.bytes == [1, 2, 3])
    // Neither a second one, nor one for whoever did not ask.
    studio.streams.send(picture: [4], original: false)
    #expect(one.message(seconds: 1) == nil && other.message(seconds: 1) == nil)
    // The largest of two wishes is served to both; the camera's picture is another thing.
    one.send(Visitor.message(Array("640".utf8)))
    other.send(Visitor.message(Array("800".utf8)))
    var wish: StudioStreams.Wish?
    for _ in 0..<500 where wish?.width != 800 {
      wish = studio.streams.awaitWish()
      usleep(10_000)
    }
    studio.streams.send(picture: [5], original: true)
    #expect(one.message(seconds: 1) == nil)
    studio.streams.send(picture: [6], original: false)
    #expect(one.message()?.bytes == [6] && other.message()?.bytes == [6])
    other.send(Visitor.message(Array("800 original".utf8)))
    #expect(studio.streams.awaitWish() == StudioStreams.Wish(width: 800, isOriginal: true))
    studio.streams.send(picture: [7], original: false)
    #expect(other.message(seconds: 1) == nil)
    studio.streams.send(picture: [8], original: true)
    #expect(other.message()?.bytes == [8])
  }

  /// A page that reads nothing holds nobody up, and nothing queues up for it.
  @Test(.timeLimit(.minutes(5))) func slowPagesCostNothing() throws {
    let (slow, quick) = (try page(), try page())
    let picture = [UInt8](repeating: 9, count: 1 << 20)
    // It gets its picture before the other asks for one.
    slow.send(Visitor.message(Array("640".utf8)))
    #expect(studio.streams.awaitWish() != nil)
    studio.streams.send(picture: picture, original: false)
    let news = "\"\(String(repeating: "n", count: 1 << 16))\""
    let start = time(nil)
    for _ in 0..<50 {
      quick.send(Visitor.message(Array("640".utf8)))
      #expect(studio.streams.awaitWish() != nil)
      studio.streams.send(picture: picture, original: false)
      studio.streams.send(news: news)
      var isFetched = false
      while !isFetched, let message = quick.message() { isFetched = message.opcode == 2 }
      #expect(isFetched)
    }
    #expect(time(nil) - start < 30)
    // One picture, and as much news as fits into buffers.
    var (pictures, texts) = (0, 0)
    while let message = slow.message(seconds: 1) {
      if message.opcode == 2 { pictures += 1 } else { texts += 1 }
    }
    #expect(pictures == 1 && texts < 50, "\(pictures) pictures, \(texts) news")
  }

  @Test(.timeLimit(.minutes(5))) func whatIsNoMessageEndsTheStream() throws {
    let wrong: [[UInt8]] = [
      Visitor.message(Array("640".utf8), isMasked: false),
      Visitor.message(Array("640".utf8), isFinal: false), Visitor.message(Array("0".utf8)),
      Visitor.message(Array("-1".utf8)), Visitor.message(Array("99999".utf8)),
      Visitor.message(Array("640 mine".utf8)), Visitor.message([]), Visitor.message([0xff, 0xfe]),
      Visitor.message(Array("640".utf8), opcode: 7),
      // A message that is said to be as large as memory.
      [0x82, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4],
      [0x82, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 1, 1, 2, 3, 4],
    ]
    for bytes in wrong {
      let visitor = try page()
      visitor.send(bytes)
      #expect(visitor.awaitEnd(), "\(bytes.prefix(16))")
      for _ in 0..<500 where studio.streams.count > 0 { usleep(10_000) }
      #expect(studio.streams.count == 0)
    }
  }

  @Test(.timeLimit(.minutes(5))) func pagesThatGoAreForgotten() throws {
    var visitors: [Visitor] = []
    for _ in 0..<4 {
      visitors.append(try page())
      visitors.last?.send(Visitor.message(Array("640".utf8)))
    }
    visitors = []
    for _ in 0..<500 where studio.streams.count > 0 { usleep(10_000) }
    #expect(studio.streams.count == 0)
    studio.streams.close()
    #expect(studio.streams.awaitWish() == nil && !studio.streams.awaitPage())
  }
}
