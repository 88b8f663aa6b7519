import Memory

/// Bytes of a pipe: single ones through a small buffer, whole frames straight to where they belong.
struct NUTInput {
  /// Bytes taken so far.
  private(set) var position = 0

  private let pipe: PipeEnd
  private let buffer = Storage(byteCount: 4096)
  private var filled = 0..<0

  /// Begins at what the pipe gives next.
  init(_ pipe: PipeEnd) { self.pipe = pipe }

  /// Waits for a byte; whether there is none.
  mutating func isAtEnd() throws(NUTReader.Failure) -> Bool {
    if !filled.isEmpty { return false }
    do throws(SystemError) {
      filled = 0..<(try pipe.read(into: buffer.bytes))
    } catch {
      throw .system(error.number)
    }
    return filled.isEmpty
  }

  /// The next byte.
  mutating func byte() throws(NUTReader.Failure) -> UInt8 {
    if try isAtEnd() { throw .ended }
    defer { filled = (filled.lowerBound + 1)..<filled.upperBound }
    position += 1
    return buffer.bytes[filled.lowerBound]
  }

  /// Fills `bytes`.
  mutating func read(into bytes: UnsafeMutableRawBufferPointer) throws(NUTReader.Failure) {
    let known = UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[filled].prefix(bytes.count))
    bytes.copyMemory(from: UnsafeRawBufferPointer(known))
    filled = (filled.lowerBound + known.count)..<filled.upperBound
    var rest = UnsafeMutableRawBufferPointer(rebasing: bytes[known.count...])
    while !rest.isEmpty {
      let count: Int
      do throws(SystemError) {
        count = try pipe.read(into: rest)
      } catch {
        throw .system(error.number)
      }
      if count == 0 { throw .ended }
      rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
    }
    position += bytes.count
  }

  /// Passes bytes over.
  mutating func skip(_ count: Int) throws(NUTReader.Failure) {
    for _ in 0..<count { _ = try byte() }
  }
}
