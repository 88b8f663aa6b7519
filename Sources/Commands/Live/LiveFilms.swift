import Compositing
import Devices
import Films
import Kernels
import Live
import Synchronization

/// The films behind a session: the one in force is kept where other settings change, so that it goes on.
///
/// Films are opened one after the other, by whoever prepares effects.
final class LiveFilms: Sendable {
  private struct Key: Equatable {
    let path: String
    let stamp: FileStamp?
    let fit: Fit
    let width, height: Int
  }

  private struct Latest {
    var key: Key?
    weak var film: LiveFilm?
  }

  private let latest = Mutex(Latest())

  /// The film of a path; nil for a still picture.
  ///
  /// - Throws: `FilmError`.
  func film(
    _ path: String, fit: Fit, _ mode: OutputMode, _ instructionSet: InstructionSet
  ) throws(FilmError) -> LiveFilm? {
    guard isFilm(path) || isAnimatedPicture(path) else { return nil }
    let key = Key(
      path: path, stamp: FileStamp(path), fit: fit, width: mode.width, height: mode.height)
    return try latest.withLock { latest throws(FilmError) in
      if let film = latest.film, key == latest.key { return film }
      let film = try LiveFilm(
        path, width: mode.width, height: mode.height, fit: fit, instructionSet: instructionSet,
        tell: { report($0) }
      ) { (stop) throws(FilmError) in
        if let file = webPAnimation(path) {
          return FilmRounds(
            duration: AnimatedPictureSource.duration(file), opensAnywhere: false
          ) { () throws(FilmError) in try AnimatedPictureSource(path, file) }
        }
        return try FilmRounds(
          path, fit: fit, width: mode.width, height: mode.height, ffmpeg: FFmpeg(stop: stop))
      }
      latest = Latest(key: key, film: film)
      return film
    }
  }
}

extension FilmError {
  /// Whether a film can't be shown since a program is not there.
  var isLackOfProgram: Bool {
    if case .missingProgram = self { true } else { false }
  }
}
