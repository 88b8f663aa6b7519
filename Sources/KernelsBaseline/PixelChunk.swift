/// Pixels that a pass of a color kernel takes through the L1 cache: one AVX-512 register of 16-bit
/// lanes. Loops over them have this constant length and go from one scratch row to another, so that
/// the compiler knows that nothing overlaps and finds the packed 16-bit instructions by itself.
@inline(__always) var chunkPixelCount: Int { 32 }

/// Scratch rows of a chunk: `[chunkPixelCount]` 16-bit lanes each.
struct PixelChunk {
  typealias Memory = InlineArray<128, UInt32>

  let base: UnsafeMutableRawPointer

  /// Row `index`, 0...7, as lanes of one pixel.
  @inline(__always)
  func row(_ index: Int) -> UnsafeMutablePointer<UInt16> {
    (base + index &* 64).assumingMemoryBound(to: UInt16.self)
  }

  /// Row `index` as signed lanes.
  @inline(__always)
  func signedRow(_ index: Int) -> UnsafeMutablePointer<Int16> {
    (base + index &* 64).assumingMemoryBound(to: Int16.self)
  }

  /// Row `index` as lanes of two pixels.
  @inline(__always)
  func pairs(_ index: Int) -> UnsafeMutablePointer<UInt32> {
    (base + index &* 64).assumingMemoryBound(to: UInt32.self)
  }
}

/// Room for copies of a row's last pixels, where whole chunks can be read and written.
struct PaddedChunk {
  typealias Memory = InlineArray<192, UInt32>

  let base: UnsafeMutableRawPointer

  /// `chunkPixelCount` pixels of RGBA.
  @inline(__always) var pixels: UnsafeMutablePointer<UInt8> { bytes(0) }
  /// As many, of the row below.
  @inline(__always) var bottomPixels: UnsafeMutablePointer<UInt8> { bytes(128) }
  /// Luma of the row below, 64 bytes.
  @inline(__always) var bottomLuma: UnsafeMutablePointer<UInt8> { bytes(256) }
  /// Luma and chroma, 128 bytes each.
  @inline(__always) var place: YUVPlace {
    YUVPlace(luma: bytes(384), u: bytes(512), v: bytes(640))
  }

  @inline(__always)
  private func bytes(_ offset: Int) -> UnsafeMutablePointer<UInt8> {
    (base + offset).assumingMemoryBound(to: UInt8.self)
  }
}

@inline(__always)
func load16(_ pointer: UnsafePointer<UInt8>, _ index: Int) -> UInt16 {
  UnsafeRawPointer(pointer + 2 &* index).loadUnaligned(as: UInt16.self)
}

@inline(__always)
func load32(_ pointer: UnsafePointer<UInt8>, _ index: Int) -> UInt32 {
  UnsafeRawPointer(pointer + 4 &* index).loadUnaligned(as: UInt32.self)
}

@inline(__always)
func store16(_ value: UInt16, _ pointer: UnsafeMutablePointer<UInt8>, _ index: Int) {
  UnsafeMutableRawPointer(pointer + 2 &* index).storeBytes(of: value, as: UInt16.self)
}

@inline(__always)
func store32(_ value: UInt32, _ pointer: UnsafeMutablePointer<UInt8>, _ index: Int) {
  UnsafeMutableRawPointer(pointer + 4 &* index).storeBytes(of: value, as: UInt32.self)
}

@inline(__always)
func copyBytes(
  _ source: UnsafePointer<UInt8>, _ target: UnsafeMutablePointer<UInt8>, _ count: Int
) {
  for index in 0..<count { target[index] = source[index] }
}
