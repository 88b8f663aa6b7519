/// Rectangle of whole pixels of a picture.
public struct PixelRectangle: Sendable, Hashable {
  /// The columns.
  public var columns: Range<Int>
  /// The rows.
  public var rows: Range<Int>

  /// A rectangle.
  public init(columns: Range<Int>, rows: Range<Int>) {
    self.columns = columns
    self.rows = rows
  }

  /// All of a picture.
  public init(width: Int, height: Int) { self.init(columns: 0..<width, rows: 0..<height) }
}

extension FrameView {
  /// A part of the picture, in the same memory. Its edges move inward to where no chroma is shared across
  /// them, at the left and at the top; nil where nothing is left.
  ///
  /// - Precondition: the rectangle lies within the picture.
  package func part(_ rectangle: PixelRectangle) -> FrameView? {
    precondition(
      rectangle.columns.lowerBound >= 0 && rectangle.columns.upperBound <= width
        && rectangle.rows.lowerBound >= 0 && rectangle.rows.upperBound <= height,
      "expected a part of \(width)x\(height), found one of \(rectangle.columns.count)x"
        + "\(rectangle.rows.count) beyond its border")
    let descriptor = format.descriptor
    let planes = 0..<format.planeCount
    let columnGrain = planes.reduce(1) { max($0, descriptor.pixelsPerGroup[$1]) }
    let rowGrain = descriptor.rowsPerChroma
    let x = (rectangle.columns.lowerBound + columnGrain - 1) / columnGrain * columnGrain
    let y = (rectangle.rows.lowerBound + rowGrain - 1) / rowGrain * rowGrain
    let (partWidth, partHeight) = (
      rectangle.columns.upperBound - x, rectangle.rows.upperBound - y
    )
    guard partWidth > 0, partHeight > 0 else { return nil }
    func bytes(_ index: Int) -> PlaneBytes? {
      guard index < format.planeCount else { return nil }
      let plane = plane(index)
      let first =
        plane.row(index > 0 ? y / rowGrain : y)
        + x / descriptor.pixelsPerGroup[index] * descriptor.bytesPerGroup[index]
      let count =
        (format.rowCount(plane: index, height: partHeight) - 1) * plane.bytesPerRow
        + format.rowByteCount(plane: index, width: partWidth)
      return PlaneBytes(
        UnsafeRawBufferPointer(start: first, count: count), bytesPerRow: plane.bytesPerRow)
    }
    guard let first = bytes(0) else { return nil }
    do throws(FrameViewError) {
      return try FrameView(
        width: partWidth, height: partHeight, format: format, encoding: encoding, first, bytes(1),
        bytes(2))
    } catch {
      preconditionFailure("a part of a picture is one: \(error)")
    }
  }

  /// The bytes that a pixel's color is made of: red, green and blue, or luma and chroma; 0 for what the
  /// format lacks.
  ///
  /// - Precondition: the pixel exists, which is not checked.
  @inline(__always)
  package func components(x: Int, y: Int) -> SIMD4<Int32> {
    let descriptor = format.descriptor
    let row = plane(0).row(y)
    if !descriptor.isYUV {
      let pixel = row + x &* descriptor.bytesPerGroup[0]
      return SIMD4(Int32(pixel[0]), Int32(pixel[1]), Int32(pixel[2]), 0)
    }
    if format.isPackedYUV {
      let group = row + (x >> 1) &* 4
      let chroma = 1 - descriptor.firstLuma
      return SIMD4(
        Int32(group[descriptor.firstLuma + (x & 1) &* 2]), Int32(group[chroma]),
        Int32(group[chroma + 2]), 0)
    }
    let luma = Int32(row[x])
    guard format.planeCount > 1 else { return SIMD4(luma, 0, 0, 0) }
    let column = x / descriptor.pixelsPerGroup[1] &* descriptor.bytesPerGroup[1]
    let (chroma, line) = (plane(1), y / descriptor.rowsPerChroma)
    let second = format.planeCount > 2 ? plane(2).row(line)[column] : chroma.row(line)[column + 1]
    return SIMD4(luma, Int32(chroma.row(line)[column]), Int32(second), 0)
  }
}
