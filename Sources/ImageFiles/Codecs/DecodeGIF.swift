import CImageLibraries

/// Decodes the first picture of a GIF file on its canvas by giflib; what it does not cover is
/// transparent.
///
/// - Parameter descriptor: the file, open for reading.
func decodeGIF(_ descriptor: Int32, _ check: SizeCheck) throws(PictureError) -> StoredPicture {
  let gif = try GIFLibrary()
  guard let file = gif.open(descriptor, nil) else { throw gifCutOff }
  var transparentIndex: UInt8?
  while true {
    var kind: Int32 = 0
    guard gif.nextRecord(file, &kind) == 1 else { throw gifCutOff }
    switch Int(kind) {
    case GIF_EXTENSION:
      transparentIndex = try gif.transparentIndex(file) ?? transparentIndex
    case GIF_IMAGE:
      guard gif.beginImage(file) == 1 else { throw gifCutOff }
      return try gif.picture(file, transparentIndex, check)
    default:
      throw .damaged(.gif, reason: "expected a picture, found the end of the file's records")
    }
  }
}

private let gifCutOff = PictureError.damaged(
  .gif, reason: "expected a whole picture, found a damaged or cut-off one")

/// The functions of giflib that are called.
private struct GIFLibrary {
  let open: gif_open_descriptor
  let nextRecord: gif_next_record
  let beginImage: gif_begin_image
  let readRow: gif_read_row
  let firstBlock: gif_first_block
  let nextBlock: gif_next_block

  init() throws(PictureError) {
    let library = try DynamicLibrary("libgif.so.7", package: "libgif7", for: .gif)
    open = try library.function("DGifOpenFileHandle", as: gif_open_descriptor.self)
    nextRecord = try library.function("DGifGetRecordType", as: gif_next_record.self)
    beginImage = try library.function("DGifGetImageDesc", as: gif_begin_image.self)
    readRow = try library.function("DGifGetLine", as: gif_read_row.self)
    firstBlock = try library.function("DGifGetExtension", as: gif_first_block.self)
    nextBlock = try library.function("DGifGetExtensionNext", as: gif_next_block.self)
  }

  /// Reads an extension; the index of the color that is transparent if it names one.
  func transparentIndex(_ file: UnsafeMutablePointer<gif_file>) throws(PictureError) -> UInt8? {
    var code: Int32 = 0
    var block: UnsafeMutablePointer<UInt8>?
    guard firstBlock(file, &code, &block) == 1 else { throw gifCutOff }
    var index: UInt8?
    // A block is its size, then flags, a time of two bytes, the index.
    if code == Int32(GIF_GRAPHIC_CONTROL), let block, block[0] >= 4, block[1] & 1 != 0 {
      index = block[4]
    }
    while block != nil {
      guard nextBlock(file, &block) == 1 else { throw gifCutOff }
    }
    return index
  }

  func picture(
    _ file: UnsafeMutablePointer<gif_file>, _ transparentIndex: UInt8?, _ check: SizeCheck
  ) throws(PictureError) -> StoredPicture {
    let image = file.pointee.image
    let (columns, rowCount) = (Int(image.width), Int(image.height))
    // Some files leave the canvas out.
    let width = file.pointee.width > 0 ? Int(file.pointee.width) : columns
    let height = file.pointee.height > 0 ? Int(file.pointee.height) : rowCount
    guard width > 0, height > 0, columns > 0, rowCount > 0 else {
      throw .damaged(.gif, reason: "expected a size of at least 1x1, found \(width)x\(height)")
    }
    try check(width, height)
    guard let palette = (image.colors ?? file.pointee.colors)?.pointee, let colors = palette.colors
    else { throw .damaged(.gif, reason: "expected a palette, found none") }

    var pixels = [UInt8](repeating: 0, count: width * height * 4)
    var indices = [UInt8](repeating: 0, count: columns)
    for row in Self.order(rowCount, isInterlaced: image.is_interlaced) {
      guard readRow(file, &indices, Int32(columns)) == 1 else { throw gifCutOff }
      let y = Int(image.top) + row
      guard y < height else { continue }
      for (column, index) in indices.enumerated() {
        let x = Int(image.left) + column
        guard x < width, index != transparentIndex, Int(index) < Int(palette.count) else {
          continue
        }
        let color = colors[Int(index)]
        let target = (y * width + x) * 4
        pixels[target] = color.red
        pixels[target + 1] = color.green
        pixels[target + 2] = color.blue
        pixels[target + 3] = 255
      }
    }
    return StoredPicture(width: width, height: height, samples: .eight(pixels))
  }

  /// The rows in the order of the file: interlaced ones come in four passes (GIF89a, appendix E).
  private static func order(_ rowCount: Int, isInterlaced: Bool) -> [Int] {
    guard isInterlaced else { return Array(0..<rowCount) }
    return [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap { first, step in
      Array(stride(from: first, to: rowCount, by: step))
    }
  }
}
