/// A picture in memory that somebody else owns: planes of one format, to be read.
///
/// A view is made of checked byte counts and holds pointers. It must not outlive the memory: use it
/// inside the closure that lent it, or while the buffer it was made of exists.
public struct FrameView {
  /// The greatest width and height of a view.
  public static let greatestSize = 65535

  /// A plane: its first row, and bytes from one row to the next.
  public struct Plane {
    /// The first byte of the first row.
    public let base: UnsafePointer<UInt8>
    /// Bytes from one row to the next, at least those that a row holds.
    public let bytesPerRow: Int

    /// The first byte of row `y`, which must exist.
    @inline(__always)
    public func row(_ y: Int) -> UnsafePointer<UInt8> { base + y * bytesPerRow }
  }

  /// The memory of one plane, before it is checked.
  public struct PlaneBytes {
    /// From the first byte of the first row to at least the last of the last row.
    public let bytes: UnsafeRawBufferPointer
    /// Bytes from one row to the next.
    public let bytesPerRow: Int

    /// Memory and its distance of rows.
    public init(_ bytes: UnsafeRawBufferPointer, bytesPerRow: Int) {
      self.bytes = bytes
      self.bytesPerRow = bytesPerRow
    }
  }

  /// Pixels a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// The format, and the meaning of luma and chroma, which is without effect on formats that have none.
  public fileprivate(set) var layout: PixelLayout
  /// The arrangement of the bytes.
  public var format: PixelFormat { layout.format }
  /// The meaning of luma and chroma.
  public var encoding: ColorEncoding { layout.encoding }

  /// The planes; those beyond `format.planeCount` repeat the first.
  let planes: [3 of Plane]

  /// A picture whose planes follow each other in one piece of memory.
  ///
  /// - Parameter bytesPerRow: of the first plane, by default without gaps. Rows of U V pairs and of
  ///   full chroma are as far apart, rows of halved chroma half as far (rounded up), which is
  ///   V4L2's rule for its single-plane formats.
  /// - Throws: `FrameViewError` for a size out of 1...65535, rows that overlap, too few bytes.
  public init(
    width: Int, height: Int, format: PixelFormat, encoding: ColorEncoding = ColorEncoding(),
    bytes: UnsafeRawBufferPointer, bytesPerRow: Int? = nil
  ) throws(FrameViewError) {
    try checkSize(width, height)
    var offset = 0
    var planes: [3 of Plane]?
    for plane in 0..<format.planeCount {
      let stride = format.bytesPerRow(plane: plane, width: width, ofFirst: bytesPerRow)
      let expected = try byteCount(format, plane, width, height, stride)
      guard bytes.count - offset >= expected, let base = bytes.baseAddress else {
        throw .byteCount(plane: plane, expected: offset + expected, found: bytes.count)
      }
      let made = Plane(
        base: (base + offset).assumingMemoryBound(to: UInt8.self), bytesPerRow: stride)
      if planes == nil { planes = InlineArray(repeating: made) }
      planes?[plane] = made
      offset += stride * format.rowCount(plane: plane, height: height)
    }
    guard let planes else { throw .planeCount(format, found: 0) }
    self.init(width: width, height: height, PixelLayout(format, encoding), planes: planes)
  }

  /// A picture whose planes are apart.
  ///
  /// - Throws: `FrameViewError` for a size out of 1...65535, a wrong number of planes, rows that
  ///   overlap, too few bytes.
  public init(
    width: Int, height: Int, format: PixelFormat, encoding: ColorEncoding = ColorEncoding(),
    _ first: PlaneBytes, _ second: PlaneBytes? = nil, _ third: PlaneBytes? = nil
  ) throws(FrameViewError) {
    try checkSize(width, height)
    let given = 1 + (second == nil ? 0 : 1) + (third == nil ? 0 : 1)
    guard given == format.planeCount else { throw .planeCount(format, found: given) }
    let all: [3 of PlaneBytes] = [first, second ?? first, third ?? first]
    var planes: [3 of Plane]?
    for plane in 0..<given {
      let memory = all[plane]
      let expected = try byteCount(format, plane, width, height, memory.bytesPerRow)
      guard memory.bytes.count >= expected, let base = memory.bytes.baseAddress else {
        throw .byteCount(plane: plane, expected: expected, found: memory.bytes.count)
      }
      let made = Plane(
        base: base.assumingMemoryBound(to: UInt8.self), bytesPerRow: memory.bytesPerRow)
      if planes == nil { planes = InlineArray(repeating: made) }
      planes?[plane] = made
    }
    guard let planes else { throw .planeCount(format, found: 0) }
    self.init(width: width, height: height, PixelLayout(format, encoding), planes: planes)
  }

