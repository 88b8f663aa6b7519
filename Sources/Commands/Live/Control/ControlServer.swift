import Glibc
import Live
import Synchronization

/// Serves a control socket on a thread of its own, which sleeps while nobody asks. Requests are a line each;
/// who asks for more than is served, or sends what is no line, is turned away.
final class ControlServer: Sendable {
  /// The longest line of a request, and the most clients at a time.
  private static let lineLimit = 64 * 1024, clientLimit = 16
  /// Time that a client has to take an answer.
  private static let patience: Int32 = 1000
  /// Time for which nobody new is taken where the system has no descriptor for them: they wait, and would keep the
  /// thread busy.
  private static let pauseAtLimit = Duration.milliseconds(200)

  private let socket: ControlSocket
  private let answer: @Sendable (ControlRequest) -> ControlReply
  private let statistics: @Sendable () -> @Sendable () -> String
  private let isStopped = Atomic<Bool>(false)

  /// - Parameters:
  ///   - answer: does what is asked for.
  ///   - statistics: makes, for one who watches, what tells a line a second.
  init(
    _ socket: ControlSocket, statistics: @escaping @Sendable () -> @Sendable () -> String,
    answer: @escaping @Sendable (ControlRequest) -> ControlReply
  ) {
    self.socket = socket
    self.statistics = statistics
    self.answer = answer
  }

  /// Begins.
  ///
  /// - Throws: `ThreadError`.
  func start() throws(ThreadError) {
    try startSessionThread("vbg.control") { [self] in serve() }
  }

  /// Ends, and takes the socket away. A request that is being done is not waited for.
  func stop() {
    isStopped.store(true, ordering: .releasing)
    socket.end()
    shutdown(socket.descriptor, Int32(SHUT_RDWR))
  }

  /// One who is connected.
  private struct Client {
    let descriptor: Int32
    var line: [UInt8] = []
    /// Tells a line a second.
    var watched: (@Sendable () -> String)?
    var isGone = false
  }

  private func serve() {
    var clients: [Client] = []
    let clock = MonotonicClock()
    var tick = clock.now
    // Until when nobody new is taken.
    var pauseEnd: Duration?
    while true {
      var entries = clients.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
      if let end = pauseEnd, clock.now >= end { pauseEnd = nil }
      entries.append(
        pollfd(
          fd: pauseEnd == nil ? socket.descriptor : -1, events: Int16(POLLIN), revents: 0))
      let hasWatchers = clients.contains { $0.watched != nil }
      let next = [hasWatchers ? tick : nil, pauseEnd].compactMap { $0 }.min()
      let wait = next.map { Int32(max(0, ($0 - clock.now) / .milliseconds(1)) + 1) } ?? -1
      if poll(&entries, nfds_t(entries.count), wait) < 0, errno != EINTR { return }
      if isStopped.load(ordering: .acquiring) { break }
      for index in clients.indices where entries[index].revents != 0 { read(&clients[index]) }
      if hasWatchers, clock.now >= tick {
        tick = clock.now + .seconds(1)
        for index in clients.indices { tell(&clients[index]) }
      } else if !hasWatchers {
        tick = clock.now + .seconds(1)
      }
      for client in clients where client.isGone { close(client.descriptor) }
      clients.removeAll { $0.isGone }
      if entries[entries.count - 1].revents != 0, !accept(&clients) {
        pauseEnd = clock.now + Self.pauseAtLimit
      }
    }
    for client in clients { close(client.descriptor) }
  }

  /// Takes one who waits. False: the system has no descriptor or no memory for them.
  private func accept(_ clients: inout [Client]) -> Bool {
    let descriptor = acceptConnection(
      socket.descriptor, nil, nil,
      Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue))
    guard descriptor >= 0 else { return ![EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) }
    if clients.count < Self.clientLimit, Self.isOwnUsers(descriptor) {
      clients.append(Client(descriptor: descriptor))
    } else {
      close(descriptor)
    }
    return true
  }

  /// Tells whether the other side belongs to this user, or to root.
  private static func isOwnUsers(_ descriptor: Int32) -> Bool {
    // Linux's structure, which Swift's Glibc leaves out: process, user, group.
    var peer: (pid_t, uid_t, gid_t) = (0, 0, 0)
    var size = socklen_t(MemoryLayout.size(ofValue: peer))
    let result = getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size)
    return result == 0 && (peer.1 == geteuid() || peer.1 == 0)
  }

  private func read(_ client: inout Client) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(client.descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EAGAIN { return }
      guard count > 0 else {
        client.isGone = true
        return
      }
      client.line += buffer[..<count]
      while let end = client.line.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(client.line[..<end])
        client.line.removeSubrange(...end)
        serve(line, &client)
        if client.isGone { return }
      }
      guard client.line.count <= Self.lineLimit else {
        send(ControlReply(ok: false, error: "expected a shorter line").line, &client)
        client.isGone = true
        return
      }
    }
  }

  private func serve(_ line: [UInt8], _ client: inout Client) {
    do throws(ControlError) {
      let request = try ControlRequest(line: line)
      if request.command == .watch {
        client.watched = statistics()
        send(ControlReply().line, &client)
      } else {
        send(answer(request).line, &client)
      }
    } catch {
      send(ControlReply(ok: false, error: error.description).line, &client)
    }
  }

  private func tell(_ client: inout Client) {
    guard let next = client.watched, !client.isGone else { return }
    send(Array(next().utf8) + [UInt8(ascii: "\n")], &client)
  }

  /// Sends all, or gives the client up.
  private func send(_ bytes: [UInt8], _ client: inout Client) {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { all in
        Glibc.send(
          client.descriptor, all.baseAddress?.advanced(by: start), all.count - start,
          Int32(MSG_NOSIGNAL))
      }
      if count > 0 {
        start += count
        continue
      }
      var entry = pollfd(fd: client.descriptor, events: Int16(POLLOUT), revents: 0)
      guard count < 0, errno == EAGAIN, poll(&entry, 1, Self.patience) > 0,
        entry.revents & Int16(POLLERR | POLLHUP) == 0
      else {
        client.isGone = true
        return
      }
    }
  }
}

/// Linux's own call, which Swift's Glibc leaves out: with `accept` and `fcntl`, a child started meanwhile by
/// another thread would inherit the connection.
@_silgen_name("accept4")
private func acceptConnection(
  _ socket: Int32, _ address: UnsafeMutablePointer<sockaddr>?,
  _ size: UnsafeMutablePointer<socklen_t>?, _ flags: Int32
) -> Int32
