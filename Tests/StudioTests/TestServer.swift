import Synchronization
import Visitors

@testable import Studio

/// A studio with little patience, and one who visits it.
final class TestServer {
  let server: StudioServer
  let streams: StudioStreams

  init(_ change: (inout StudioLimits) -> Void = { _ in }) throws {
    var limits = StudioLimits()
    limits.headSeconds = 1
    limits.bodySeconds = 2
    change(&limits)
    streams = StudioStreams()
    let taken = Taken()
    self.taken = taken
    server = try StudioServer(
      port: 0,
      routes: [
        StudioRoute(.get, "/api/status") { request in
          StudioAnswer(json: "{\"id\":\(jsonText(request.identifier ?? ""))}")
        },
        StudioRoute(.post(bodyLimit: 1000), "/api/control") { request in
          taken.bodies.withLock { $0.append(request.body) }
          return StudioAnswer(json: "{\"ok\":true}")
        },
        StudioRoute(.get, "/api/backgrounds") { _ in StudioAnswer(json: "[]") },
        StudioRoute(.post(bodyLimit: 1 << 20), "/api/backgrounds") { request in
          taken.bodies.withLock { $0.append(request.body) }
          return StudioAnswer(json: "{\"ok\":true}")
        },
      ], streams: streams, limits: limits)
  }

  /// Bodies that routes got.
  final class Taken: Sendable {
    let bodies = Mutex<[[UInt8]]>([])
    var count: Int { bodies.withLock { $0.count } }
    var last: [UInt8]? { bodies.withLock { $0.last } }
  }
  let taken: Taken

  deinit {
    streams.close()
    server.stop()
  }

  var port: Int { server.port }
  var holder: String { "Authorization: Bearer \(server.token.text)" }
  var origin: String { "Origin: http://127.0.0.1:\(port)" }

  /// A visitor of its own.
  func visitor() throws -> Visitor {
    guard let visitor = Visitor(port: port) else { throw NobodyListens() }
    return visitor
  }

  struct NobodyListens: Error {}

  /// The answer to one request.
  func ask(
    _ method: String, _ path: String, host: String? = nil, headers: [String] = [],
    body: [UInt8] = []
  ) throws -> Visitor.Answer? {
    let visitor = try visitor()
    visitor.send(
      Visitor.request(method, path, port: port, host: host, headers: headers, body: body))
    return visitor.answer()
  }

  /// The answer to a request for something.
  func ask(
    _ path: String, host: String? = nil, headers: [String] = []
  ) throws -> Visitor.Answer? {
    try ask("GET", path, host: host, headers: headers)
  }

  /// A request for a stream.
  func streamRequest(
    origin: String? = nil, token: String? = nil, host: String? = nil, path: String = "/api/stream"
  ) -> [UInt8] {
    let origin = origin ?? self.origin
    return Visitor.request(
      "GET", path, port: port, host: host,
      headers: [
        "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol: vbg, \(token ?? server.token.text)",
      ] + (origin.isEmpty ? [] : [origin]))
  }

  /// A page with a stream.
  func page() throws -> (Visitor, status: Int?) {
    let visitor = try visitor()
    visitor.send(streamRequest())
    return (visitor, visitor.answer()?.status)
  }
}