  private init(width: Int, height: Int, _ layout: PixelLayout, planes: [3 of Plane]) {
    self.width = width
    self.height = height
    self.layout = layout
    self.planes = planes
  }

  /// The RGBA pixels of a frame, whose sizes were checked.
  init(rgba bytes: UnsafeRawBufferPointer, width: Int, height: Int) {
    precondition(bytes.count == width * height * 4)
    let plane = Plane(
      base: bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self),
      bytesPerRow: width * 4)
    self.init(
      width: width, height: height, PixelLayout(.rgba), planes: InlineArray(repeating: plane))
  }

  /// One of the planes.
  ///
  /// - Precondition: the format has it.
  public func plane(_ index: Int) -> Plane {
    precondition(
      index >= 0 && index < format.planeCount,
      "expected a plane in 0..<\(format.planeCount), found \(index)")
    return planes[index]
  }
}

/// A picture in memory that somebody else owns, to be written. As with `FrameView`, the memory must
/// outlive it.
public struct MutableFrameView {
  /// The same picture, to be read.
  public let readOnly: FrameView

  init(readOnly: FrameView) { self.readOnly = readOnly }

  /// A picture whose planes follow each other in one piece of memory; see `FrameView`.
  ///
  /// - Throws: `FrameViewError`.
  public init(
    width: Int, height: Int, format: PixelFormat, encoding: ColorEncoding = ColorEncoding(),
    bytes: UnsafeMutableRawBufferPointer, bytesPerRow: Int? = nil
  ) throws(FrameViewError) {
    readOnly = try FrameView(
      width: width, height: height, format: format, encoding: encoding,
      bytes: UnsafeRawBufferPointer(bytes), bytesPerRow: bytesPerRow)
  }

  /// A picture whose planes are apart; see `FrameView`.
  ///
  /// - Throws: `FrameViewError`.
  public init(
    width: Int, height: Int, format: PixelFormat, encoding: ColorEncoding = ColorEncoding(),
    _ first: PlaneBytes, _ second: PlaneBytes? = nil, _ third: PlaneBytes? = nil
  ) throws(FrameViewError) {
    readOnly = try FrameView(
      width: width, height: height, format: format, encoding: encoding, first.readOnly,
      second?.readOnly, third?.readOnly)
  }

  /// The memory of one plane, before it is checked.
  public struct PlaneBytes {
    let readOnly: FrameView.PlaneBytes

    /// Memory and its distance of rows.
    public init(_ bytes: UnsafeMutableRawBufferPointer, bytesPerRow: Int) {
      readOnly = FrameView.PlaneBytes(UnsafeRawBufferPointer(bytes), bytesPerRow: bytesPerRow)
    }
  }

  /// Pixels a row.
  public var width: Int { readOnly.width }
  /// Rows.
  public var height: Int { readOnly.height }
  /// The format, and the meaning of luma and chroma.
  public var layout: PixelLayout { readOnly.layout }
  /// The arrangement of the bytes.
  public var format: PixelFormat { readOnly.format }
  /// The meaning of luma and chroma; without effect on formats that have none.
  public var encoding: ColorEncoding { readOnly.encoding }

  /// The same memory with another meaning of luma and chroma.
  public func encoded(as encoding: ColorEncoding) -> MutableFrameView {
    var view = readOnly
    view.layout.encoding = encoding
    return MutableFrameView(readOnly: view)
  }

  /// The first byte of row `y` of a plane, which must exist.
  @inline(__always)
  public func row(_ y: Int, plane: Int = 0) -> UnsafeMutablePointer<UInt8> {
    UnsafeMutablePointer(mutating: readOnly.planes[plane].row(y))
  }
}

private func checkSize(_ width: Int, _ height: Int) throws(FrameViewError) {
  let sizes = 1...FrameView.greatestSize
  guard sizes.contains(width), sizes.contains(height) else {
    throw .size(width: width, height: height)
  }
}

/// Bytes from the first of a plane to its last.
private func byteCount(
  _ format: PixelFormat, _ plane: Int, _ width: Int, _ height: Int, _ bytesPerRow: Int
) throws(FrameViewError) -> Int {
  let rowByteCount = format.rowByteCount(plane: plane, width: width)
  let gapCount = Int64(format.rowCount(plane: plane, height: height) - 1)
  // Above 2^40 the product with the rows could overflow.
  guard bytesPerRow >= rowByteCount, Int64(bytesPerRow) <= 1 << 40,
    let byteCount = Int(exactly: gapCount * Int64(bytesPerRow) + Int64(rowByteCount))
  else {
    throw .bytesPerRow(plane: plane, expected: rowByteCount, found: bytesPerRow)
  }
  return byteCount
}
