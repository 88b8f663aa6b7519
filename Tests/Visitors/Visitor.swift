import Glibc

/// A connection to a server of 127.0.0.1, of one who sends whatever it likes.
public final class Visitor {
  /// Answer of HTTP.
  public struct Answer {
    public let status: Int
    /// Names in lower case.
    public let headers: [String: String]
    public let body: [UInt8]

    public var text: String { String(decoding: body, as: UTF8.self) }
  }

  private let descriptor: Int32
  private var bytes: [UInt8] = []
  /// Whether the other side has closed the connection.
  public private(set) var isClosed = false

  /// Connects; nil where nobody listens.
  public init?(port: Int, host: String = "127.0.0.1") {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    inet_pton(AF_INET, host, &address.sin_addr)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) == 0 }
    }
    guard isConnected else {
      close(descriptor)
      return nil
    }
    var time = timeval(tv_sec: 0, tv_usec: 100_000)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// Sends bytes; false when the other side takes no more.
  @discardableResult
  public func send(_ bytes: [UInt8]) -> Bool {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(
          descriptor, $0.baseAddress?.advanced(by: start), bytes.count - start, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      start += count
    }
    return true
  }

  @discardableResult
  public func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// Waits until the other side closes the connection; whether it does so in time.
  public func awaitEnd(seconds: Int = 10) -> Bool {
    for _ in 0..<(seconds * 10) where !isClosed { receive() }
    return isClosed
  }

  /// Waits for so many bytes; nil when they don't come.
  public func bytes(_ count: Int, seconds: Int = 10) -> [UInt8]? {
    let end = ContinuousClock.now + .seconds(seconds)
    while bytes.count < count, !isClosed, ContinuousClock.now < end { receive() }
    guard bytes.count >= count else { return nil }
    defer { bytes.removeFirst(count) }
    return Array(bytes[..<count])
  }

  /// Waits for an answer; nil when none comes.
  public func answer(seconds: Int = 10) -> Answer? {
    let mark = Array("\r\n\r\n".utf8)
    var end: Int?
    for _ in 0..<(seconds * 10) {
      end = bytes.indices.first { bytes[$0...].starts(with: mark) }
      if end != nil || isClosed { break }
      receive()
    }
    guard let end else { return nil }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
    bytes.removeFirst(end + mark.count)
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] =
        String(line[line.index(after: colon)...].drop { $0 == " " })
    }
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    guard let body = bytes(length, seconds: seconds) else { return nil }
    return Answer(status: status, headers: headers, body: body)
  }

  private func receive() {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    if count > 0 {
      bytes += buffer[..<count]
    } else if count == 0 || errno != EAGAIN && errno != EINTR {
      isClosed = true
    }
  }
}

extension Visitor {
  /// A request of HTTP.
  public static func request(
    _ method: String, _ path: String, port: Int, host: String? = nil,
    headers: [String] = [], body: [UInt8] = []
  ) -> [UInt8] {
    let length = method == "POST" ? ["Content-Length: \(body.count)"] : []
    let lines =
      ["\(method) \(path) HTTP/1.1", "Host: \(host ?? "127.0.0.1:\(port)")"] + length + headers
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
  }

  /// A message of a WebSocket, as pages send it.
  public static func message(
    _ bytes: [UInt8], opcode: UInt8 = 1, isMasked: Bool = true, isFinal: Bool = true
  ) -> [UInt8] {
    var frame = [(isFinal ? 0x80 : 0) | opcode]
    let mark: UInt8 = isMasked ? 0x80 : 0
    if bytes.count < 126 {
      frame.append(mark | UInt8(bytes.count))
    } else {
      frame.append(mark | 127)
      frame += (0..<8).reversed().map { UInt8(bytes.count >> (8 * $0) & 255) }
    }
    guard isMasked else { return frame + bytes }
    let key: [UInt8] = [1, 2, 3, 4]
    return frame + key + bytes.enumerated().map { $1 ^ key[$0 % 4] }
  }

  /// Waits for a message; nil when none comes.
  public func message(seconds: Int = 10) -> (opcode: UInt8, bytes: [UInt8])? {
    guard let head = bytes(2, seconds: seconds) else { return nil }
    var count = Int(head[1] & 127)
    if count >= 126 {
      guard let long = bytes(count == 126 ? 2 : 8, seconds: seconds) else { return nil }
      count = long.reduce(0) { $0 << 8 | Int($1) }
    }
    return bytes(count, seconds: seconds).map { (head[0] & 15, $0) }
  }
}
