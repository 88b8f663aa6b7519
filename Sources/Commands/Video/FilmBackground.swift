import Effects
import Glibc
import Video

/// What `--background` names: a picture, or a film that goes round.
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
    if path == "-" || isStill(path) {
      let picture = try readPicture(path).frame
      content = .picture(picture.isOpaque ? picture : picture.overBlack())
    } else {
      let ffmpeg = try films.ffmpeg()
      let probe = try FilmProbe(path, ffmpeg: ffmpeg)
      content = .film(try LoopingFilm(probe, layout: probe.workingLayout, ffmpeg: ffmpeg))
    }
  }

  /// Why a film ended before its end; it goes round without what is missing.
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
      effect.setBackground(frame.view(film.format.colour).readOnly, fit: fit)
      (shown, shownTime) = (frame, frame.time)
    }
    return ContinuousClock.now - start
  }
}

/// Whether a file begins as a PNG or JPEG file does; what can't be read counts as a picture, whose reader
/// says why.
private func isStill(_ path: String) -> Bool {
  guard let file = try? FileDescriptor(path: path, flags: O_RDONLY) else { return true }
  var bytes = [UInt8](repeating: 0, count: 4)
  guard read(file.number, &bytes, 4) == 4 else { return true }
  return bytes == [0x89, 0x50, 0x4e, 0x47] || bytes.starts(with: [0xff, 0xd8, 0xff])
}
