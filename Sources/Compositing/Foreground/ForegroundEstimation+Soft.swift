extension ForegroundEstimationLevel {
  /// Finds the soft pixels (alpha neither 0 nor 255) of the cells in `rows`, at the finest level.
  func findSoftPixels(of alpha: Rows<UInt8>, inCellRows rows: Range<Int>) {
    for row in rows {
      for column in 0..<columnCount { boxes[row * columnCount + column] = .empty }
      for y in row * Self.cellSize..<min((row + 1) * Self.cellSize, height) {
        findSoftPixels(of: alpha.row(y), y: y, firstBox: row * columnCount)
      }
    }
  }

  /// Looks at 32 bytes of a row at once: most are all 0 or all 255.
  private func findSoftPixels(of alpha: UnsafePointer<UInt8>, y: Int, firstBox: Int) {
    let words = UnsafeRawPointer(alpha)
    var x = 0
    while x + 32 <= width {
      let a = words.loadUnaligned(fromByteOffset: x, as: UInt64.self)
      let b = words.loadUnaligned(fromByteOffset: x + 8, as: UInt64.self)
      let c = words.loadUnaligned(fromByteOffset: x + 16, as: UInt64.self)
      let d = words.loadUnaligned(fromByteOffset: x + 24, as: UInt64.self)
      if (a | b | c | d) != 0 && (a & b & c & d) != .max {
        let box = firstBox + x / Self.cellSize
        add(softBytes(a), x, y, box)
        add(softBytes(b), x + 8, y, box)
        add(softBytes(c), x + 16, y, box)
        add(softBytes(d), x + 24, y, box)
      }
      x += 32
    }
    while x < width {
      add(softBytes(UInt64(alpha[x])) & 255, x, y, firstBox + x / Self.cellSize)
      x += 1
    }
  }

  /// Bytes that are not 0 exactly where those of `word` are neither 0 nor 255: all but the last bit
  /// of the byte plus 1, without carries between bytes.
  private func softBytes(_ word: UInt64) -> UInt64 {
    let lowBits: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    let successors = ((word & lowBits) &+ 0x0101_0101_0101_0101) ^ (word & ~lowBits)
    return successors & 0xFEFE_FEFE_FEFE_FEFE
  }

  /// Extends a box by the bytes of eight pixels from (x, y) that are not 0.
  private func add(_ bytes: UInt64, _ x: Int, _ y: Int, _ box: Int) {
    guard bytes != 0 else { return }
    boxes[box].formUnion(
      Box(
        left: Int32(x + bytes.trailingZeroBitCount / 8), top: Int32(y),
        right: Int32(x + 8 - bytes.leadingZeroBitCount / 8), bottom: Int32(y + 1)))
  }
}
