/// The last lines of a text that arrives in pieces; the memory stays small however long the text is.
struct LastLines {
  private var complete: [String] = []
  private var current: [UInt8] = []
  /// Lines so far that hold more than white space, the forgotten ones too.
  private(set) var totalCount = 0
  private let maximumLineCount: Int
  private let passesOver: @Sendable (String) -> Bool
  private let maximumByteCount = 500

  /// Keeps at most `maximumLineCount` lines, of each at most 500 bytes, and none that `passesOver` takes.
  init(
    maximumLineCount: Int, passesOver: @escaping @Sendable (String) -> Bool = { _ in false }
  ) {
    self.maximumLineCount = maximumLineCount
    self.passesOver = passesOver
  }

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
    guard text.contains(where: { !$0.isWhitespace }), !passesOver(text) else { return }
    totalCount += 1
    if complete.count == maximumLineCount { complete.removeFirst() }
    complete.append(text)
  }
}
