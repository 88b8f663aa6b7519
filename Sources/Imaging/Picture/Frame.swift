/// A picture: 8-bit RGBA pixels with straight (not premultiplied) alpha, the top row first.
///
/// Rows follow each other without gaps. Copies share their pixels until one of them is written to.
///
/// ```swift
/// func meanRed(of frame: Frame) -> Double {
///   frame.withPixels { pixels in
///     let levels = stride(from: 0, to: pixels.count, by: 4).map { Double(pixels[$0]) }
///     return levels.reduce(0, +) / Double(levels.count)
///   }
/// }
/// ```
public struct Frame: Sendable, Equatable {
  /// Pixels a row, at least 1.
  public let width: Int

  /// Rows, at least 1.
  public let height: Int

  private var storage: [UInt8]

  /// A frame of the given pixels: `height` rows of `width` times red, green, blue, alpha.
  ///
  /// - Precondition: both sizes are positive and `pixels` holds `width * height * 4` bytes.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "expected positive sizes, found \(width)x\(height)")
    precondition(
      pixels.count == width * height * 4,
      "expected \(width * height * 4) bytes for \(width)x\(height), found \(pixels.count)")
    self.width = width
    self.height = height
    self.storage = pixels
  }

  /// A frame whose every byte is written by `body`; nil when `body` says false.
  ///
  /// The memory is not cleared first, so that refusing a broken file touches none of it.
  package init?(width: Int, height: Int, filledBy body: (UnsafeMutableBufferPointer<UInt8>) -> Bool)
  {
    var isFilled = false
    let byteCount = width * height * 4
    let pixels = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, initializedCount in
      isFilled = body(UnsafeMutableBufferPointer(rebasing: buffer[..<byteCount]))
      initializedCount = isFilled ? byteCount : 0
    }
    guard isFilled else { return nil }
    self.init(width: width, height: height, pixels: pixels)
  }

  /// Bytes from one row to the next.
  public var bytesPerRow: Int { width * 4 }

  /// Lends all pixels: `height` rows of `bytesPerRow` bytes.
  public func withPixels<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(storage.span)
  }

  /// Lends all pixels for writing: `height` rows of `bytesPerRow` bytes.
  ///
  /// Copies the pixels first when another frame shares them.
  public mutating func withMutablePixels<Result, Failure: Error>(
    _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var pixels = storage.mutableSpan
    return try body(&pixels)
  }
}
