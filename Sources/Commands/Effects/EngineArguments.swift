import ArgumentParser
import ModelCatalogue
import Segmentation
import Threads

/// What finds the person, and on what.
struct EngineArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A .tflite file, or a name from 'vbg models list' (default: "
        + "\(Catalogue.defaultEntry.name))."),
    completion: .file(extensions: ["tflite"]))
  var model: String?

  @Option(help: "How the frame is brought to the model's size.")
  var resize = Resampling.bilinear

  @Option(
    help: ArgumentHelp("Threads, 1 to 64 (default: one for each core).", valueName: "count"))
  var threads: Int?

  @Option(help: "Level of the kernels (default: the best that this CPU has).")
  var instructionSet: InstructionSet?

  func validate() throws {
    if let threads, !(1...64).contains(threads) {
      throw ValidationError("expected --threads from 1 to 64, found \(threads)")
    }
  }

  /// The level of the kernels.
  ///
  /// - Throws: `InstructionSetError` when this CPU lacks the one that was asked for.
  func checkedInstructionSet() throws(InstructionSetError) -> InstructionSet {
    if let instructionSet, !instructionSet.isAvailable {
      throw InstructionSetError(wanted: instructionSet)
    }
    return instructionSet ?? .best
  }

  /// Locates the model and plans it.
  ///
  /// - Parameter comparesInputs: see `SegmenterOptions`.
  /// - Throws: what `locateModel` throws; `InContext` of `SegmentationError`.
  func segmenter(
    pool: ThreadPool, comparesInputs: Bool = false
  ) throws -> (segmenter: Segmenter, path: String) {
    var options = SegmenterOptions()
    options.comparesInputs = comparesInputs
    options.instructionSet = try checkedInstructionSet()
    options.resampling = resize
    let located = try locateModel(
      model ?? Catalogue.defaultEntry.name, byteCountLimit: options.memoryLimitByteCount)
    do throws(SegmentationError) {
      return (
        try Segmenter(model: located.bytes, options: options, pool: pool), located.path
      )
    } catch {
      throw InContext(path: located.path, error: error)
    }
  }
}
