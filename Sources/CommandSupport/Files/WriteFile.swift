import Glibc

/// Puts `bytes` where `path` says, so that nobody ever sees a part of them: a new file beside the
/// old one is filled and then renamed over it (`OutputFile`). `-` is standard output.
///
/// A link is followed, also where it leads to nothing yet; a device or pipe (`/dev/null`) is written to as
/// it is. When the reader of standard output has gone, the process ends, as for the system's programs.
///
/// - Throws: `FileError.unwritable`; what was there before is then untouched.
package func writeFile(_ path: String, _ bytes: [UInt8]) throws(FileError) {
  if path == "-" { return try write(bytes, to: STDOUT_FILENO, shownAs: "standard output") }
  do throws(SystemError) {
    let place = try OutputPlace(path)
    if let file = try OutputFile(place) {
      do throws(SystemError) {
        try write(bytes, to: file.descriptor)
      } catch {
        file.discard()
        throw error
      }
      return try file.publish()
    }
    if case .descriptor(let number) = place { return try write(bytes, to: number) }
    let device = try FileDescriptor(path: path, flags: O_WRONLY)
    try write(bytes, to: device.number)
  } catch {
    throw .unwritable(path: path, reason: "\(error)")
  }
}

private func write(
  _ bytes: [UInt8], to descriptor: Int32, shownAs path: String
) throws(FileError) {
  do throws(SystemError) {
    try write(bytes, to: descriptor)
  } catch {
    throw .unwritable(path: path, reason: "\(error)")
  }
}

private func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
  do throws(SystemError) {
    try writeAll(descriptor, bytes)
  } catch {
    if error.number == EPIPE && descriptor == STDOUT_FILENO { endForLackOfReaders() }
    throw error
  }
}

/// Ends the process without a word, as SIGPIPE does; where that is ignored, with exit code 1.
package func endForLackOfReaders() -> Never {
  raise(SIGPIPE)
  exit(EXIT_FAILURE)
}

/// Makes a folder and those above it; one that exists is fine.
package func makeFolder(_ path: String) throws(FileError) {
  var made = isAbsolute(path) ? "/" : ""
  for part in path.utf8.split(separator: UInt8(ascii: "/")) {
    made += "\(Substring(part))/"
    if withPath(made, { mkdir($0, 0o777) }) != 0 {
      let number = errno
      guard isFolder(made) else {
        throw .unwritable(
          path: path,
          reason: number == EEXIST
            ? "'\(made.dropLast())' is no folder" : "\(SystemError(number: number))")
      }
    }
  }
}
