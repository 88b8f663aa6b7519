/// Files that are packed behind a model: a ZIP archive whose members are stored as they are, as all writers of
/// model metadata store them. Compressed members count as absent.
///
/// Source: PKWARE's APPNOTE.TXT, 4.3 (local headers, central directory and its end).
struct StoredFiles {
  private let bytes: [UInt8]
  private var members: [(name: Range<Int>, header: Int, byteCount: Int)] = []

  /// The most members that are looked at, and the most bytes of one.
  private static let memberLimit = 256
  private static let byteLimit = 1 << 20

  /// The archive at the end of a file; empty where there is none.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let tail = max(0, bytes.count - 65_557)
    guard bytes.count >= 22,
      let end = (tail...bytes.count - 22).last(where: { number(4, at: $0) == 0x0605_4b50 })
    else { return }
    let count = min(Int(number(2, at: end + 10)), Self.memberLimit)
    let size = Int(clamping: number(4, at: end + 12))
    guard size <= end else { return }
    // The directory lies before its end; archives that were appended may count offsets from their own start.
    var place = end - size
    let shift = place - Int(clamping: number(4, at: end + 16))
    for _ in 0..<count {
      guard place + 46 <= end, number(4, at: place) == 0x0201_4b50 else { return }
      let lengths = (
        name: Int(number(2, at: place + 28)), extra: Int(number(2, at: place + 30)),
        comment: Int(number(2, at: place + 32))
      )
      guard place + 46 + lengths.name <= end else { return }
      let header = Int(clamping: Int64(number(4, at: place + 42)) + Int64(max(0, shift)))
      let isStored = number(2, at: place + 10) == 0
      if isStored {
        members.append(
          (
            place + 46..<place + 46 + lengths.name, header,
            Int(clamping: number(4, at: place + 24))
          ))
      }
      place += 46 + lengths.name + lengths.extra + lengths.comment
    }
  }

  /// The lines of a text file, without empty ones at its end; nil where it is absent.
  func lines(of name: ArraySlice<UInt8>) -> [String]? {
    guard let member = members.first(where: { bytes[$0.name].elementsEqual(name) }),
      member.header >= 0, member.header <= bytes.count - 30,
      number(4, at: member.header) == 0x0403_4b50
    else { return nil }
    let start =
      member.header + 30 + Int(number(2, at: member.header + 26))
      + Int(number(2, at: member.header + 28))
    guard member.byteCount <= Self.byteLimit, start <= bytes.count - member.byteCount else {
      return nil
    }
    var lines: [String] = []
    var line = start
    for index in start...start + member.byteCount {
      let isEnd = index == start + member.byteCount
      guard isEnd || bytes[index] == 0x0A else { continue }
      var end = index
      while end > line, bytes[end - 1] == 0x0D || bytes[end - 1] == 0x20 { end -= 1 }
      if !isEnd || end > line { lines.append(printableText(bytes[line..<end])) }
      line = index + 1
    }
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  /// A little-endian number of 2 or 4 bytes; 0 beyond the file.
  private func number(_ byteCount: Int, at offset: Int) -> UInt32 {
    guard offset >= 0, offset <= bytes.count - byteCount else { return 0 }
    return (0..<byteCount).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
  }
}
