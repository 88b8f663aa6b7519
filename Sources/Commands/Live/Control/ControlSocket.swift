import Glibc

/// Error of a control socket, for a person.
struct ControlError: Error, CustomStringConvertible {
  let description: String
  /// Whether another session has the place.
  let isTaken: Bool

  init(_ description: String, isTaken: Bool = false) {
    self.description = description
    self.isTaken = isTaken
  }
}

/// The socket on which a session listens: the user's alone, and there for as long as this is.
final class ControlSocket: Sendable {
  let descriptor: Int32
  private let path: String
  /// The socket's file, so that none but it is taken away.
  private let identity: (device: dev_t, number: ino_t)

  /// Listens. A socket that nobody listens on any more, of a session that was killed, is replaced.
  ///
  /// - Throws: `ControlError`, also where another session listens.
  init(_ place: ControlPlace) throws(ControlError) {
    try Self.makeFolder(place.folder)
    guard let address = place.address() else {
      throw ControlError("expected a shorter path of the control socket, found \(place.path)")
    }
    path = place.path
    let descriptor = makeControlSocket(Int32(SOCK_NONBLOCK.rawValue))
    guard descriptor >= 0 else { throw Self.failure(place.path) }
    self.descriptor = descriptor
    // The folder lets nobody else in before the socket has its own mode.
    var bound = address.withPointer { bind(descriptor, $0, $1) }
    if bound != 0, errno == EADDRINUSE, try !Self.isAlive(address, place.path) {
      unlink(place.path)
      bound = address.withPointer { bind(descriptor, $0, $1) }
    }
    var status = stat()
    guard bound == 0, chmod(place.path, 0o600) == 0, listen(descriptor, 8) == 0,
      lstat(place.path, &status) == 0
    else {
      let error = Self.failure(place.path)
      close(descriptor)
      throw error
    }
    identity = (status.st_dev, status.st_ino)
  }

  deinit {
    end()
    close(descriptor)
  }

  /// Takes the socket away, unless another session has put its own there.
  func end() {
    var status = stat()
    if lstat(path, &status) == 0, (status.st_dev, status.st_ino) == identity { unlink(path) }
  }

  /// Makes the folder where there is none, and sees that it is the user's alone.
  private static func makeFolder(_ path: String) throws(ControlError) {
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw failure(path) }
    var status = stat()
    guard lstat(path, &status) == 0 else { throw failure(path) }
    guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(),
      status.st_mode & 0o077 == 0
    else {
      throw ControlError("expected a folder \(path) of this user's alone (mode 700), found another")
    }
  }

  /// Tells whether a session listens on a socket that is there.
  ///
  /// - Throws: `ControlError` where one does.
  private static func isAlive(_ address: sockaddr_un, _ path: String) throws(ControlError) -> Bool {
    let descriptor = makeControlSocket(Int32(SOCK_NONBLOCK.rawValue))
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    if address.withPointer({ connect(descriptor, $0, $1) }) == 0 || errno == EAGAIN {
      throw ControlError(
        "expected no other session, found one that listens on \(path): end it (vbg ctl status tells of it), "
          + "or give this one a --name", isTaken: true)
    }
    return false
  }

  private static func failure(_ path: String) -> ControlError {
    ControlError("\(path): can't be had (\(String(cString: strerror(errno))))")
  }
}
