import NIOCore
import NIOWebSocket
import SystemSupport

/// The pages that show live pictures. A page asks for a picture when it has shown the one before: the newest is then
/// made for it, and nobody waits for a page that is slow. Any thread.
public final class StudioStreams: Sendable {
  /// A wish for a picture.
  public struct Wish: Sendable, Equatable {
    /// Pixels a row that are enough.
    public var width: Int
    /// Whether the camera's picture is asked for in place of the one that leaves.
    public var isOriginal: Bool

    public init(width: Int, isOriginal: Bool = false) {
      self.width = width
      self.isOriginal = isOriginal
    }
  }

  private struct Page {
    let channel: any Channel
    var wish: Wish?
  }

  private struct State {
    var pages: [ObjectIdentifier: Page] = [:]
    var isClosed = false
  }

  private let state = Monitor(State())
  private let onPicture: @Sendable ([UInt8]) -> Void

  /// - Parameter onPicture: gets the JPEG files that pages send of a camera of theirs; must not block.
  public init(onPicture: @escaping @Sendable ([UInt8]) -> Void = { _ in }) {
    self.onPicture = onPicture
  }

  /// Number of pages.
  public var count: Int { state.read { $0.pages.count } }

  /// Sleeps until a page asks for a picture. Returns what is asked for, of one kind; nil when all ends.
  public func awaitWish() -> Wish? {
    while true {
      state.wait(milliseconds: 3_600_000) { state in
        state.isClosed || state.pages.values.contains { $0.wish != nil }
      }
      let (isClosed, wishes) = state.read { ($0.isClosed, $0.pages.values.compactMap(\.wish)) }
      if isClosed { return nil }
      guard let first = wishes.first else { continue }
      let widths = wishes.filter { $0.isOriginal == first.isOriginal }.map(\.width)
      return Wish(width: widths.max() ?? first.width, isOriginal: first.isOriginal)
    }
  }

  /// Sleeps until there is a page; false when all ends.
  public func awaitPage() -> Bool {
    while true {
      state.wait(milliseconds: 3_600_000) { $0.isClosed || !$0.pages.isEmpty }
      let (isClosed, hasPages) = state.read { ($0.isClosed, !$0.pages.isEmpty) }
      if isClosed { return false }
      if hasPages { return true }
    }
  }

  /// Sleeps until all ends, or so long.
  public func awaitEnd(milliseconds: Int) {
    state.wait(milliseconds: milliseconds) { $0.isClosed }
  }

  /// Sends a picture to the pages that wait for one of its kind.
  public func send(picture: [UInt8], original isOriginal: Bool) {
    let channels = state.change { state in
      var channels: [any Channel] = []
      for (key, page) in state.pages where page.wish?.isOriginal == isOriginal {
        state.pages[key]?.wish = nil
        channels.append(page.channel)
      }
      return channels
    }
    send(picture, as: .binary, to: channels)
  }

  /// Sends news, as JSON, to all pages that take any: what a page has not taken yet is not followed by more.
  public func send(news: String) {
    let channels = state.read { $0.pages.values.map(\.channel).filter(\.isWritable) }
    send(Array(news.utf8), as: .text, to: channels)
  }

  /// Ends all waits.
  public func close() { state.change { $0.isClosed = true } }

  private func send(
    _ bytes: [UInt8], as opcode: WebSocketOpcode, to channels: [any Channel]
  ) {
    for channel in channels {
      let data = ByteBuffer(bytes: bytes)
      channel.writeAndFlush(WebSocketFrame(fin: true, opcode: opcode, data: data), promise: nil)
    }
  }

  func add(_ channel: any Channel) {
    state.change { $0.pages[ObjectIdentifier(channel)] = Page(channel: channel) }
  }

  func remove(_ channel: any Channel) {
    state.change { $0.pages[ObjectIdentifier(channel)] = nil }
  }

  func wish(_ wish: Wish, of channel: any Channel) {
    state.change { $0.pages[ObjectIdentifier(channel)]?.wish = wish }
  }

  func take(picture: [UInt8]) { onPicture(picture) }
}
