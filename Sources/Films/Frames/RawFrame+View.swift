public import Imaging

extension RawFrame {
  /// The frame as a view, to be read or written; valid as long as the frame lives.
  ///
  /// - Parameter colour: what the film says of its colours. A matrix that `ColorEncoding` lacks
  ///   (BT.2020) is taken for BT.709: such films are read as RGBA.
  public func view(_ colour: ColorTags) -> MutableFrameView {
    let matrix: ColorEncoding.Matrix =
      colour.matrixInEffect(height: height) == .bt601 ? .bt601 : .bt709
    do {
      return try MutableFrameView(
        width: width, height: height, format: pixelFormat,
        encoding: ColorEncoding(matrix, colour.rangeInEffect), bytes: bytes)
    } catch {
      preconditionFailure("expected a frame's own memory to hold it: \(error)")
    }
  }
}

extension PixelFormat {
  /// The name of ffmpeg's pixel format.
  var ffmpegName: String { "\(descriptor.ffmpeg)" }

  /// How many chroma samples there are, for example `4:2:0`; nil without colors.
  package var chromaSampling: String? { PixelKind(ffmpegName).chromaSampling }
}
