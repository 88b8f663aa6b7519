import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// A connection of a visitor's: one request after the other, each in limited time and memory.
final class RequestHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private enum State {
    case waiting
    /// Body of a request for this route.
    case reading(StudioRoute, identifier: String?)
    /// Nothing that comes is of interest any more.
    case answering
  }

  private let rules: RequestRules
  private let shared: StudioServer.Shared
  private var state = State.waiting
  private var body: [UInt8] = []
  private var holdsUpload = false
  private var keepsAlive = false
  private var deadline: Scheduled<Void>?

  init(_ rules: RequestRules, _ shared: StudioServer.Shared) {
    self.rules = rules
    self.shared = shared
  }

  func handlerAdded(context: ChannelHandlerContext) {
    limit(context, seconds: shared.limits.headSeconds)
  }

  func handlerRemoved(context: ChannelHandlerContext) { letGo() }

  func channelInactive(context: ChannelHandlerContext) {
    letGo()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A stream that was refused comes as a request, and is told why.
    if error is NIOWebSocketUpgradeError { return }
    context.close(promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): take(head, context)
    case .body(let part): take(part, context)
    case .end: finish(context)
    }
  }

  private func take(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    guard case .waiting = state else { return }
    keepsAlive = head.isKeepAlive
    limit(context, seconds: shared.limits.bodySeconds)
    do throws(RequestRules.Refusal) {
      try begin(head, context)
    } catch {
      keepsAlive = keepsAlive && head.headers.contentLength ?? 0 == 0
      send(StudioAnswer(status: error.status, error: error.reason), context)
    }
  }

  private func begin(
    _ head: HTTPRequestHead, _ context: ChannelHandlerContext
  ) throws(RequestRules.Refusal) {
    try rules.check(head)
    let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = String(parts[0])
    if let file = StudioFile(path: path) {
      guard head.method == .GET, parts.count == 1 else { throw .wrongMethod }
      return send(StudioAnswer(type: file.type, bytes: file.bytes), context)
    }
    if rules.admitsStream(head) {
      throw RequestRules.Refusal(
        status: 503, reason: "expected at most \(shared.limits.streams) pages, found more")
    }
    let isEntry = path == RequestRules.entryPath
    if !isEntry { try rules.checkHolder(head) }
    let routes = isEntry ? [shared.entry] : shared.routes.filter { $0.path == path }
    guard !routes.isEmpty else {
      throw RequestRules.Refusal(status: 404, reason: "expected something that there is")
    }
    guard let route = routes.first(where: { $0.takes(head.method) }) else { throw .wrongMethod }
    let identifier = try parts.count == 1 ? nil : Self.identifier(parts[1])
    if case .post(let bodyLimit) = route.method {
      try rules.checkSender(head)
      if let length = head.headers.contentLength, length > bodyLimit { throw .largeBody(bodyLimit) }
      if bodyLimit > shared.limits.smallBody {
        guard shared.uploads.take() else {
          throw RequestRules.Refusal(
            status: 503, reason: "expected one upload at a time, found more")
        }
        holdsUpload = true
      }
    }
    state = .reading(route, identifier: identifier)
    if head.headers["expect"].contains("100-continue") {
      let answer = HTTPResponseHead(version: .http1_1, status: .continue)
      context.writeAndFlush(wrapOutboundOut(.head(answer)), promise: nil)
    }
  }

  /// Reads `id=IDENTIFIER`.
  private static func identifier(_ query: Substring) throws(RequestRules.Refusal) -> String {
    let name = "id="
    let value = query.utf8.dropFirst(name.utf8.count)
    guard query.hasPrefix(name), (1...80).contains(value.count),
      value.allSatisfy({ byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      })
    else { throw RequestRules.Refusal(status: 400, reason: "expected ?id= of letters and digits") }
    return String(decoding: value, as: UTF8.self)
  }

  private func take(_ part: ByteBuffer, _ context: ChannelHandlerContext) {
    guard case .reading(let route, _) = state else { return }
    var limit = 0
    if case .post(let bodyLimit) = route.method { limit = bodyLimit }
    guard body.count + part.readableBytes <= limit else {
      keepsAlive = false
      let refusal = RequestRules.Refusal.largeBody(limit)
      return send(StudioAnswer(status: refusal.status, error: refusal.reason), context)
    }
    body += part.readableBytesView
  }

  private func finish(_ context: ChannelHandlerContext) {
    guard case .reading(let route, let identifier) = state else { return }
    state = .answering
    limit(context, seconds: shared.limits.answerSeconds)
    let request = StudioRequest(identifier: identifier, body: body)
    body = []
    let handler = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let answered = shared.threads.runIfActive(eventLoop: context.eventLoop) {
      route.answer(request)
    }
    answered.whenComplete { result in
      let (handler, context) = handler.value
      guard context.channel.isActive else { return }
      switch result {
      case .success(let answer): handler.send(answer, context)
      case .failure: context.close(promise: nil)
      }
    }
  }

  private func send(_ answer: StudioAnswer, _ context: ChannelHandlerContext) {
    state = .answering
    releaseUpload()
    limit(context, seconds: shared.limits.answerSeconds)
    var headers = rules.headers
    headers.add(name: "Content-Type", value: answer.type)
    headers.add(name: "Content-Length", value: String(answer.bytes.count))
    if !keepsAlive { headers.add(name: "Connection", value: "close") }
    let head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(
      wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.bytes)))), promise: nil)
    let handler = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
      let (handler, context) = handler.value
      guard handler.keepsAlive else { return context.close(promise: nil) }
      handler.state = .waiting
      handler.body = []
      handler.limit(context, seconds: handler.shared.limits.headSeconds)
    }
  }

  /// Closes the connection unless the next step comes in time.
  private func limit(_ context: ChannelHandlerContext, seconds: Int) {
    deadline?.cancel()
    let channel = context.channel
    deadline = context.eventLoop.scheduleTask(in: .seconds(Int64(seconds))) {
      channel.close(promise: nil)
    }
  }

  private func releaseUpload() {
    if holdsUpload { shared.uploads.release() }
    holdsUpload = false
  }

  private func letGo() {
    deadline?.cancel()
    deadline = nil
    releaseUpload()
  }
}

extension RequestRules.Refusal {
  fileprivate static let wrongMethod = Self(status: 405, reason: "expected another method")

  fileprivate static func largeBody(_ limit: Int) -> Self {
    Self(status: 413, reason: "expected at most \(limit) bytes")
  }
}

extension StudioRoute {
  fileprivate func takes(_ method: HTTPMethod) -> Bool {
    switch self.method {
    case .get: method == .GET
    case .post: method == .POST
    }
  }
}

extension HTTPHeaders {
  /// The length that a body is said to have; one that is no number is the largest.
  fileprivate var contentLength: Int? { first(name: "content-length").map { Int($0) ?? .max } }
}
