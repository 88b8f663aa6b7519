import Compositing
import Devices
import Effects
import Films
import Imaging
import Kernels
import Live
import ModelCatalogue
import Segmentation
import Threads

/// The model and what effects are made of: planned once, then asked for effects by any thread.
final class LivePreparation: Sendable {
  private let instructionSet: InstructionSet
  private let pool: ThreadPool
  private let mask: (width: Int, height: Int)
  /// Entry of the model in the catalogue; nil for others.
  let catalogueEntry: CatalogueEntry?
  // `nonisolated(unsafe)`: handed to one session, whose processing thread alone uses it.
  nonisolated(unsafe) let segmenter: Segmenter
  private let films = LiveFilms()

  /// Locates and plans the model.
  ///
  /// - Throws: what `EngineArguments.segmenter` throws.
  init(_ configuration: LiveConfiguration) throws {
    let arguments = configuration.arguments
    instructionSet = try arguments.engine.checkedInstructionSet()
    pool = ThreadPool(threadCount: arguments.threadCount)
    segmenter = try arguments.engine.segmenter(pool: pool, comparesInputs: true).segmenter
    mask = (segmenter.maskWidth, segmenter.maskHeight)
    catalogueEntry = segmenter.metadata.entry
  }

  /// Reads the picture behind the person, or opens the film.
  private func background(
    _ effect: EffectArguments, _ mode: OutputMode, isRunning: Bool
  ) throws -> (picture: Frame?, film: LiveFilm?) {
    guard let path = effect.background else { return (nil, nil) }
    if isRunning && isDevice(path) { throw ConfigurationError.notAFile(path: path) }
    var lack: FilmError?
    do throws(FilmError) {
      if let film = try films.film(path, fit: effect.fit, mode, instructionSet) {
        return (film.first ?? plainBackground(mode), film)
      }
    } catch {
      guard !isRunning, error.isLackOfProgram else { throw error }
      lack = error
    }
    if let lack {
      // The session goes on all the same, without what moves.
      let isStill = isAnimatedPicture(path)
      report("\(path): \(lack): \(isStill ? "its first frame" : "gray") stands in its place")
      if !isStill { return (plainBackground(mode), nil) }
    }
    let picture = placed(
      background: try readBackground(path), width: mode.width, height: mode.height,
      fit: effect.fit)
    return (picture, nil)
  }

  private func plainBackground(_ mode: OutputMode) -> Frame {
    Frame(width: mode.width, height: mode.height, red: 64, green: 64, blue: 64)
  }

  /// Reads the picture before the person.
  private func front(
    _ studio: StudioArguments, isRunning: Bool
  ) throws -> (picture: Frame, position: FrontPosition)? {
    guard let path = studio.inFront else { return nil }
    if isRunning && isDevice(path) { throw ConfigurationError.notAFile(path: path) }
    return (try readPicture(path).frame, studio.inFrontPosition)
  }

  /// Reads the background and prepares the effect.
  ///
  /// - Parameter isRunning: whether frames flow already: nobody then waits for what is no file.
  /// - Throws: `InContext` of `FileError` or `ImageError`; `CompositingError`;
  ///   `ConfigurationError.notAFile`.
  func effect(
    _ configuration: LiveConfiguration, mode: OutputMode, isRunning: Bool = false
  ) throws -> LiveEffect {
    let effect = configuration.arguments.effect
    let background = try background(effect, mode, isRunning: isRunning)
    return try LiveEffect(
      effect.options(decontaminates: false), smoothing: configuration.arguments.smooth,
      background: background.picture, film: background.film,
      front: try front(effect.studio, isRunning: isRunning),
      autoFrames: effect.studio.autoFrame, mode: mode, mask: mask,
      instructionSet: instructionSet, pool: pool)
  }
}
