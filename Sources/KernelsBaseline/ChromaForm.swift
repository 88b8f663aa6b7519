/// Arrangement of a chunk's luma and chroma in rows of bytes: one type a `ChromaLayout`, so that
/// each loop is compiled for its layout.
protocol ChromaForm {
  /// Bytes of the luma or packed row for two pixels.
  static var lumaStep: Int { get }
  /// Bytes of a chroma row for two pixels; 0 where it has none.
  static var chromaStep: Int { get }
  /// Whether there is chroma.
  static var hasChroma: Bool { get }
  /// Whether every pixel has chroma of its own.
  static var hasFullChroma: Bool { get }
  /// Whether there is a row of V.
  static var hasSeparateV: Bool { get }

  /// Spreads a chunk to lanes of single pixels: luma to row 0, and to rows 1 and 2 U and V less
  /// 128, times 256.
  static func unpack(_ place: YUVPlace, _ chunk: PixelChunk)
  /// Writes luma from row 0 and chroma from row 1, U and V in turn; where all pixels have chroma, U
  /// from row 1 and V from row 2.
  static func pack(_ chunk: PixelChunk, _ place: YUVPlace)
}

/// Pointers to where a chunk's bytes begin.
struct YUVPlace {
  var luma: UnsafeMutablePointer<UInt8>
  var u: UnsafeMutablePointer<UInt8>
  var v: UnsafeMutablePointer<UInt8>

  /// Moves on by an even number of pixels.
  @inline(__always)
  mutating func advance<Form: ChromaForm>(_ form: Form.Type, _ pixelCount: Int) {
    luma += Form.lumaStep &* (pixelCount / 2)
    u += Form.chromaStep &* (pixelCount / 2)
    if Form.hasSeparateV { v += Form.chromaStep &* (pixelCount / 2) }
  }

  /// Copies the bytes of `count` pixels, less than a chunk, which end a row.
  @inline(__always)
  func copy<Form: ChromaForm>(_ form: Form.Type, to other: YUVPlace, _ count: Int) {
    let pairCount = (count &+ 1) / 2
    copyBytes(luma, other.luma, Form.lumaStep == 4 ? 4 &* pairCount : count)
    let chromaCount = Form.hasFullChroma ? count : Form.chromaStep &* pairCount
    copyBytes(u, other.u, chromaCount)
    if Form.hasSeparateV { copyBytes(v, other.v, chromaCount) }
  }
}

/// Two lanes of a chroma byte in bits 8...15, less 128.
@inline(__always)
private func twice(_ byte: UInt32) -> UInt32 {
  (byte &<< 8 | byte &<< 24) ^ 0x8000_8000
}

/// Y0 U Y1 V
enum PackedLumaFirst: ChromaForm {
  @inline(__always) static var lumaStep: Int { 4 }
  @inline(__always) static var chromaStep: Int { 0 }
  @inline(__always) static var hasChroma: Bool { true }
  @inline(__always) static var hasFullChroma: Bool { false }
  @inline(__always) static var hasSeparateV: Bool { false }

  @inline(__always)
  static func unpack(_ place: YUVPlace, _ chunk: PixelChunk) {
    let y = chunk.row(0)
    let u = chunk.pairs(1)
    let v = chunk.pairs(2)
    for pair in 0..<(chunkPixelCount / 2) {
      let word = load32(place.luma, pair)
      u[pair] = twice(word &>> 8 & 0xff)
      v[pair] = twice(word &>> 24)
    }
    for lane in 0..<chunkPixelCount { y[lane] = load16(place.luma, lane) & 0xff }
  }

  @inline(__always)
  static func pack(_ chunk: PixelChunk, _ place: YUVPlace) {
    let y = chunk.row(0)
    let chroma = chunk.row(1)
    for lane in 0..<chunkPixelCount {
      store16(y[lane] | chroma[lane] &<< 8, place.luma, lane)
    }
  }
}

/// U Y0 V Y1
enum PackedChromaFirst: ChromaForm {
  @inline(__always) static var lumaStep: Int { 4 }
  @inline(__always) static var chromaStep: Int { 0 }
  @inline(__always) static var hasChroma: Bool { true }
  @inline(__always) static var hasFullChroma: Bool { false }
  @inline(__always) static var hasSeparateV: Bool { false }

  @inline(__always)
  static func unpack(_ place: YUVPlace, _ chunk: PixelChunk) {
    let y = chunk.row(0)
    let u = chunk.pairs(1)
    let v = chunk.pairs(2)
    for pair in 0..<(chunkPixelCount / 2) {
      let word = load32(place.luma, pair)
      u[pair] = twice(word & 0xff)
      v[pair] = twice(word &>> 16 & 0xff)
    }
    for lane in 0..<chunkPixelCount { y[lane] = load16(place.luma, lane) &>> 8 }
  }

  @inline(__always)
  static func pack(_ chunk: PixelChunk, _ place: YUVPlace) {
    let y = chunk.row(0)
    let chroma = chunk.row(1)
    for lane in 0..<chunkPixelCount {
      store16(y[lane] &<< 8 | chroma[lane], place.luma, lane)
    }
  }
}

