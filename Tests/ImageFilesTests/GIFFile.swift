/// A GIF file of one picture on a canvas, with a palette of 128 colors: `[index, 255 - index, 2 * index]`.
struct GIFFile {
  var canvasWidth: Int
  var canvasHeight: Int
  var left = 0
  var top = 0
  var width: Int
  var height: Int
  var isInterlaced = false
  /// The index of a pixel of the picture.
  var index: (_ x: Int, _ y: Int) -> Int

  var bytes: [UInt8] {
    var file = Array("GIF89a".utf8) + numbers(canvasWidth, canvasHeight) + [0xf6, 0, 0]
    file += (0..<128).flatMap { [UInt8($0), UInt8(255 - $0), UInt8(2 * $0)] }
    file += [0x2c] + numbers(left, top, width, height) + [isInterlaced ? 0x40 : 0, 7]
    let rows =
      isInterlaced
      ? [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap { Array(stride(from: $0, to: height, by: $1)) }
      : Array(0..<height)
    // Codes stay bytes where the table is cleared before it has 256 entries.
    let (clear, end): (UInt8, UInt8) = (128, 129)
    var codes: [UInt8] = []
    for (count, pixel) in rows.flatMap({ y in (0..<width).map { index($0, y) } }).enumerated() {
      if count % 100 == 0 { codes.append(clear) }
      codes.append(UInt8(pixel))
    }
    codes.append(end)
    for start in stride(from: 0, to: codes.count, by: 255) {
      let block = codes[start..<min(start + 255, codes.count)]
      file += [UInt8(block.count)] + block
    }
    return file + [0, 0x3b]
  }

  private func numbers(_ values: Int...) -> [UInt8] {
    values.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
  }
}
