import Glibc

/// Error of a worker: what a driver asked for and did not get.
enum WorkerError: Error, CustomStringConvertible {
  case file(path: String, operation: String, number: Int32)
  case floatCount(path: String, expected: Int, found: Int)
  case byteCount(path: String, expected: Int, found: Int)
  case inputCount(Int)
  case command(String)

  var description: String {
    switch self {
    case .file(let path, let operation, let number):
      "cannot \(operation) '\(path)': \(String(cString: strerror(number)))"
    case .floatCount(let path, let expected, let found):
      "expected \(expected) floats in '\(path)', found \(found)"
    case .byteCount(let path, let expected, let found):
      "expected \(expected) bytes in '\(path)', found \(found)"
    case .inputCount(let found): "expected a model with one input, found \(found)"
    case .command(let line):
      "expected input PATH, output PATH or run COUNT WARM-UP, found '\(line)'"
    }
  }
}

/// Writes one line to standard output at once.
func answer(_ line: String) {
  print(line)
  fflush(nil)
}

/// All bytes of a file.
func contents(of path: String) throws(WorkerError) -> [UInt8] {
  guard let file = fopen(path, "rb") else {
    throw .file(path: path, operation: "read", number: errno)
  }
  defer { fclose(file) }
  var status = stat()
  guard fstat(fileno(file), &status) == 0 else {
    throw .file(path: path, operation: "read", number: errno)
  }
  return [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
    count = fread(buffer.baseAddress, 1, buffer.count, file)
  }
}

/// Reads a file of 32-bit floats in the machine's byte order.
func floats(of path: String, count: Int) throws(WorkerError) -> [Float] {
  let bytes = try contents(of: path)
  guard bytes.count == count * MemoryLayout<Float>.stride else {
    throw .floatCount(
      path: path, expected: count, found: bytes.count / MemoryLayout<Float>.stride)
  }
  return bytes.withUnsafeBytes { raw in
    (0..<count).map { raw.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
  }
}

/// Writes a file of 32-bit floats in the machine's byte order.
func write(_ values: [Float], to path: String) throws(WorkerError) {
  let outcome = values.withUnsafeBytes { bytes in
    Result { () throws(WorkerError) in try write(bytes, to: path) }
  }
  try outcome.get()
}

/// Writes a file of bytes.
func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws(WorkerError) {
  guard let file = fopen(path, "wb") else {
    throw .file(path: path, operation: "write", number: errno)
  }
  let written = fwrite(bytes.baseAddress, 1, bytes.count, file)
  guard fclose(file) == 0, written == bytes.count else {
    throw .file(path: path, operation: "write", number: errno)
  }
}
