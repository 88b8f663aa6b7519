/// The last lines of a text that arrives in pieces; the memory stays small however long the text is.
struct LastLines {
  private var complete: [String] = []
  private var current: [UInt8] = []
  private let maximumLineCount: Int
  private let maximumByteCount = 500

  /// Keeps at most `maximumLineCount` lines, of each at most 500 bytes.
  init(maximumLineCount: Int) { self.maximumLineCount = maximumLineCount }

  /// Takes in a piece.
  mutating func append(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        endLine()
      } else if current.count < maximumByteCount {
        current.append(byte)
      }
    }
  }

  /// The lines that hold more than white space, an unfinished one included, the oldest first.
  var lines: [String] {
    var copy = self
    copy.endLine()
    return copy.complete
  }

  private mutating func endLine() {
    // Names of files are part of it.
    let text = pathText(current)
    current.removeAll(keepingCapacity: true)
    guard text.contains(where: { !$0.isWhitespace }) else { return }
    if complete.count == maximumLineCount { complete.removeFirst() }
    complete.append(text)
  }
}
