import KernelInterface

/// Destination of rows of YUV.
struct RGBToYUVTarget {
  let place: YUVPlace
  let bottomLuma: UnsafeMutablePointer<UInt8>
}

/// Rows of RGBA to YUV, a chunk of pixels at a time, in 16-bit lanes: luma with 8 bits of fraction,
/// chroma with 6.
///
/// Each of three products loses less than its last bit downwards; an addend makes up for half of
/// that, so a result is off by less than 0.55.
enum RGBToYUV {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<RGBToYUVArguments>) {
    switch arguments.pointee.layout {
    case .packedLumaFirst: rows(PackedLumaFirst.self, arguments)
    case .packedChromaFirst: rows(PackedChromaFirst.self, arguments)
    case .interleaved: rows(InterleavedChroma.self, arguments)
    case .halfPlanar: rows(HalfPlanarChroma.self, arguments)
    case .fullPlanar: rows(FullPlanarChroma.self, arguments)
    case .none: rows(NoChroma.self, arguments)
    }
  }

  @inline(__always)
  static func rows<Form: ChromaForm>(
    _ form: Form.Type, _ arguments: UnsafePointer<RGBToYUVArguments>
  ) {
    let count = arguments.pointee.pixelCount
    let rest = count % chunkPixelCount
    let target = RGBToYUVTarget(
      place: YUVPlace(
        luma: arguments.pointee.luma, u: arguments.pointee.u, v: arguments.pointee.v),
      bottomLuma: arguments.pointee.bottomLuma)
    let top = arguments.pointee.top
    let bottom = arguments.pointee.bottom
    let table = arguments.pointee.table
    wholeChunks(form, top, bottom, target, table, count &- rest)
    if rest > 0 { lastPixels(form, top, bottom, target, table, count, rest) }
  }

  /// Never inlined, so that all pointers are parameters: these cannot point to its scratch rows.
  @inline(never)
  static func wholeChunks<Form: ChromaForm>(
    _ form: Form.Type, _ top: UnsafePointer<UInt8>, _ bottom: UnsafePointer<UInt8>?,
    _ target: RGBToYUVTarget, _ table: UnsafePointer<Int16>, _ count: Int
  ) {
    var memory = PixelChunk.Memory(repeating: 0)
    wholeChunks(form, top, bottom, target, table, count, scratch: &memory)
  }

  /// Inlined, so that the compiler sees that nothing else points to the scratch rows.
  @inline(__always)
  static func wholeChunks<Form: ChromaForm>(
    _ form: Form.Type, _ top: UnsafePointer<UInt8>, _ bottom: UnsafePointer<UInt8>?,
    _ target: RGBToYUVTarget, _ table: UnsafePointer<Int16>, _ count: Int,
    scratch: UnsafeMutableRawPointer
  ) {
    var place = target.place
    // So that the sum of all pixels that share chroma is their mean times 128.
    let shift: UInt16 = Form.hasFullChroma ? 7 : bottom == nil ? 6 : 5
    let chunk = PixelChunk(base: scratch)
    var pixel = 0
    while pixel < count {
      if let bottom {
        load(bottom + 4 &* pixel, chunk)
        writeLuma(chunk, table)
        packLane(chunk.row(0), target.bottomLuma + pixel)
        if Form.hasChroma { writeSums(chunk, shift) }
        load(top + 4 &* pixel, chunk)
        if Form.hasChroma { addSums(chunk, shift) }
      } else {
        load(top + 4 &* pixel, chunk)
        if Form.hasChroma { writeSums(chunk, shift) }
      }
      writeLuma(chunk, table)
      writeChroma(form, chunk, table)
      Form.pack(chunk, place)
      place.advance(form, chunkPixelCount)
      pixel &+= chunkPixelCount
    }
  }

  /// The last `rest` of `count` pixels, as a chunk of copies.
  @inline(never)
  static func lastPixels<Form: ChromaForm>(
    _ form: Form.Type, _ top: UnsafePointer<UInt8>, _ bottom: UnsafePointer<UInt8>?,
    _ target: RGBToYUVTarget, _ table: UnsafePointer<Int16>, _ count: Int, _ rest: Int
  ) {
    let first = count &- rest
    var place = target.place
    place.advance(form, first)
    var memory = PaddedChunk.Memory(repeating: 0)
    withUnsafeMutableBytes(of: &memory) { bytes in
      let padded = PaddedChunk(base: bytes.baseAddress.unsafelyUnwrapped)
      let paddedTarget = RGBToYUVTarget(place: padded.place, bottomLuma: padded.bottomLuma)
      pad(top + 4 &* first, padded.pixels, rest)
      if let bottom {
        pad(bottom + 4 &* first, padded.bottomPixels, rest)
        wholeChunks(
          form, padded.pixels, padded.bottomPixels, paddedTarget, table, chunkPixelCount)
        copyBytes(padded.bottomLuma, target.bottomLuma + first, rest)
      } else {
        wholeChunks(form, padded.pixels, nil, paddedTarget, table, chunkPixelCount)
      }
      padded.place.copy(form, to: place, rest)
    }
  }

  /// Copies pixels, the last one twice: it makes a pair with itself.
  @inline(__always)
  static func pad(
    _ source: UnsafePointer<UInt8>, _ padded: UnsafeMutablePointer<UInt8>, _ count: Int
  ) {
    copyBytes(source, padded, 4 &* count)
    copyBytes(source + 4 &* (count &- 1), padded + 4 &* count, 4)
  }

  /// Pixels to row 3, red and green, and row 4, blue and alpha.
  @inline(__always)
  static func load(_ source: UnsafePointer<UInt8>, _ chunk: PixelChunk) {
    let redGreen = chunk.row(3)
    let blueAlpha = chunk.row(4)
    for lane in 0..<chunkPixelCount {
      redGreen[lane] = load16(source, 2 &* lane)
      blueAlpha[lane] = load16(source, 2 &* lane &+ 1)
    }
  }

  /// Rows 3 and 4 to luma in row 0.
  @inline(__always)
  static func writeLuma(_ chunk: PixelChunk, _ table: UnsafePointer<Int16>) {
    let redGreen = chunk.row(3)
    let blueAlpha = chunk.row(4)
    let luma = chunk.row(0)
    for lane in 0..<chunkPixelCount {
      let red = highProduct(redGreen[lane] &<< 8, UInt16(bitPattern: table[lane]))
      let green = highProduct(redGreen[lane] & 0xff00, UInt16(bitPattern: table[32 &+ lane]))
      let blue = highProduct(blueAlpha[lane] &<< 8, UInt16(bitPattern: table[64 &+ lane]))
      luma[lane] = (red &+ green &+ blue &+ UInt16(bitPattern: table[96 &+ lane])) &>> 8
    }
  }

  /// Rows 3 and 4 to red, green and blue, times 2^shift, in rows 5, 6 and 7.
  @inline(__always)
  static func writeSums(_ chunk: PixelChunk, _ shift: UInt16) {
    let redGreen = chunk.row(3)
    let blueAlpha = chunk.row(4)
    let red = chunk.row(5)
    let green = chunk.row(6)
    let blue = chunk.row(7)
    for lane in 0..<chunkPixelCount {
      red[lane] = (redGreen[lane] & 0xff) &<< shift
      green[lane] = (redGreen[lane] &>> 8) &<< shift
      blue[lane] = (blueAlpha[lane] & 0xff) &<< shift
    }
  }

  /// As `writeSums`, added to what is there.
  @inline(__always)
  static func addSums(_ chunk: PixelChunk, _ shift: UInt16) {
    let redGreen = chunk.row(3)
    let blueAlpha = chunk.row(4)
    let red = chunk.row(5)
    let green = chunk.row(6)
    let blue = chunk.row(7)
    for lane in 0..<chunkPixelCount {
      red[lane] &+= (redGreen[lane] & 0xff) &<< shift
      green[lane] &+= (redGreen[lane] &>> 8) &<< shift
      blue[lane] &+= (blueAlpha[lane] & 0xff) &<< shift
    }
  }

  /// The sums of rows 5, 6 and 7 to chroma: U and V in turn in row 1, or with full chroma U in row
  /// 1 and V in row 2.
  @inline(__always)
  static func writeChroma<Form: ChromaForm>(
    _ form: Form.Type, _ chunk: PixelChunk, _ table: UnsafePointer<Int16>
  ) {
    if Form.hasFullChroma {
      combineSums(chunk, chunk.row(1), table + 224)
      combineSums(chunk, chunk.row(2), table + 320)
    } else if Form.hasChroma {
      addNeighbors(chunk.pairs(5))
      addNeighbors(chunk.pairs(6))
      addNeighbors(chunk.pairs(7))
      combineSums(chunk, chunk.row(1), table + 128)
    }
  }

  /// Adds to each of two lanes the other. The sums are below 2^15.
  @inline(__always)
  static func addNeighbors(_ pairs: UnsafeMutablePointer<UInt32>) {
    for pair in 0..<(chunkPixelCount / 2) {
      pairs[pair] = pairs[pair] &+ (pairs[pair] &<< 16 | pairs[pair] &>> 16)
    }
  }

  /// 128 + red * table[0] + green * table[1] + blue * table[2], rounded, at most 255.
  @inline(__always)
  static func combineSums(
    _ chunk: PixelChunk, _ output: UnsafeMutablePointer<UInt16>, _ table: UnsafePointer<Int16>
  ) {
    let red = chunk.signedRow(5)
    let green = chunk.signedRow(6)
    let blue = chunk.signedRow(7)
    // 64ths: 128, a half to round, and what three products lose on average.
    let addend: Int16 = 128 * 64 + 32 + 1
    for lane in 0..<chunkPixelCount {
      let sum =
        highProduct(red[lane], table[lane]) &+ highProduct(green[lane], table[32 &+ lane])
        &+ highProduct(blue[lane], table[64 &+ lane])
      output[lane] = UInt16(bitPattern: min(255, (sum &+ addend) &>> 6))
    }
  }
}
