/// Header of a file: what it says of its picture before any pixel is decoded.
public struct ImageHeader: Sendable, Hashable {
  /// The file's format.
  public let format: ImageFormat

  /// Pixels a row as stored, before `orientation` is applied; positive.
  public let storedWidth: Int

  /// Rows as stored, before `orientation` is applied; positive.
  public let storedHeight: Int

  /// Turn by which the stored picture comes to stand upright.
  public let orientation: Orientation

  /// Metadata of the file.
  public let metadata: ImageMetadata

  /// Pixels a row of the upright picture, the size of the decoded frame.
  public var width: Int { orientation.swapsAxes ? storedHeight : storedWidth }

  /// Rows of the upright picture.
  public var height: Int { orientation.swapsAxes ? storedWidth : storedHeight }
}

/// Reads the header of a PNG or JPEG file. Allocates nothing that grows with the picture.
///
/// - Throws: `ImageError` when the bytes are of another format, or when the file ends or breaks
///   before its picture's size is known.
public func imageHeader(_ bytes: [UInt8]) throws(ImageError) -> ImageHeader {
  guard let format = ImageFormat(signatureOf: bytes) else {
    throw .unknownFormat(found: describeUnknownFile(bytes))
  }
  let header =
    switch format {
    case .png: try pngHeader(bytes)
    case .jpeg: try jpegHeader(bytes)
    }
  guard header.width > 0, header.height > 0 else {
    throw .damaged(
      format, reason: "expected a size of at least 1x1, found \(header.width)x\(header.height)")
  }
  return header
}

/// The error of a file that stops before its header is complete.
func endsEarly(_ format: ImageFormat, _ bytes: [UInt8]) -> ImageError {
  .damaged(
    format,
    reason: "expected more data, found the end of the file after \(bytes.count) bytes")
}
