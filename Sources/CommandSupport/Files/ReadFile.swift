import Glibc

/// Reads everything that a descriptor gives, at most `byteCountLimit` bytes.
///
/// - Throws: `FileError`; `path` is for its message.
package func readAll(_ descriptor: Int32, path: String, byteCountLimit: Int) throws(FileError)
  -> [UInt8]
{
  var status = stat()
  guard fstat(descriptor, &status) == 0 else {
    throw .unreadable(path: path, reason: "\(SystemError(number: errno))")
  }
  if status.st_mode & S_IFMT == S_IFDIR { throw .folder(path: path) }
  let expected = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
  guard expected <= byteCountLimit else {
    throw .tooLarge(path: path, byteCountLimit: byteCountLimit)
  }
  var bytes: [UInt8] = []
  var capacity = max(expected + 1, 1 << 16)
  while true {
    let used = bytes.count
    bytes.reserveCapacity(capacity)
    bytes.append(contentsOf: repeatElement(0, count: capacity - used))
    let outcome = bytes.withUnsafeMutableBytes { buffer -> Result<Int, SystemError> in
      Result { () throws(SystemError) in
        try readSome(descriptor, into: UnsafeMutableRawBufferPointer(rebasing: buffer[used...]))
      }
    }
    guard case .success(let count) = outcome else {
      guard case .failure(let error) = outcome else { return [] }
      throw .unreadable(path: path, reason: "\(error)")
    }
    bytes.removeLast(bytes.count - used - count)
    if count == 0 { return bytes }
    guard bytes.count <= byteCountLimit else {
      throw .tooLarge(path: path, byteCountLimit: byteCountLimit)
    }
    if bytes.count == capacity { capacity *= 2 }
  }
}

/// Reads a whole file; `-` is standard input.
package func readFile(_ path: String, byteCountLimit: Int = 1 << 30) throws(FileError) -> [UInt8] {
  if path == "-" {
    return try readAll(STDIN_FILENO, path: "standard input", byteCountLimit: byteCountLimit)
  }
  let descriptor: FileDescriptor
  do throws(SystemError) {
    descriptor = try FileDescriptor(path: path, flags: O_RDONLY)
  } catch {
    throw .unreadable(path: path, reason: "\(error)")
  }
  return try readAll(descriptor.number, path: path, byteCountLimit: byteCountLimit)
}
