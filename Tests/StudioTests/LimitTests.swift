import Glibc
import Testing
import Visitors

@testable import Studio

/// Limits of what visitors can take of the machine.
@Suite(.serialized) struct LimitTests {
  @Test(.timeLimit(.minutes(5))) func largeBodiesAreRefusedUnread() throws {
    let studio = try TestServer()
    let memory = residentBytes()
    for length in ["1073741824", "1001", "99999999999999999999"] {
      let visitor = try studio.visitor()
      visitor.send(
        "POST /api/control HTTP/1.1\r\nHost: 127.0.0.1:\(studio.port)\r\n\(studio.holder)\r\n"
          + "\(studio.origin)\r\nContent-Length: \(length)\r\n\r\n")
      let status = visitor.answer()?.status
      #expect(status == 413 || status == 400, "\(length)")
      #expect(visitor.awaitEnd(), "\(length)")
    }
    // Without a length there is no end.
    let visitor = try studio.visitor()
    visitor.send(
      "POST /api/backgrounds HTTP/1.1\r\nHost: 127.0.0.1:\(studio.port)\r\n\(studio.holder)\r\n"
        + "\(studio.origin)\r\nTransfer-Encoding: chunked\r\n\r\n")
    let part = Array("10000\r\n".utf8) + [UInt8](repeating: 7, count: 0x10000) + Array("\r\n".utf8)
    var count = 0
    while visitor.send(part), count < 4096 { count += 1 }
    #expect(count < 4096, "1 GB was taken")
    #expect(studio.taken.count == 0)
    #expect(residentBytes() - memory < 64 << 20)
    // One that is small enough is taken, whole.
    let body = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let answer = try studio.ask(
      "POST", "/api/backgrounds", headers: [studio.holder, studio.origin], body: body)
    #expect(answer?.status == 200 && studio.taken.last == body)
  }

  /// Nobody without the token sends a body at all.
  @Test(.timeLimit(.minutes(5))) func bodiesOfStrangersAreNotRead() throws {
    let studio = try TestServer()
    let visitor = try studio.visitor()
    visitor.send(
      "POST /api/backgrounds HTTP/1.1\r\nHost: 127.0.0.1:\(studio.port)\r\n\(studio.origin)\r\n"
        + "Content-Length: 1000000\r\n\r\n")
    #expect(visitor.answer()?.status == 401)
    #expect(visitor.awaitEnd())
  }

  @Test(.timeLimit(.minutes(5))) func slowVisitorsAreSentAway() throws {
    let studio = try TestServer()
    // A byte now and again: of the head, of the body, and nothing at all.
    let head = try studio.visitor()
    let body = try studio.visitor()
    let silent = try studio.visitor()
    body.send(
      "POST /api/control HTTP/1.1\r\nHost: 127.0.0.1:\(studio.port)\r\n\(studio.holder)\r\n"
        + "\(studio.origin)\r\nContent-Length: 900\r\n\r\n")
    head.send("GET / HTTP/1.1\r\n")
    for _ in 0..<60 where !(head.isClosed && body.isClosed) {
      head.send("X: y\r\n")
      body.send([1])
      _ = head.awaitEnd(seconds: 0)
      usleep(100_000)
      _ = (head.bytes(1 << 20, seconds: 0), body.bytes(1 << 20, seconds: 0))
    }
    #expect(head.awaitEnd() && body.awaitEnd() && silent.awaitEnd())
    #expect(studio.taken.count == 0)
    #expect(try studio.ask("/")?.status == 200)
  }

  @Test(.timeLimit(.minutes(5))) func endlessHeadsAreRefused() throws {
    let studio = try TestServer { $0.headSeconds = 30 }
    for line in [
      "X-Y: \(String(repeating: "a", count: 1000))\r\n", String(repeating: "b", count: 1000),
    ] {
      let visitor = try studio.visitor()
      visitor.send("GET / HTTP/1.1\r\n")
      var count = 0
      while visitor.send(line), count < 1 << 16 { count += 1 }
      #expect(count < 1 << 16, "64 MB of a head were taken")
    }
    #expect(try studio.ask("/")?.status == 200)
  }

  @Test(.timeLimit(.minutes(5))) func visitorsAreCounted() throws {
    let studio = try TestServer { limits in
      limits.connections = 6
      limits.headSeconds = 3
    }
    var visitors = try (0..<6).map { _ in try studio.visitor() }
    usleep(300_000)
    let late = try studio.visitor()
    late.send(Visitor.request("GET", "/", port: studio.port))
    #expect(late.answer(seconds: 1) == nil && late.awaitEnd())
    #expect(!visitors.isEmpty)
    visitors = []
    usleep(300_000)
    #expect(try studio.ask("/")?.status == 200)
  }

  @Test(.timeLimit(.minutes(5))) func pagesWithPicturesAreCounted() throws {
    let studio = try TestServer()
    var pages = try (0..<4).map { _ in try studio.page() }
    #expect(pages.allSatisfy { $0.status == 101 })
    #expect(try studio.page().status == 503)
    pages.removeLast()
    usleep(300_000)
    #expect(try studio.page().status == 101)
    // A request that is no WebSocket's after all leaves no page behind.
    for _ in 0..<10 {
      let visitor = try studio.visitor()
      visitor.send(
        Visitor.request(
          "GET", "/api/stream", port: studio.port,
          headers: [
            "Upgrade: websocket", "Connection: Upgrade", studio.origin,
            "Sec-WebSocket-Protocol: vbg, \(studio.server.token.text)",
          ]))
      _ = visitor.answer(seconds: 1)
    }
    usleep(300_000)
    pages = []
    usleep(300_000)
    #expect(try (0..<4).map { _ in try studio.page() }.count { $0.status == 101 } == 4)
  }

  @Test(.timeLimit(.minutes(5))) func uploadsAreCounted() throws {
    let studio = try TestServer { $0.bodySeconds = 20 }
    func begin() throws -> Visitor {
      let visitor = try studio.visitor()
      visitor.send(
        "POST /api/backgrounds HTTP/1.1\r\nHost: 127.0.0.1:\(studio.port)\r\n\(studio.holder)\r\n"
          + "\(studio.origin)\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n")
      return visitor
    }
    var first = try [begin(), begin()]
    #expect(first.map { $0.answer()?.status } == [100, 100])
    #expect(try begin().answer()?.status == 503)
    first = []
    usleep(300_000)
    let next = try begin()
    #expect(next.answer()?.status == 100)
    next.send([UInt8](repeating: 1, count: 100))
    #expect(next.answer()?.status == 200)
  }

  @Test func portsInUseAreNamed() throws {
    let studio = try TestServer()
    let error = #expect(throws: StudioServer.StartError.self) {
      try StudioServer(port: studio.port, routes: [], streams: StudioStreams())
    }
    #expect(error?.description.contains("found \(studio.port) in use") == true)
  }

  /// Other machines, and other addresses of this one, reach nothing.
  @Test func nothingListensElsewhere() throws {
    let studio = try TestServer()
    #expect(Visitor(port: studio.port, host: "127.0.0.2") == nil)
  }

  private func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, 128, file) != nil else { return 0 }
    let text = String(
      decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
  }
}
