/// Tells whether a GIF, PNG or WebP file shows more than one frame, by its own count of them: blocks of a GIF
/// file, the animation control of a PNG file, frames of a WebP file. Other files, and broken ones, do not.
public func isAnimation(_ file: [UInt8]) -> Bool {
  switch PictureFormat(signatureOf: file.prefix(256)) {
  case .gif: ByteWalk(file).gifFrameCount(upTo: 2) > 1
  case .png: ByteWalk(file).pngFrameCount > 1
  case .webp: ByteWalk(file).webPFrameDurations.count > 1
  default: false
  }
}

/// Milliseconds that each frame of an animated WebP file is shown; empty for a still one.
package func webPFrameDurations(_ file: [UInt8]) -> [Int] { ByteWalk(file).webPFrameDurations }

/// A walk over the blocks of a file, which may be cut off anywhere.
private struct ByteWalk {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private func byte(_ position: Int) -> Int? {
    position < bytes.count ? Int(bytes[position]) : nil
  }

  private func number(_ position: Int, byteCount: Int, isBigEndian: Bool) -> Int? {
    guard position <= bytes.count - byteCount else { return nil }
    let part = bytes[position..<position + byteCount]
    return (isBigEndian ? Array(part) : part.reversed()).reduce(0) { $0 << 8 | Int($1) }
  }

  /// Frames of a GIF file, counted no further than `limit`.
  func gifFrameCount(upTo limit: Int) -> Int {
    /// The end of a table of colors that flags tell of.
    func tableEnd(_ flags: Int, _ position: Int) -> Int {
      position + (flags & 0x80 == 0 ? 0 : 3 << (flags & 7 + 1))
    }
    func blocksEnd(_ position: Int) -> Int? {
      var position = position
      while let count = byte(position) {
        position += 1 + count
        if count == 0 { return position }
      }
      return nil
    }
    guard let flags = byte(10) else { return 0 }
    var (position, frameCount) = (tableEnd(flags, 13), 0)
    while frameCount < limit, let kind = byte(position) {
      switch kind {
      case 0x21:
        guard let end = blocksEnd(position + 2) else { return frameCount }
        position = end
      case 0x2c:
        guard let flags = byte(position + 9) else { return frameCount }
        frameCount += 1
        guard let end = blocksEnd(tableEnd(flags, position + 10) + 1) else { return frameCount }
        position = end
      default: return frameCount
      }
    }
    return frameCount
  }

  /// Frames that a PNG file's animation control tells of; 1 without one.
  var pngFrameCount: Int {
    var position = 8
    while let length = number(position, byteCount: 4, isBigEndian: true),
      position + 8 <= bytes.count
    {
      let name = bytes[position + 4..<position + 8]
      if name.elementsEqual("IDAT".utf8) { return 1 }
      if name.elementsEqual("acTL".utf8) {
        return number(position + 8, byteCount: 4, isBigEndian: true) ?? 1
      }
      position += 12 + length
    }
    return 1
  }

  var webPFrameDurations: [Int] {
    var (position, durations) = (12, [Int]())
    while let length = number(position + 4, byteCount: 4, isBigEndian: false) {
      if bytes[position..<position + 4].elementsEqual("ANMF".utf8),
        let duration = number(position + 20, byteCount: 3, isBigEndian: false)
      {
        durations.append(duration)
      }
      position += 8 + length + length % 2
    }
    return durations
  }
}