/// Y Y ...; U V ...
enum InterleavedChroma: ChromaForm {
  @inline(__always) static var lumaStep: Int { 2 }
  @inline(__always) static var chromaStep: Int { 2 }
  @inline(__always) static var hasChroma: Bool { true }
  @inline(__always) static var hasFullChroma: Bool { false }
  @inline(__always) static var hasSeparateV: Bool { false }

  @inline(__always)
  static func unpack(_ place: YUVPlace, _ chunk: PixelChunk) {
    let u = chunk.pairs(1)
    let v = chunk.pairs(2)
    for pair in 0..<(chunkPixelCount / 2) {
      let word = UInt32(load16(place.u, pair))
      u[pair] = twice(word & 0xff)
      v[pair] = twice(word &>> 8)
    }
    unpackLuma(place, chunk)
  }

  @inline(__always)
  static func pack(_ chunk: PixelChunk, _ place: YUVPlace) {
    packLane(chunk.row(0), place.luma)
    packLane(chunk.row(1), place.u)
  }
}

/// Y Y ...; U ...; V ..., one chroma for two pixels
enum HalfPlanarChroma: ChromaForm {
  @inline(__always) static var lumaStep: Int { 2 }
  @inline(__always) static var chromaStep: Int { 1 }
  @inline(__always) static var hasChroma: Bool { true }
  @inline(__always) static var hasFullChroma: Bool { false }
  @inline(__always) static var hasSeparateV: Bool { true }

  @inline(__always)
  static func unpack(_ place: YUVPlace, _ chunk: PixelChunk) {
    let u = chunk.pairs(1)
    let v = chunk.pairs(2)
    for pair in 0..<(chunkPixelCount / 2) { u[pair] = twice(UInt32(place.u[pair])) }
    for pair in 0..<(chunkPixelCount / 2) { v[pair] = twice(UInt32(place.v[pair])) }
    unpackLuma(place, chunk)
  }

  @inline(__always)
  static func pack(_ chunk: PixelChunk, _ place: YUVPlace) {
    packLane(chunk.row(0), place.luma)
    let chroma = chunk.pairs(1)
    for pair in 0..<(chunkPixelCount / 2) {
      place.u[pair] = UInt8(truncatingIfNeeded: chroma[pair])
    }
    for pair in 0..<(chunkPixelCount / 2) {
      place.v[pair] = UInt8(truncatingIfNeeded: chroma[pair] &>> 16)
    }
  }
}

/// Y Y ...; U U ...; V V ...
enum FullPlanarChroma: ChromaForm {
  @inline(__always) static var lumaStep: Int { 2 }
  @inline(__always) static var chromaStep: Int { 2 }
  @inline(__always) static var hasChroma: Bool { true }
  @inline(__always) static var hasFullChroma: Bool { true }
  @inline(__always) static var hasSeparateV: Bool { true }

  @inline(__always)
  static func unpack(_ place: YUVPlace, _ chunk: PixelChunk) {
    let u = chunk.row(1)
    let v = chunk.row(2)
    for lane in 0..<chunkPixelCount { u[lane] = UInt16(place.u[lane]) &<< 8 ^ 0x8000 }
    for lane in 0..<chunkPixelCount { v[lane] = UInt16(place.v[lane]) &<< 8 ^ 0x8000 }
    unpackLuma(place, chunk)
  }

  @inline(__always)
  static func pack(_ chunk: PixelChunk, _ place: YUVPlace) {
    packLane(chunk.row(0), place.luma)
    packLane(chunk.row(1), place.u)
    packLane(chunk.row(2), place.v)
  }
}

/// Y Y ...
enum NoChroma: ChromaForm {
  @inline(__always) static var lumaStep: Int { 2 }
  @inline(__always) static var chromaStep: Int { 0 }
  @inline(__always) static var hasChroma: Bool { false }
  @inline(__always) static var hasFullChroma: Bool { false }
  @inline(__always) static var hasSeparateV: Bool { false }

  @inline(__always)
  static func unpack(_ place: YUVPlace, _ chunk: PixelChunk) {
    let u = chunk.row(1)
    let v = chunk.row(2)
    for lane in 0..<chunkPixelCount { u[lane] = 0 }
    for lane in 0..<chunkPixelCount { v[lane] = 0 }
    unpackLuma(place, chunk)
  }

  @inline(__always)
  static func pack(_ chunk: PixelChunk, _ place: YUVPlace) {
    packLane(chunk.row(0), place.luma)
  }
}

@inline(__always)
private func unpackLuma(_ place: YUVPlace, _ chunk: PixelChunk) {
  let y = chunk.row(0)
  for lane in 0..<chunkPixelCount { y[lane] = UInt16(place.luma[lane]) }
}

/// Lanes of at most 255 to bytes.
@inline(__always)
func packLane(
  _ row: UnsafeMutablePointer<UInt16>, _ output: UnsafeMutablePointer<UInt8>
) {
  for lane in 0..<chunkPixelCount { output[lane] = UInt8(truncatingIfNeeded: row[lane]) }
}
