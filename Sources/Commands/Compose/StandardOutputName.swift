import ImageFiles

extension ComposeArguments {
  /// The name of a frame's result where none was asked for: `photo.blurred.jpg` of `photo.jpg`. The
  /// result is JPEG where the frame's name says so and nothing is transparent, else PNG.
  func standardName(of frame: String) -> String {
    let isJPEG = WritableFormat(fileExtension: fileExtension(frame)) == .jpeg
    let effectName = effect.backgrounds.resultName(transparent: cutout.transparent)
    return "\(frameName(frame)).\(effectName).\(isJPEG && !needsAlpha ? "jpg" : "png")"
  }
}
