import CImageLibraries

/// Layout of a TIFF file's samples in its rows or tiles.
struct TIFFLayout {
  let width, height: Int
  /// 8 or 16.
  let bitDepth: Int
  /// Samples a pixel: colors, then others.
  let sampleCount: Int
  /// TIFF 6.0's number of the kind of colors.
  private let photometric: Int
  /// Kind of the colors in the file.
  let content: StoredPicture.Content
  /// 1 for gray, 3 for RGB, 4 for inks.
  let colorCount: Int
  /// Whether 0 is white.
  let isInverted: Bool
  /// Whether the first sample behind the colors is alpha.
  let hasAlpha: Bool
  /// Whether colors are multiplied by alpha.
  let isPremultiplied: Bool
  /// The size of a piece: of a tile, or of a row.
  let pieceWidth, pieceHeight: Int
  let isTiled: Bool
  /// Whether pieces hold whole pixels of such samples, which can be copied as they are.
  let isReadAsStored: Bool

  /// Reads the fields of the file's current page; nil when a field is absent that must be there.
  init?(_ tiff: TIFFLibrary, _ file: UnsafeMutableRawPointer, width: Int, height: Int) {
    self.width = width
    self.height = height
    guard let bitDepth = tiff.number16(file, .bitsPerSample),
      let sampleCount = tiff.number16(file, .samplesPerPixel),
      let photometric = tiff.number16(file, .photometric)
    else { return nil }
    self.photometric = photometric
    self.bitDepth = bitDepth
    self.sampleCount = sampleCount
    content =
      photometric == Self.rgb ? .rgb : photometric == Self.inks ? .inks : .gray
    colorCount = content == .rgb ? 3 : content == .inks ? 4 : 1
    isInverted = photometric == Self.whiteIsZero
    let extra = tiff.extraSamples(file).first
    // Four samples of RGB without a word on the fourth: programs mean alpha.
    hasAlpha = sampleCount > colorCount && (extra != 0 || sampleCount == 4 && colorCount == 3)
    isPremultiplied = hasAlpha && extra == 1
    isTiled = tiff.isTiled(file) != 0
    pieceWidth = isTiled ? Int(tiff.number32(file, .tileWidth) ?? 0) : width
    pieceHeight = isTiled ? Int(tiff.number32(file, .tileHeight) ?? 0) : 1
    let (interleaved, unsignedIntegers) = (1, 1)
    let byteCount = isTiled ? tiff.tileByteCount(file) : tiff.rowByteCount(file)
    let (pieceSamples, overflows) = pieceWidth.multipliedReportingOverflow(
      by: pieceHeight * sampleCount * (bitDepth == 16 ? 2 : 1))
    isReadAsStored =
      (bitDepth == 8 || bitDepth == 16)
      && [Self.whiteIsZero, Self.blackIsZero, Self.rgb, Self.inks].contains(photometric)
      && (colorCount...4).contains(sampleCount)
      && tiff.number16(file, .planarConfiguration) == interleaved
      && tiff.number16(file, .sampleFormat) == unsignedIntegers
      && pieceWidth > 0 && pieceHeight > 0 && !overflows && pieceSamples == byteCount
  }

  /// Kind of the colors once libtiff has made RGBA of them; nil where the file's profile describes
  /// others.
  var convertedContent: StoredPicture.Content? {
    switch photometric {
    case Self.whiteIsZero, Self.blackIsZero: .gray
    case Self.rgb, Self.palette, Self.lumaAndChroma: .rgb
    default: nil
    }
  }

  private static let (whiteIsZero, blackIsZero, rgb, palette) = (0, 1, 2, 3)
  private static let (inks, lumaAndChroma) = (5, 6)
}

extension TIFFLibrary {
  /// Reads all rows or tiles as RGBA with full alpha where there is none, or as inks.
  ///
  /// - Parameter output: room for all pixels; what is behind them is not touched.
  /// - Returns: whether all could be read.
  func readPieces<Sample: FixedWidthInteger & UnsignedInteger>(
    _ file: UnsafeMutableRawPointer, _ layout: TIFFLayout, _: Sample.Type,
    to output: UnsafeMutableBufferPointer<Sample>
  ) -> Bool {
    let count = layout.pieceWidth * layout.pieceHeight * layout.sampleCount
    let piece = UnsafeMutableBufferPointer<Sample>.allocate(capacity: count)
    defer { piece.deallocate() }
    piece.initialize(repeating: 0)
    for top in stride(from: 0, to: layout.height, by: layout.pieceHeight) {
      for left in stride(from: 0, to: layout.width, by: layout.pieceWidth) {
        let isRead =
          layout.isTiled
          ? readTile(file, piece.baseAddress, UInt32(left), UInt32(top), 0, 0) >= 0
          : readRow(file, piece.baseAddress, UInt32(top), 0) == 1
        guard isRead else { return false }
        for y in top..<min(top + layout.pieceHeight, layout.height) {
          for x in left..<min(left + layout.pieceWidth, layout.width) {
            let source = ((y - top) * layout.pieceWidth + x - left) * layout.sampleCount
            let target = (y * layout.width + x) * 4
            for channel in 0..<3 {
              let value = piece[source + (layout.colorCount > 1 ? channel : 0)]
              output[target + channel] = layout.isInverted ? Sample.max - value : value
            }
            output[target + 3] =
              layout.content == .inks
              ? piece[source + 3]
              : layout.hasAlpha ? piece[source + layout.colorCount] : Sample.max
          }
        }
      }
    }
    return true
  }
}
