import ArgumentParser
import ModelCatalogue
import Segmentation
import Threads

/// Options of what finds the person, and on what.
@dynamicMemberLookup
struct EngineArguments: ParsableArguments {
  @OptionGroup(title: "Person") var choice: ModelArguments
  @OptionGroup(title: "Expert options") var expert: EngineExpertOptions

  /// Options of these that presets may name, as keys of the configuration too.
  static let modelSettings = [
    Setting<Self>("model", .text, isReloadable: false) { $0.choice.model.map { .text($0) } },
    Setting("decode", .text, isReloadable: false) {
      $0.expert.decode.map { .text($0.rawValue) }
    },
    Setting("input-range", .text, isReloadable: false) {
      $0.expert.inputRange.map { .text($0.rawValue) }
    },
    Setting("person-class", .text, isReloadable: false) {
      $0.expert.choice.personClass.map { .text($0) }
    },
    Setting("classes", .text, isReloadable: false) {
      $0.expert.choice.classes.map { .text($0) }
    },
    Setting("output-index", .number, isReloadable: false) {
      $0.expert.choice.outputIndex.map { .number(Double($0)) }
    },
    Setting("channel", .number, isReloadable: false) {
      $0.expert.choice.channel.map { .number(Double($0)) }
    },
    Setting("input-size", .text, isReloadable: false) {
      $0.expert.graph.inputSize.map { .text($0.description) }
    },
    Setting("signature", .text, isReloadable: false) {
      $0.expert.graph.signature.map { .text($0) }
    },
    Setting("subgraph", .number, isReloadable: false) {
      $0.expert.graph.subgraph.map { .number(Double($0)) }
    },
    Setting("framing", .text, isReloadable: false) { .text($0.expert.framing.rawValue) },
    Setting("resize", .text, isReloadable: false) { .text($0.expert.resize.rawValue) },
  ]

  subscript<Value>(dynamicMember path: KeyPath<ModelArguments, Value>) -> Value {
    choice[keyPath: path]
  }

  subscript<Value>(dynamicMember path: KeyPath<EngineExpertOptions, Value>) -> Value {
    expert[keyPath: path]
  }

  /// The model's file, as far as one is there.
  ///
  /// - Throws: `ValidationError` for what is no model's name.
  func modelPath() throws -> String? { try choice.model.flatMap { try ModelName($0).path } }

  /// The options that only a model heeds.
  var namedModelOptions: [String] {
    [
      ("--model", choice.model != nil), ("--decode", expert.decode != nil),
      ("--input-range", expert.inputRange != nil),
    ].filter(\.1).map(\.0) + expert.choice.named + expert.graph.named
  }

  /// The level of the kernels.
  ///
  /// - Throws: `InstructionSetError` when this CPU lacks the one that was asked for.
  func checkedInstructionSet() throws(InstructionSetError) -> InstructionSet {
    if let level = expert.instructionSet, !level.isAvailable {
      throw InstructionSetError(wanted: level)
    }
    return expert.instructionSet ?? .best
  }

  /// Locates the model, plans it, and says what is guessed of it.
  ///
  /// - Parameter comparesInputs: see `SegmenterOptions`.
  /// - Throws: what `locateModel` throws; `InContext` of `SegmentationError`.
  func segmenter(
    pool: ThreadPool, comparesInputs: Bool = false
  ) throws -> (segmenter: Segmenter, path: String) {
    var options = SegmenterOptions()
    options.comparesInputs = comparesInputs
    options.instructionSet = try checkedInstructionSet()
    options.resampling = expert.resize
    options.framing = expert.framing
    options.decoding = expert.decode
    expert.choice.apply(to: &options)
    options.graph = expert.graph.choice
    options.inputRange = expert.inputRange
    let located = try locateModel(
      choice.model ?? Catalogue.defaultEntry.name, byteCountLimit: options.memoryLimitByteCount)
    do throws(SegmentationError) {
      let segmenter = try Segmenter(model: located.bytes, options: options, pool: pool)
      noteGuesses(of: segmenter.metadata, path: located.path)
      return (segmenter, located.path)
    } catch {
      throw InContext(path: located.path, error: error)
    }
  }
}

/// Options of the model that finds the person.
struct ModelArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What finds the person: \(Catalogue.shortNames), or a .tflite file (default: "
        + "\(Catalogue.defaultEntry.shortName)).", valueName: "model"),
    completion: .file(extensions: ["tflite"]))
  var model: String?

  func validate() throws {
    if model?.isEmpty == true { throw ValidationError("expected --model to name one, found ''") }
  }
}

/// Options of how the model is run.
struct EngineExpertOptions: ParsableArguments {
  @Option(help: "What the model's output means (default: from the catalogue, else from the graph).")
  var decode: OutputDecoding?

  @Option(
    parsing: .unconditional,
    help: "The range of the model's input (default: from the catalogue, else the file, else 0...1)."
  )
  var inputRange: InputRange?

  @OptionGroup var choice: MaskChoiceArguments
  @OptionGroup var graph: GraphArguments

  @Option(
    help: """
      What the model sees: the frame without uniform bars, in its own shape where it is wide \
      (auto), or all of it, stretched.
      """)
  var framing = FramingChoice.auto

  @Option(help: "How the frame is brought to the model's size.")
  var resize = Resampling.bilinear

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads, 1 to 64 (default: one for each core; beside ffmpeg one for two cores; live 1).",
      valueName: "count"))
  var threads: Int?

  @Option(help: "Level of the kernels (default: the best that this CPU has).")
  var instructionSet: InstructionSet?

  func validate() throws {
    if let threads, !(1...64).contains(threads) {
      throw ValidationError("expected --threads from 1 to 64 threads, found \(threads)")
    }
  }
}
