import ArgumentParser
import Segmentation

/// What `vbg-infer` takes.
struct InferenceArguments: ParsableArguments {
  @Argument(
    help: "A .tflite file, or a name from 'vbg models list'.",
    completion: .file(extensions: ["tflite"]))
  var model: String

  @Argument(
    help: "PNG or JPEG files; '-' is standard input.",
    completion: .file(extensions: ["png", "jpg", "jpeg"]))
  var frames: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where the mask goes: a file, '-' for standard output, or a folder.", valueName: "path"),
    completion: .file())
  var output: String?

  @Option(help: "The mask's size: the frame's (bilinear) or the model's.")
  var maskSize = MaskSize.frame

  @Option(help: ArgumentHelp("Bits a value of the mask.", valueName: "count"))
  var bits = GreyBitDepth.eight

  @Option(
    help: ArgumentHelp("Also write the person alone, on transparency.", valueName: "path"),
    completion: .file())
  var cutout: String?

  @Option(
    help: ArgumentHelp("Also write the frame with the person tinted teal.", valueName: "path"),
    completion: .file())
  var overlay: String?

  @Option(
    help: ArgumentHelp("Also write the model's exact input as .npy.", valueName: "path"),
    completion: .file())
  var dumpInput: String?

  @Option(
    help: ArgumentHelp("Also write the model's raw output as .npy.", valueName: "path"),
    completion: .file())
  var dumpOutput: String?

  @Option(
    help: ArgumentHelp("Threads, 1 to 64 (default: one for each core).", valueName: "count"))
  var threads: Int?

  @Option(help: "Level of the kernels (default: the best that this CPU has).")
  var instructionSet: InstructionSet?

  @Option(help: "How the frame is brought to the model's size.")
  var resize = Resampling.bilinear

  @Option(help: "What the output means (default: from the catalogue, else from the graph).")
  var decode: OutputDecoding?

  @Option(
    parsing: .unconditional,
    help: "The input's range (default: from the catalogue, else 0...1).")
  var inputRange: InputRange?

  @Option(help: ArgumentHelp("Refuse frames of more pixels.", valueName: "count"))
  var maxPixels = 100_000_000

  @Flag(help: "Print shapes, decoding, level and timings as JSON instead of paths.")
  var json = false

  @Flag(help: "Say on standard error what is chosen and how long it takes.")
  var verbose = false

  func validate() throws {
    guard !frames.isEmpty else { throw ValidationError("expected a frame, found none") }
    if let threads, !(1...64).contains(threads) {
      throw ValidationError("expected --threads from 1 to 64, found \(threads)")
    }
    if maxPixels < 1 {
      throw ValidationError("expected --max-pixels of at least 1, found \(maxPixels)")
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
extension OutputDecoding: ExpressibleByArgument {}
extension InputRange: ExpressibleByArgument {}
extension GreyBitDepth: ExpressibleByArgument {}
