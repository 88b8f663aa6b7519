import ArgumentParser
import CommandSupport
import ImageFiles
import Segmentation

/// Arguments of `vbg-infer`.
@dynamicMemberLookup
struct InferenceArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A model: one of \(Catalogue.shortNames); or a .tflite file.", valueName: "model"),
    completion: .file(extensions: ["tflite"]))
  var model: String

  @Argument(
    help: "\(PictureFormat.list) files, or folders of them; '-' is standard input.",
    completion: .file(extensions: PictureFormat.allFileExtensions))
  var frames: [String] = []

  @OptionGroup(title: "Results") var results: InferenceResults
  @OptionGroup(title: "Tensors") var tensors: TensorArguments
  @OptionGroup(title: "Expert options") var expert: InferenceExpertOptions
  @OptionGroup var messages: MessageArguments

  @Flag(
    help: "Print tensors, decoding, level and timings as JSON instead of paths; without frames too."
  )
  var json = false

  func validate() throws {
    if frames.isEmpty && tensors.isEmpty && !json {
      throw ValidationError("expected frames, found none")
    }
    if model.isEmpty { throw ValidationError("expected a model to be named, found ''") }
    let isPicture = PictureFormat.allFileExtensions.contains(fileExtension(model) ?? "")
    if isPicture && !model.contains("/") {
      throw ValidationError(
        "expected a model before the frames, such as \(Catalogue.defaultEntry.shortName), "
          + "found '\(model)'")
    }
    if frames.contains("") { throw ValidationError("expected a frame to be named, found ''") }
  }

  subscript<Value>(dynamicMember path: KeyPath<InferenceResults, Value>) -> Value {
    results[keyPath: path]
  }

  subscript<Value>(dynamicMember path: KeyPath<InferenceExpertOptions, Value>) -> Value {
    expert[keyPath: path]
  }

  subscript<Value>(dynamicMember path: KeyPath<TensorArguments, Value>) -> Value {
    tensors[keyPath: path]
  }

  subscript<Value>(dynamicMember path: KeyPath<MessageArguments, Value>) -> Value {
    messages[keyPath: path]
  }
}

/// Options of what is written, and where.
struct InferenceResults: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where the mask goes: a file, '-' for standard output, or a folder (default: NAME.mask.png).",
      valueName: "path"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("Also write the person alone, on transparency.", valueName: "path"),
    completion: .file())
  var cutout: String?

  @Option(
    help: ArgumentHelp("Also write the frame with the person tinted teal.", valueName: "path"),
    completion: .file())
  var overlay: String?

  @Option(help: "The mask's size: the frame's (bilinear) or the model's.")
  var maskSize = MaskSize.frame

  @Option(help: ArgumentHelp("Bits a value of the mask.", valueName: "count"))
  var bits = GrayBitDepth.eight

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Quality of JPEG and WebP results, 0 to 100 (default: 92 and 90; WebP keeps all at 100).",
      valueName: "number"))
  var quality: Int?

  @Flag(help: "Search the folders in folders too; the results lie in folders of the same names.")
  var recursive = false

  @Flag(help: "Replace no file: a frame whose results exist fails.")
  var noClobber = false

  func validate() throws {
    if let quality, !(0...100).contains(quality) {
      throw ValidationError("expected --quality from 0 to 100, found \(quality)")
    }
  }
}

/// Options that few people need.
struct InferenceExpertOptions: ParsableArguments {
  @Option(help: "What the output means (default: from the catalogue, else from the graph).")
  var decode: OutputDecoding?

  @Option(
    parsing: .unconditional,
    help: "The input's range (default: from the catalogue, else the file, else 0...1).")
  var inputRange: InputRange?

  @OptionGroup var choice: MaskChoiceArguments
  @OptionGroup var graph: GraphArguments

  @Option(
    help: ArgumentHelp("Also write the model's exact input as .npy.", valueName: "path"),
    completion: .file())
  var dumpInput: String?

  @Option(
    help: ArgumentHelp("Also write the model's raw output as .npy.", valueName: "path"),
    completion: .file())
  var dumpOutput: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Threads, 1 to 64 (default: one for each core).", valueName: "count"))
  var threads: Int?

  @Option(help: "Level of the kernels (default: the best that this CPU has).")
  var instructionSet: InstructionSet?

  @Option(
    help: """
      What the model sees: the frame without uniform bars, in its own shape where it is wide \
      (auto), or all of it, stretched.
      """)
  var framing = FramingChoice.auto

  @Option(help: "How the frame is brought to the model's size.")
  var resize = Resampling.bilinear

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Refuse frames of more pixels.", valueName: "count")
  )
  var maxPixels = defaultMaxPixelCount

  func validate() throws {
    if let threads, !(1...64).contains(threads) {
      throw ValidationError("expected --threads from 1 to 64 threads, found \(threads)")
    }
    if maxPixels < 1 {
      throw ValidationError("expected --max-pixels of at least 1 pixel, found \(maxPixels)")
    }
  }
}

/// The size that a mask is written at.
enum MaskSize: String, CaseIterable, ExpressibleByArgument {
  /// The size of the model's output.
  case model
  /// The frame's size.
  case frame
}

extension InstructionSet: ExpressibleByArgument {}
extension Resampling: ExpressibleByArgument {}
extension FramingChoice: ExpressibleByArgument {}
extension OutputDecoding: ExpressibleByArgument {}
extension InputRange: ExpressibleByArgument {}
extension GrayBitDepth: ExpressibleByArgument {}
