import Imaging

/// Source of a frame's pixels as RGBA.
protocol PixelSource {
  /// Pixels a row.
  var width: Int { get }
  /// Rows.
  var height: Int { get }
  /// The pixels of a part of a row, valid until `scratch` is written again.
  ///
  /// - Parameter scratch: `range.count + PackedRows.overhang` pixels, which may be used.
  func pixels(
    _ range: Range<Int>, ofRow y: Int, scratch: UnsafeMutablePointer<UInt32>
  ) -> UnsafePointer<UInt32>
}

extension Rows<UInt32>: PixelSource {
  @inline(__always)
  func pixels(
    _ range: Range<Int>, ofRow y: Int, scratch: UnsafeMutablePointer<UInt32>
  ) -> UnsafePointer<UInt32> {
    UnsafePointer(row(y) + range.lowerBound)
  }
}

/// Rows of a packed format of YUV, two bytes a pixel.
struct PackedRows: PixelSource {
  /// Pixels that are converted at once.
  static let vector = 32
  /// Pixels that a scratch must hold beside its own: a first one, to make a pair, and the rest of a
  /// vector.
  static let overhang = vector + 1

  let bytes: Rows<UInt8>
  let conversion: PackedPixels

  var width: Int { bytes.width / 2 }
  var height: Int { bytes.height }

  @inline(__always)
  func pixels(
    _ range: Range<Int>, ofRow y: Int, scratch: UnsafeMutablePointer<UInt32>
  ) -> UnsafePointer<UInt32> {
    let first = range.lowerBound & ~1
    conversion.read(
      Self.wholeVectors(first..<range.upperBound, of: width), from: bytes.row(y) + 2 * first,
      to: UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: UInt8.self))
    return UnsafePointer(scratch + (range.lowerBound - first))
  }

  /// The length of a range in whole vectors, as far as the row goes.
  @inline(__always)
  static func wholeVectors(_ range: Range<Int>, of width: Int) -> Int {
    min((range.count + vector - 1) / vector * vector, width - range.lowerBound)
  }
}
