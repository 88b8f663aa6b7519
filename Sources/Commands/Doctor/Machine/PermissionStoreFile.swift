/// A table of xdg-permission-store's: a hash table file of GVDB (GLib), whose table `main` has for each
/// thing a value `(va{sas})`, data and each application's permissions.
///
/// Any bytes are safe; what does not fit is left out.
struct PermissionStoreFile {
  private let file: ByteSpan
  /// Names and values of the table `main`.
  private let things: [(name: String, value: ByteSpan)]

  /// Reads a file; nil for what is none.
  init?(_ bytes: [UInt8]) {
    file = ByteSpan(bytes, 0..<bytes.count)
    // "GVariant", version, options, and where the root table lies.
    guard bytes.count >= 24, Array("GVariant".utf8).elementsEqual(bytes.prefix(8)),
      let root = file.pointed(at: 16),
      let main = Self.items(root, of: file)?.first(where: { $0.name == "main" && $0.kind == "H" }),
      let items = Self.items(main.value, of: file)
    else { return nil }
    things = items.filter { $0.kind == "v" }.map { ($0.name, $0.value) }
  }

  /// Permissions of each application for a thing: none where the store has no such thing.
  func permissions(of thing: String) -> [String: [String]] {
    guard let value = things.first(where: { $0.name == thing })?.value else { return [:] }
    // A value stands in a variant: its bytes, a zero, its type.
    let signature = Array("\0(va{sas})".utf8)
    guard value.ends(with: signature) else { return [:] }
    let tuple = value.prefix(value.count - signature.count)
    guard let data = tuple.offset(fromEnd: 0),
      let applications = tuple.slice(data, tuple.offsetsStart(1))
    else { return [:] }
    var permissions: [String: [String]] = [:]
    for entry in applications.elements {
      guard let nameEnd = entry.offset(fromEnd: 0), let name = entry.slice(0, nameEnd),
        let list = entry.slice(nameEnd, entry.offsetsStart(1))
      else { continue }
      permissions[name.text] = list.elements.map(\.text)
    }
    return permissions
  }

  private typealias Item = (name: String, kind: Character, value: ByteSpan)

  /// The items of a hash table: after a Bloom filter and buckets, 24 bytes each.
  private static func items(_ table: ByteSpan, of file: ByteSpan) -> [Item]? {
    guard let bloom = table.word(0), let buckets = table.word(4) else { return nil }
    let start = 8 + 4 * (Int(bloom & 0x7FF_FFFF) + Int(buckets))
    guard start <= table.count else { return nil }
    return stride(from: start, through: table.count - 24, by: 24).compactMap { position in
      // Hash, parent, where the name lies, its length, the kind, and where the value lies. Names in
      // folders of names are none of this store's.
      guard table.word(position + 4) == UInt32.max, let nameStart = table.word(position + 8),
        let nameLength = table.halfword(position + 12), let kind = table.byte(position + 14),
        let name = file.slice(Int(nameStart), Int(nameStart) + Int(nameLength)),
        let pointer = table.slice(position + 16, position + 24),
        let value = file.pointed(by: pointer)
      else { return nil }
      return (name.text, Character(Unicode.Scalar(kind)), value)
    }
  }
}

/// A part of bytes, which tells nil of what lies outside. Numbers are little-endian, as on all machines
/// that vbg runs on.
private struct ByteSpan {
  private let bytes: [UInt8]
  private let range: Range<Int>

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    self.range = range
  }

  var count: Int { range.count }

  /// Text without the zero at its end.
  var text: String { pathText(bytes[range].last == 0 ? bytes[range].dropLast() : bytes[range]) }

  func slice(_ start: Int, _ end: Int?) -> ByteSpan? {
    guard let end, start >= 0, start <= end, end <= count else { return nil }
    return ByteSpan(bytes, range.lowerBound + start..<range.lowerBound + end)
  }

  func prefix(_ length: Int) -> ByteSpan { slice(0, length) ?? self }

  func ends(with suffix: [UInt8]) -> Bool {
    count >= suffix.count && bytes[range].suffix(suffix.count).elementsEqual(suffix)
  }

  func byte(_ position: Int) -> UInt8? {
    position >= 0 && position < count ? bytes[range.lowerBound + position] : nil
  }

  func halfword(_ position: Int) -> UInt16? {
    number(position, 2).map { UInt16(truncatingIfNeeded: $0) }
  }

  func word(_ position: Int) -> UInt32? {
    number(position, 4).map { UInt32(truncatingIfNeeded: $0) }
  }

  private func number(_ position: Int, _ length: Int) -> Int? {
    guard position >= 0, position + length <= count else { return nil }
    return (0..<length).reduce(0) { $0 | Int(bytes[range.lowerBound + position + $1]) << (8 * $1) }
  }

  /// Follows two words, start and end in all bytes.
  func pointed(at position: Int) -> ByteSpan? {
    slice(position, position + 8).flatMap(pointed(by:))
  }

  func pointed(by pointer: ByteSpan) -> ByteSpan? {
    guard let start = pointer.word(0), let end = pointer.word(4) else { return nil }
    return slice(Int(start), Int(end))
  }

  // Containers of GVariant keep the ends of their parts behind them, as numbers of as few bytes as their
  // own size needs.

  private var offsetSize: Int { count <= 0xFF ? 1 : count <= 0xFFFF ? 2 : 4 }

  /// Returns where the last of so many offsets begins.
  func offsetsStart(_ offsetCount: Int) -> Int { count - offsetCount * offsetSize }

  /// An offset, counted from the last.
  func offset(fromEnd index: Int) -> Int? { number(offsetsStart(index + 1), offsetSize) }

  /// The elements of an array whose elements have sizes of their own and need no alignment.
  var elements: [ByteSpan] {
    guard count > 0, let end = offset(fromEnd: 0), end <= count else { return [] }
    let elementCount = (count - end) / offsetSize
    var start = 0
    return (0..<elementCount).compactMap { index in
      let next = offset(fromEnd: elementCount - 1 - index)
      defer { start = next ?? start }
      return slice(start, next)
    }
  }
}
