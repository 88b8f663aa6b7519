import Glibc

// Paths are bytes, and Swift's strings are Unicode: what comes from the system becomes text by
// `pathText`, and text goes to the system by `withPath` or `pathBytes`, which give the same bytes back.
// In between, a byte that is not part of well-formed UTF-8 is the scalar U+10FE00 + byte, of a private
// use area. The bytes of a real scalar of that range count as malformed too, so no two paths have one
// text.

private let firstByteScalar: UInt32 = 0x10_FE80
private let lastByteScalar: UInt32 = 0x10_FEFF

extension Unicode.Scalar {
  /// The byte that this scalar stands for in text from `pathText`; nil for all others.
  package var strayByte: UInt8? {
    (firstByteScalar...lastByteScalar).contains(value) ? UInt8(truncatingIfNeeded: value) : nil
  }
}

/// Text that stands for these bytes, whatever they are.
package func pathText(_ bytes: some Sequence<UInt8>) -> String {
  let bytes = Array(bytes)
  // Most names are plain, and then they are their own text.
  if let text = String(validating: bytes, as: UTF8.self), !holdsStrayBytes(text) { return text }
  var scalars = String.UnicodeScalarView()
  var position = 0
  while position < bytes.count {
    let length = sequenceLength(bytes[position])
    let end = min(position + length, bytes.count)
    let scalar = String(validating: bytes[position..<end], as: UTF8.self)?.unicodeScalars.first
    if let scalar, scalar.strayByte == nil {
      scalars.append(scalar)
      position = end
    } else {
      scalars.append(Unicode.Scalar(firstByteScalar - 0x80 + UInt32(bytes[position])) ?? "?")
      position += 1
    }
  }
  return String(scalars)
}

/// Text that stands for the bytes of a C string.
package func pathText(cString: UnsafePointer<CChar>) -> String {
  pathText(UnsafeRawBufferPointer(start: cString, count: strlen(cString)))
}

/// The bytes that text from `pathText` stands for; other text is its UTF-8.
package func pathBytes(_ text: String) -> [UInt8] {
  guard holdsStrayBytes(text) else { return Array(text.utf8) }
  return text.unicodeScalars.flatMap { scalar in
    scalar.strayByte.map { [$0] } ?? Array(String(scalar).utf8)
  }
}

/// Lends a path as the system takes it. Text with a zero byte can't be one, and is lent as the empty path,
/// which leads nowhere.
package func withPath<Result>(_ text: String, _ body: (UnsafePointer<CChar>) -> Result) -> Result {
  let isPlain = !holdsStrayBytes(text)
  if text.utf8.contains(0) { return "".withCString(body) }
  if isPlain { return text.withCString(body) }
  return (pathBytes(text) + [0]).withUnsafeBufferPointer { bytes in
    bytes.withMemoryRebound(to: CChar.self) { characters in
      guard let path = characters.baseAddress else { return "".withCString(body) }
      return body(path)
    }
  }
}

/// Returns how many bytes a sequence of UTF-8 has that begins with this one; 1 where none does.
private func sequenceLength(_ first: UInt8) -> Int {
  switch first {
  case 0xC2...0xDF: 2
  case 0xE0...0xEF: 3
  case 0xF0...0xF4: 4
  default: 1
  }
}

/// Tells whether text holds scalars of stray bytes. All begin with one byte that is rare.
private func holdsStrayBytes(_ text: String) -> Bool {
  text.utf8.contains(0xF4) && text.unicodeScalars.contains { $0.strayByte != nil }
}
