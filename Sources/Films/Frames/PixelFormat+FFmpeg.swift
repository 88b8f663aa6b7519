import Imaging

extension PixelFormat {
  /// The name of ffmpeg's pixel format.
  var ffmpegName: String { "\(descriptor.ffmpeg)" }

  /// Chroma samples in films' makers' words, for example `4:2:0`; nil without colors.
  package var chromaSampling: String? { PixelKind(ffmpegName).chromaSampling }
}
