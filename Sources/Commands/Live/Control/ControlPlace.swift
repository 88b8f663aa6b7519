import Glibc

/// Place of the socket by which a session is steered.
struct ControlPlace {
  /// The folder, of which no other user may see anything.
  let folder: String
  /// The socket.
  let path: String

  /// The place of a session; nil where `$XDG_RUNTIME_DIR` names no folder.
  init?(session: String) {
    guard let runtime = environmentVariable("XDG_RUNTIME_DIR"), isAbsolute(runtime),
      isFolder(runtime)
    else {
      return nil
    }
    folder = runtime + "/vbg"
    path = "\(folder)/\(session).sock"
  }

  /// Tells whether a session may have a name.
  static func isName(_ name: String) -> Bool {
    let letters = name.unicodeScalars
    return (1...40).contains(letters.count)
      && letters.allSatisfy { scalar in
        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
          || scalar == "-" || scalar == "_"
      }
  }

  /// The address of the socket; nil where its path is longer than the system takes.
  func address() -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = pathBytes(path)
    let isShort = withUnsafeMutableBytes(of: &address.sun_path) { room in
      guard bytes.count < room.count else { return false }
      room.copyBytes(from: bytes)
      return true
    }
    return isShort ? address : nil
  }
}

extension sockaddr_un {
  /// Calls `body` with the address as the system's calls take it.
  func withPointer(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    withUnsafePointer(to: self) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}

/// Opens a socket that no child inherits.
func makeControlSocket(_ flags: Int32 = 0) -> Int32 {
  socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | flags, 0)
}
