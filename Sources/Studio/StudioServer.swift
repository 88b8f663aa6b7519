import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// The server of a studio's page on 127.0.0.1, on a thread of its own; requests are answered on two others.
public final class StudioServer: Sendable {
  /// Parts that all connections share.
  struct Shared: Sendable {
    let limits: StudioLimits
    let routes: [StudioRoute]
    /// Route that gives the token to whoever has the ticket.
    let entry: StudioRoute
    let streams: StudioStreams
    let threads: NIOThreadPool
    let connections: BoundedCount
    let pages: BoundedCount
    let uploads: BoundedCount
  }

  /// Error of a server that can't begin, for a person.
  public struct StartError: Error, CustomStringConvertible {
    public let description: String
  }

  /// Where it listens.
  public let port: Int
  /// The secret of those who may use it.
  public let token = AccessToken()

  private let ticket = EntryTicket()
  private let channel: any Channel
  private let group: MultiThreadedEventLoopGroup
  private let threads: NIOThreadPool

  /// The address of the page. The token stands behind `#`, which browsers send to nobody.
  public var address: String { "http://127.0.0.1:\(port)/#\(token.text)" }

  /// The address of the page that is good once.
  public var openingAddress: String { "http://127.0.0.1:\(port)/#once-\(ticket.text)" }

  /// Begins.
  ///
  /// - Parameter port: 0 for one that is free.
  /// - Throws: `StartError`.
  public init(
    port: Int, routes: [StudioRoute], streams: StudioStreams, limits: StudioLimits = StudioLimits()
  ) throws(StartError) {
    group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    threads = NIOThreadPool(numberOfThreads: 2)
    threads.start()
    let (token, ticket) = (token, ticket)
    let entry = StudioRoute(.post(bodyLimit: 100), RequestRules.entryPath) { request in
      guard ticket.redeem(String(decoding: request.body, as: UTF8.self)) else {
        return StudioAnswer(
          status: 401,
          error: "expected an address that was not used yet; vbg studio printed another")
      }
      return StudioAnswer(json: "{\"token\":\(jsonText(token.text))}")
    }
    let shared = Shared(
      limits: limits, routes: routes, entry: entry, streams: streams, threads: threads,
      connections: BoundedCount(limit: limits.connections),
      pages: BoundedCount(limit: limits.streams), uploads: BoundedCount(limit: limits.uploads))
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 16)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.maxMessagesPerRead, value: 4)
      .childChannelInitializer { channel in
        let eventLoop = channel.eventLoop
        guard shared.connections.take() else {
          return eventLoop.makeFailedFuture(ChannelError.eof)
        }
        channel.closeFuture.whenComplete { _ in shared.connections.release() }
        return eventLoop.makeCompletedFuture {
          let rules = RequestRules(port: channel.localAddress?.port ?? 0, token: token)
          try Self.prepare(channel.pipeline.syncOperations, rules, shared)
        }
      }
    do {
      channel = try bootstrap.bind(host: "127.0.0.1", port: port).wait()
      self.port = channel.localAddress?.port ?? port
    } catch {
      try? threads.syncShutdownGracefully()
      group.shutdownGracefully { _ in }
      let isTaken = (error as? IOError)?.errnoCode == EADDRINUSE
      throw StartError(
        description: isTaken
          ? "expected a free port, found \(port) in use: leave --port out, or name another"
          : "127.0.0.1:\(port): can't listen (\(error))")
    }
  }

  /// Ends: all connections are closed.
  public func stop() {
    try? channel.close().wait()
    try? group.syncShutdownGracefully()
    try? threads.syncShutdownGracefully()
  }

  private static func prepare(
    _ pipeline: ChannelPipeline.SynchronousOperations, _ rules: RequestRules, _ shared: Shared
  ) throws {
    let upgrader = NIOWebSocketServerUpgrader(
      maxFrameSize: shared.limits.message,
      shouldUpgrade: { channel, head in
        guard rules.admitsStream(head), shared.pages.take() else {
          return channel.eventLoop.makeSucceededFuture(nil)
        }
        channel.closeFuture.whenComplete { _ in shared.pages.release() }
        var headers = rules.headers
        headers.add(name: "Sec-WebSocket-Protocol", value: RequestRules.subprotocol)
        return channel.eventLoop.makeSucceededFuture(headers)
      },
      upgradePipelineHandler: { channel, _ in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            StreamHandler(shared.streams))
        }
      })
    try pipeline.configureHTTPServerPipeline(
      withServerUpgrade: (
        upgraders: [upgrader],
        completionHandler: { context in
          let pipeline = context.pipeline.syncOperations
          if let own = try? pipeline.context(handlerType: RequestHandler.self) {
            pipeline.removeHandler(context: own, promise: nil)
          }
        }
      ))
    try pipeline.addHandler(RequestHandler(rules, shared))
  }
}
