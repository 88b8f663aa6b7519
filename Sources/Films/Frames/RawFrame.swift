public import Imaging

/// One frame of a film, filled and emptied over and over.
///
/// `@unchecked Sendable`: one stage holds a frame at a time; queues hand it from one to the next.
public final class RawFrame: @unchecked Sendable {
  /// When the frame is shown, in ticks of the film's time base since the film's begin.
  public var time: Int = 0
  private let memory: PictureMemory

  /// Zeroed memory for a frame of this format.
  ///
  /// - Precondition: sizes of at least 1, not beyond `FilmFormat`'s limits.
  public init(_ format: FilmFormat) {
    precondition(
      FilmFormat.isAllowed(width: format.width, height: format.height),
      "expected a size within the limits, found \(format.width)x\(format.height)")
    do {
      memory = try PictureMemory(
        width: format.width, height: format.height, format: format.pixelFormat)
    } catch {
      preconditionFailure("expected a film's frame to be a picture: \(error)")
    }
  }

  /// Pixels a row, at least 1.
  public var width: Int { memory.view.width }
  /// Rows, at least 1.
  public var height: Int { memory.view.height }
  /// The arrangement of the bytes.
  public var pixelFormat: PixelFormat { memory.view.format }
  /// All bytes: the format's planes, one behind the other. Begins at a multiple of 64.
  public var bytes: UnsafeMutableRawBufferPointer { memory.bytes }

  /// The frame as a view, to be read or written; valid as long as the frame lives.
  ///
  /// - Parameter color: what the film says of its colors. A matrix that `ColorEncoding` lacks
  ///   (BT.2020) is taken for BT.709: such films are read as RGBA.
  public func view(_ color: ColorTags) -> MutableFrameView {
    let matrix: ColorEncoding.Matrix =
      color.matrixInEffect(height: height) == .bt601 ? .bt601 : .bt709
    return memory.view.encoded(as: ColorEncoding(matrix, color.rangeInEffect))
  }

  /// Takes over the pixels and the time of a frame of the same size and format.
  public func copy(_ other: RawFrame) {
    memory.view.copy(other.memory.view.readOnly)
    time = other.time
  }
}
