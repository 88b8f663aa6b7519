import NIOCore
import NIOWebSocket

/// A page with a live picture. It sends `WIDTH` where it wants the next picture so wide, `WIDTH original` where that is
/// to be the camera's, and pictures of a camera of its own, a JPEG file a message.
final class StreamHandler: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  private let streams: StudioStreams

  init(_ streams: StudioStreams) { self.streams = streams }

  func handlerAdded(context: ChannelHandlerContext) { streams.add(context.channel) }

  func channelInactive(context: ChannelHandlerContext) {
    streams.remove(context.channel)
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    // Pages mask what they send; and what is sent here is no message in parts.
    guard frame.maskKey != nil, frame.fin else { return end(context, .protocolError) }
    switch frame.opcode {
    case .text:
      guard let wish = Self.wish(String(buffer: frame.unmaskedData)) else {
        return end(context, .protocolError)
      }
      streams.wish(wish, of: context.channel)
    case .binary: streams.take(picture: Array(buffer: frame.unmaskedData))
    case .ping:
      let answer = WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)
      context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
    case .connectionClose: end(context, .normalClosure)
    case .pong: break
    default: end(context, .protocolError)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private static func wish(_ text: String) -> StudioStreams.Wish? {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard (1...2).contains(words.count), let width = Int(words[0]), (1...8192).contains(width),
      words.count == 1 || words[1] == "original"
    else { return nil }
    return StudioStreams.Wish(width: width, isOriginal: words.count == 2)
  }

  private func end(_ context: ChannelHandlerContext, _ code: WebSocketErrorCode) {
    var data = context.channel.allocator.buffer(capacity: 2)
    data.write(webSocketErrorCode: code)
    let frame = WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
    context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    context.close(promise: nil)
  }
}
