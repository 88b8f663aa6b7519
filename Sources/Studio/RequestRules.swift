import NIOHTTP1

/// Rules by which requests are refused before anything of them is used.
///
/// A page of another site can send requests here, and with a name that it lets lead to 127.0.0.1 it is even taken
/// for this site by the browser: so the host must be ours, who asks must be a page of ours, and what does more than
/// show the page itself wants the token, which browsers send by no means on their own.
struct RequestRules: Sendable {
  /// The subprotocol of live pictures; the token is offered beside it.
  static let subprotocol = "vbg"

  /// The path of live pictures.
  static let streamPath = "/api/stream"

  /// The path where a ticket becomes the token.
  static let entryPath = "/api/enter"

  let port: Int
  let token: AccessToken

  /// Error of a request, with the number of HTTP's.
  struct Refusal: Error, Equatable {
    let status: Int
    let reason: String
  }

  /// Checks what every request must satisfy.
  func check(_ head: HTTPRequestHead) throws(Refusal) {
    let hosts = head.headers["host"]
    guard hosts.count == 1, Self.names.contains(where: { hosts[0] == "\($0):\(port)" }) else {
      throw Refusal(status: 421, reason: "expected the host 127.0.0.1:\(port)")
    }
    let origins = head.headers["origin"]
    guard origins.allSatisfy(isOwn), origins.count <= 1 else {
      throw Refusal(status: 403, reason: "expected a page of this studio's")
    }
  }

  /// Checks a request for more than the page's own files.
  func checkHolder(_ head: HTTPRequestHead) throws(Refusal) {
    try checkSite(head)
    let words = head.headers["authorization"]
    let scheme = "Bearer "
    guard words.count == 1, words[0].hasPrefix(scheme),
      token.isEqual(to: words[0].dropFirst(scheme.count))
    else { throw Refusal(status: 401, reason: "expected the token of the start address") }
  }

  /// Checks where browsers say that a request comes from.
  private func checkSite(_ head: HTTPRequestHead) throws(Refusal) {
    guard head.headers["sec-fetch-site"].allSatisfy({ ["same-origin", "none"].contains($0) }) else {
      throw Refusal(status: 403, reason: "expected a page of this studio's")
    }
  }

  /// Checks a request that sends something: browsers tell whose page does.
  func checkSender(_ head: HTTPRequestHead) throws(Refusal) {
    guard !head.headers["origin"].isEmpty else {
      throw Refusal(status: 403, reason: "expected a page of this studio's, found none")
    }
  }

  /// Tells whether a request may become a stream of live pictures.
  func admitsStream(_ head: HTTPRequestHead) -> Bool {
    let words = head.headers[canonicalForm: "sec-websocket-protocol"]
    guard (try? check(head)) != nil, (try? checkSender(head)) != nil, (try? checkSite(head)) != nil,
      head.uri == Self.streamPath,
      words.count == 2, words[0] == Self.subprotocol
    else { return false }
    return token.isEqual(to: words[1])
  }

  private static let names = ["127.0.0.1", "localhost"]

  private func isOwn(_ origin: String) -> Bool {
    Self.names.contains { origin == "http://\($0):\(port)" }
  }

  /// Headers of every answer: nothing from elsewhere is loaded, run, framed or told.
  var headers: HTTPHeaders {
    [
      "Content-Security-Policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        + "connect-src 'self' ws://127.0.0.1:\(port) ws://localhost:\(port); media-src blob:; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'",
      "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
      "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
      "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    ]
  }
}
