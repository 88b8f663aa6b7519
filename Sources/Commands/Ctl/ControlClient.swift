import FoundationEssentials
import Glibc

/// A connection to a running session.
final class ControlClient {
  /// Time that a session has for an answer, in seconds.
  private static let patience = 20

  private let descriptor: Int32
  private var bytes: [UInt8] = []

  /// Connects to a session.
  ///
  /// - Throws: `ControlError` where none answers.
  init(session: String) throws(ControlError) {
    guard let place = ControlPlace(session: session) else {
      throw ControlError("expected XDG_RUNTIME_DIR to name a folder, found none")
    }
    guard let address = place.address() else {
      throw ControlError("expected a shorter path of the control socket, found \(place.path)")
    }
    descriptor = makeControlSocket()
    guard descriptor >= 0, address.withPointer({ connect(descriptor, $0, $1) }) == 0 else {
      let isNone = [ENOENT, ECONNREFUSED, ENOTDIR].contains(errno)
      let reason = isNone ? "" : " (\(String(cString: strerror(errno))))"
      throw ControlError(
        "expected a session that listens on \(place.path), found none\(reason): vbg live starts one"
      )
    }
    var time = timeval(tv_sec: Self.patience, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// Asks, and waits for the answer.
  ///
  /// - Throws: `ControlError`, also where the session says that it can't.
  func ask(_ request: ControlRequest) throws(ControlError) -> ControlReply {
    guard let data = try? JSONEncoder().encode(request) else {
      throw ControlError("expected a request, found none")
    }
    let line = Array(data) + [UInt8(ascii: "\n")]
    guard send(descriptor, line, line.count, Int32(MSG_NOSIGNAL)) == line.count else {
      throw ControlError("expected a session that listens, found one that ended")
    }
    guard let answer = try nextLine() else {
      throw ControlError("expected an answer of the session, found its end")
    }
    guard let reply = try? JSONDecoder().decode(ControlReply.self, from: Data(answer.utf8)) else {
      throw ControlError("expected an answer of a session, found '\(answer.prefix(80))'")
    }
    if !reply.ok { throw ControlError(reply.error ?? "the session refused") }
    return reply
  }

  /// The next line; nil at the end.
  func nextLine() throws(ControlError) -> String? {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var searched = 0
    while true {
      if let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { bytes.removeSubrange(...end) }
        return String(decoding: bytes[..<end], as: UTF8.self)
      }
      searched = bytes.count
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { throw ControlError("the session does not answer") }
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
    }
  }
}
