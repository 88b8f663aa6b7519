public import Imaging

/// Memory for one frame of a film, filled and emptied over and over.
///
/// `@unchecked Sendable`: one stage holds a frame at a time; queues hand it from one to the next.
public final class RawFrame: @unchecked Sendable {
  /// Pixels a row, at least 1.
  public let width: Int
  /// Rows, at least 1.
  public let height: Int
  /// How the bytes lie.
  public let pixelFormat: PixelFormat
  /// All bytes: the format's planes, one behind the other. Begins at a multiple of 64.
  public let bytes: UnsafeMutableRawBufferPointer
  /// When the frame is shown, in ticks of the film's time base since the film's begin.
  public var time: Int = 0

  /// Zeroed memory for a frame of this size.
  ///
  /// - Precondition: sizes of at least 1, not beyond `FilmFormat`'s limits.
  public init(width: Int, height: Int, pixelFormat: PixelFormat) {
    precondition(
      FilmFormat.isAllowed(width: width, height: height),
      "expected a size within the limits, found \(width)x\(height)")
    self.width = width
    self.height = height
    self.pixelFormat = pixelFormat
    let byteCount = pixelFormat.byteCount(width: width, height: height)
    // Kernels may load a whole vector at the last pixel.
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount + 64, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    bytes = UnsafeMutableRawBufferPointer(rebasing: memory[..<byteCount])
  }

  /// Memory for a frame of this format.
  public convenience init(_ format: FilmFormat) {
    self.init(width: format.width, height: format.height, pixelFormat: format.pixelFormat)
  }

  deinit { bytes.deallocate() }

  /// Takes over the pixels and the time of a frame of the same size and format.
  public func copy(_ other: RawFrame) {
    precondition(
      other.bytes.count == bytes.count && other.pixelFormat == pixelFormat && other.width == width,
      "expected frames of one size and format")
    bytes.copyMemory(from: UnsafeRawBufferPointer(other.bytes))
    time = other.time
  }
}
