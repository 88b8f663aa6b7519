import Compositing
import Devices
import Effects
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
    let background = try effect.background.map { path in
      if isRunning && isDevice(path) { throw ConfigurationError.notAFile(path: path) }
      return placed(
        background: try readBackground(path), width: mode.width,
        height: mode.height, fit: effect.fit)
    }
    return try LiveEffect(
      effect.options(decontaminates: false), smoothing: configuration.arguments.smooth,
      background: background, front: try front(effect.studio, isRunning: isRunning),
      autoFrames: effect.studio.autoFrame, mode: mode, mask: mask,
      instructionSet: instructionSet, pool: pool)
  }
}
