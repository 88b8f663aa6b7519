import Effects
import Films

/// Background that `--background` names: a picture, or a film that goes round.
final class FilmBackground {
  private enum Content {
    case picture(Frame)
    case film(LoopingFilm)
  }

  private let content: Content
  private let fit: Fit
  private var shownTime: Int?
  private var shown: RawFrame?

  /// Reads the picture, or opens the film.
  ///
  /// - Returns: nil without a background.
  /// - Throws: `FilmError`; `InContext` of `FileError` or `ImageError`.
  init?(_ arguments: VideoArguments, _ films: inout FilmPrograms) throws {
    guard let path = arguments.effect.background else { return nil }
    fit = arguments.effect.fit
    if !isFilm(path) && !isAnimatedPicture(path) {
      content = .picture(try readBackground(path))
    } else if let file = webPAnimation(path) {
      content = .film(
        try LoopingFilm(duration: AnimatedPictureSource.duration(file)) { () throws(FilmError) in
          try AnimatedPictureSource(path, file)
        })
    } else {
      let ffmpeg = try films.ffmpeg()
      let probe = try FilmProbe(path, ffmpeg: ffmpeg)
      content = .film(try LoopingFilm(probe, pixelFormat: probe.workingFormat, ffmpeg: ffmpeg))
    }
  }

  /// Fault for which a film ended before its end; it goes round without what is missing.
  var fault: FilmError? {
    if case .film(let film) = content { film.fault } else { nil }
  }

  /// Puts a picture behind the person for good.
  func prepare(_ effect: FrameEffect) {
    guard case .picture(let picture) = content else { return }
    picture.withView { effect.setBackground($0, fit: fit) }
  }

  /// Puts the film's frame of a time behind the person, unless it stands there already.
  ///
  /// - Returns: how long that took.
  /// - Throws: `FilmError`.
  func show(at seconds: Double, _ effect: FrameEffect) throws(FilmError) -> Duration {
    guard case .film(let film) = content else { return .zero }
    let start = ContinuousClock.now
    let frame = try film.frame(at: seconds)
    // Frames are read into two memories by turns: the time tells one from the next.
    if frame !== shown || frame.time != shownTime {
      effect.setBackground(frame.view(film.format.color).readOnly, fit: fit)
      (shown, shownTime) = (frame, frame.time)
    }
    return ContinuousClock.now - start
  }
}
