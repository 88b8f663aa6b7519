import Testing
import Visitors

@testable import Studio

/// Rules of who is let in: as pages of other sites and other users' programs try it.
@Suite(.serialized) struct RuleTests {
  private let studio: TestServer

  init() throws { studio = try TestServer() }

  @Test func theHolderOfTheTokenIsAnswered() throws {
    let answer = try #require(try studio.ask("/api/status", headers: [studio.holder]))
    #expect(answer.status == 200 && answer.text == "{\"id\":\"\"}")
    let localhost = "localhost:\(studio.port)"
    #expect(
      try studio.ask("/api/status", host: localhost, headers: [studio.holder])?.status == 200)
    let sent = try #require(
      try studio.ask(
        "POST", "/api/control", headers: [studio.holder, studio.origin], body: [1, 2, 3]))
    #expect(sent.status == 200 && studio.taken.last == [1, 2, 3])
  }

  @Test func tokensThatAreWrongAreRefused() throws {
    let token = studio.server.token.text
    let wrong = [
      "", "Authorization: Bearer", "Authorization: Bearer ", "Authorization: \(token)",
      "Authorization: Bearer \(token.dropLast())", "Authorization: Bearer \(token)0",
      "Authorization: Bearer \(token.dropLast())x", "Authorization: Bearer x\(token.dropFirst())",
      "Authorization: Bearer \(token.uppercased())x", "Authorization: Basic \(token)",
      "Authorization: Bearer \(String(repeating: "0", count: 64))", "Cookie: token=\(token)",
      "Authorization: Bearer \(token)\r\nAuthorization: Bearer \(token)",
    ]
    for header in wrong {
      let answer = try studio.ask("/api/status", headers: header.isEmpty ? [] : [header])
      #expect(answer?.status == 401, "\(header)")
    }
    // In an address it would stand in logs: there it counts for nothing.
    #expect(try studio.ask("/api/status?token=\(token)")?.status == 401)
    #expect(
      try studio.ask("POST", "/api/control", headers: [studio.origin], body: [1])?.status == 401)
    #expect(studio.taken.count == 0)
  }

  /// A name of another site that leads to 127.0.0.1: browsers then take its page for one of this site.
  @Test func otherHostsAreRefused() throws {
    let port = studio.port
    for host in [
      "evil.example:\(port)", "127.0.0.1", "127.0.0.1:1", "127.0.0.1:\(port).evil.example",
      "127.0.0.1:\(port)@evil.example", "localhost", "[::1]:\(port)", "0.0.0.0:\(port)", "",
      "127.0.0.1:\(port)\r\nHost: evil.example",
    ] {
      for path in ["/", "/api/status"] {
        let answer = try studio.ask(path, host: host, headers: [studio.holder])
        #expect(answer?.status != 200, "\(host) \(path)")
        #expect(answer?.text.contains("html") != true)
      }
      let visitor = try studio.visitor()
      visitor.send(studio.streamRequest(host: host))
      #expect(visitor.answer()?.status != 101, "\(host)")
    }
    let visitor = try studio.visitor()
    visitor.send("GET / HTTP/1.0\r\n\r\n")
    #expect(visitor.answer()?.status == 421)
  }

  @Test func pagesOfOtherSitesAreRefused() throws {
    let port = studio.port
    for origin in [
      "http://evil.example", "http://evil.example:\(port)", "https://127.0.0.1:\(port)", "null",
      "http://127.0.0.1:\(port).evil.example", "http://127.0.0.1", "http://127.0.0.1:\(port)/",
      "file://", "http://127.0.0.1:\(port)\r\nOrigin: http://evil.example",
    ] {
      let header = "Origin: \(origin)"
      let (get, post) = (
        try studio.ask("/api/status", headers: [studio.holder, header]),
        try studio.ask("POST", "/api/control", headers: [studio.holder, header], body: [1])
      )
      #expect(get?.status == 403 && post?.status == 403, "\(origin)")
      let visitor = try studio.visitor()
      visitor.send(studio.streamRequest(origin: header))
      #expect(visitor.answer()?.status == 403, "\(origin)")
    }
    for site in ["cross-site", "same-site"] {
      let headers = [studio.holder, studio.origin, "Sec-Fetch-Site: \(site)"]
      #expect(try studio.ask("/api/status", headers: headers)?.status == 403)
    }
    // Browsers say who sends; a form of another site's, sent without, is not taken.
    #expect(
      try studio.ask("POST", "/api/control", headers: [studio.holder], body: [1])?.status == 403)
    #expect(studio.taken.count == 0)
  }

  @Test func streamsWantTokenAndOrigin() throws {
    #expect(try studio.page().status == 101)
    for (origin, token) in [
      ("", nil), (nil, ""), (nil, String(repeating: "0", count: 64)),
      (nil, String(studio.server.token.text.dropLast())),
    ] as [(String?, String?)] {
      let visitor = try studio.visitor()
      visitor.send(studio.streamRequest(origin: origin, token: token))
      let status = visitor.answer()?.status
      #expect(status == 401 || status == 403, "\(origin ?? "own") \(token ?? "right")")
    }
    let visitor = try studio.visitor()
    visitor.send(studio.streamRequest(path: "/api/status"))
    #expect(visitor.answer()?.status == 401)
  }

  /// The address on a browser's command line, which others may see, is good once.
  @Test func theOpeningAddressIsGoodOnce() throws {
    let parts = studio.server.openingAddress.split(separator: "#once-")
    let ticket = Array(try #require(parts.last).utf8)
    #expect(ticket.count == 64 && ticket != Array(studio.server.token.text.utf8))
    let wrong: [[UInt8]] = [
      [], Array(ticket.dropLast()), ticket + [48], Array(studio.server.token.text.utf8),
      [UInt8](repeating: 48, count: 64),
    ]
    for body in wrong {
      #expect(
        try studio.ask("POST", "/api/enter", headers: [studio.origin], body: body)?.status == 401)
    }
    // Neither by a page of another site, nor without saying whose page.
    for headers in [[], ["Origin: http://evil.example"]] {
      #expect(try studio.ask("POST", "/api/enter", headers: headers, body: ticket)?.status == 403)
    }
    let answer = try studio.ask("POST", "/api/enter", headers: [studio.origin], body: ticket)
    #expect(answer?.text == "{\"token\":\"\(studio.server.token.text)\"}")
    let again = try studio.ask("POST", "/api/enter", headers: [studio.origin], body: ticket)
    #expect(again?.status == 401 && again?.text.contains(studio.server.token.text) == false)
  }

  @Test func pathsLeadNowhereElse() throws {
    for path in [
      "/../../../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
      "/scripts/../../../../etc/passwd", "//etc/passwd", "/etc/passwd", "/scripts/", "/scripts",
      "/styles/tokens.css%00.js", "/index.html", "/.", "http://127.0.0.1:\(studio.port)/",
      "/api/../", "/scripts/main.js?x=1",
    ] {
      let answer = try studio.ask(path, headers: [studio.holder])
      #expect(answer.map { $0.status >= 400 } ?? true, "\(path)")
      #expect(answer?.text.contains("root:") != true, "\(path)")
    }
    for query in [
      "id=../x", "id=", "id=a/b", "id=%2e%2e", "path=x", "id=a&id=b",
      "id=\(String(repeating: "a", count: 81))",
    ] {
      let answer = try studio.ask("/api/status?\(query)", headers: [studio.holder])
      #expect(answer?.status == 400, "\(query)")
    }
    let answer = try studio.ask("/api/status?id=a-_9", headers: [studio.holder])
    #expect(answer?.text == "{\"id\":\"a-_9\"}")
  }

  @Test func methodsAreThoseOfRoutes() throws {
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"] {
      let headers = [studio.holder, studio.origin]
      #expect(try studio.ask(method, "/api/status", headers: headers)?.status == 405, "\(method)")
    }
    #expect(try studio.ask("GET", "/api/control", headers: [studio.holder])?.status == 405)
    #expect(try studio.ask("POST", "/", headers: [studio.origin])?.status == 405)
    // A path may be asked for, and sent to.
    #expect(try studio.ask("/api/backgrounds", headers: [studio.holder])?.text == "[]")
    let headers = [studio.holder, studio.origin]
    let sent = try studio.ask("POST", "/api/backgrounds", headers: headers, body: [1])
    #expect(sent?.status == 200 && studio.taken.last == [1])
  }

  @Test func tokensDiffer() {
    let tokens = (0..<50).map { _ in AccessToken() }
    #expect(Set(tokens.map(\.text)).count == 50)
    #expect(tokens.allSatisfy { $0.text.utf8.count == 64 && $0.isEqual(to: $0.text) })
    #expect(!tokens[0].isEqual(to: tokens[1].text) && !tokens[0].isEqual(to: ""))
    #expect(!tokens[0].isEqual(to: tokens[0].text + tokens[0].text))
  }

  @Test func everyAnswerForbidsWhatIsNotNeeded() throws {
    let answers = [
      try studio.ask("/"), try studio.ask("/scripts/main.js"),
      try studio.ask("/api/status", headers: [studio.holder]), try studio.ask("/api/status"),
      try studio.ask("/", host: "evil.example"), try studio.ask("/none", headers: [studio.holder]),
    ]
    for answer in answers {
      let headers = try #require(answer).headers
      let policy = try #require(headers["content-security-policy"])
      for part in [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'",
        "base-uri 'none'",
      ] {
        #expect(policy.contains(part), "\(part)")
      }
      #expect(!policy.contains("unsafe") && !policy.contains("*") && !policy.contains("data:"))
      #expect(headers["x-content-type-options"] == "nosniff")
      #expect(headers["referrer-policy"] == "no-referrer")
      #expect(headers["cross-origin-opener-policy"] == "same-origin")
      #expect(headers["cross-origin-embedder-policy"] == "require-corp")
      #expect(headers["cross-origin-resource-policy"] == "same-origin")
      #expect(headers["cache-control"] == "no-store")
      #expect(headers["access-control-allow-origin"] == nil && headers["set-cookie"] == nil)
    }
  }
}
