import KernelInterface

/// A row of YUV to RGBA, a chunk of pixels at a time, in 16-bit lanes with 5 bits of fraction.
///
/// Each product loses less than a 32nd downwards, at most three of them: the table's addend makes
/// up for half of it, so a result is off by less than 0.55.
enum YUVToRGB {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<YUVToRGBArguments>) {
    switch arguments.pointee.layout {
    case .packedLumaFirst: row(PackedLumaFirst.self, arguments)
    case .packedChromaFirst: row(PackedChromaFirst.self, arguments)
    case .interleaved: row(InterleavedChroma.self, arguments)
    case .halfPlanar: row(HalfPlanarChroma.self, arguments)
    case .fullPlanar: row(FullPlanarChroma.self, arguments)
    case .none: row(NoChroma.self, arguments)
    }
  }

  @inline(__always)
  static func row<Form: ChromaForm>(
    _ form: Form.Type, _ arguments: UnsafePointer<YUVToRGBArguments>
  ) {
    let count = arguments.pointee.pixelCount
    let rest = count % chunkPixelCount
    let table = arguments.pointee.table
    let output = arguments.pointee.output
    let place = YUVPlace(
      luma: UnsafeMutablePointer(mutating: arguments.pointee.luma),
      u: UnsafeMutablePointer(mutating: arguments.pointee.u),
      v: UnsafeMutablePointer(mutating: arguments.pointee.v))
    wholeChunks(form, place, output, table, count &- rest)
    if rest > 0 { lastPixels(form, place, output, table, count, rest) }
  }

  /// Never inlined, so that all pointers are parameters: these cannot point to its scratch rows.
  @inline(never)
  static func wholeChunks<Form: ChromaForm>(
    _ form: Form.Type, _ start: YUVPlace, _ output: UnsafeMutablePointer<UInt8>,
    _ table: UnsafePointer<Int16>, _ count: Int
  ) {
    var memory = PixelChunk.Memory(repeating: 0)
    wholeChunks(form, start, output, table, count, scratch: &memory)
  }

  /// Inlined, so that the compiler sees that nothing else points to the scratch rows.
  @inline(__always)
  static func wholeChunks<Form: ChromaForm>(
    _ form: Form.Type, _ start: YUVPlace, _ output: UnsafeMutablePointer<UInt8>,
    _ table: UnsafePointer<Int16>, _ count: Int, scratch: UnsafeMutableRawPointer
  ) {
    var place = start
    let chunk = PixelChunk(base: scratch)
    var pixel = 0
    while pixel < count {
      Form.unpack(place, chunk)
      combine(chunk, table)
      store(chunk, output + 4 &* pixel)
      place.advance(form, chunkPixelCount)
      pixel &+= chunkPixelCount
    }
  }

  /// The last `rest` of `count` pixels, as a chunk of copies.
  @inline(never)
  static func lastPixels<Form: ChromaForm>(
    _ form: Form.Type, _ start: YUVPlace, _ output: UnsafeMutablePointer<UInt8>,
    _ table: UnsafePointer<Int16>, _ count: Int, _ rest: Int
  ) {
    var place = start
    place.advance(form, count &- rest)
    var memory = PaddedChunk.Memory(repeating: 0)
    withUnsafeMutableBytes(of: &memory) { bytes in
      let padded = PaddedChunk(base: bytes.baseAddress.unsafelyUnwrapped)
      place.copy(form, to: padded.place, rest)
      wholeChunks(form, padded.place, padded.pixels, table, chunkPixelCount)
      copyBytes(padded.pixels, output + 4 &* (count &- rest), 4 &* rest)
    }
  }

  /// Rows 0, 1 and 2 (see `ChromaForm.unpack`) to red, green and blue in rows 3, 4 and 5.
  @inline(__always)
  static func combine(_ chunk: PixelChunk, _ table: UnsafePointer<Int16>) {
    let luma = chunk.signedRow(0)
    let u = chunk.signedRow(1)
    let v = chunk.signedRow(2)
    let red = chunk.row(3)
    let green = chunk.row(4)
    let blue = chunk.row(5)
    for lane in 0..<chunkPixelCount {
      let y = highProduct(luma[lane] &<< 7, table[lane]) &+ table[160 &+ lane]
      red[lane] = limited(y &+ highProduct(v[lane], table[32 &+ lane]))
      let both =
        highProduct(u[lane], table[64 &+ lane]) &+ highProduct(v[lane], table[96 &+ lane])
      green[lane] = limited(y &+ both)
      blue[lane] = limited(y &+ highProduct(u[lane], table[128 &+ lane]))
    }
  }

  /// 32nds to whole levels in 0...255.
  @inline(__always)
  static func limited(_ value: Int16) -> UInt16 {
    UInt16(bitPattern: max(0, min(255, value &>> 5)))
  }

  /// Rows 3, 4 and 5 to pixels.
  @inline(__always)
  static func store(_ chunk: PixelChunk, _ output: UnsafeMutablePointer<UInt8>) {
    let red = chunk.row(3)
    let green = chunk.row(4)
    let blue = chunk.row(5)
    for lane in 0..<chunkPixelCount {
      store16(red[lane] | green[lane] &<< 8, output, 2 &* lane)
      store16(blue[lane] | 0xff00, output, 2 &* lane &+ 1)
    }
  }
}
