import ArgumentParser
import Segmentation
import TFLite

/// `vbg bisect`
struct BisectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bisect",
    abstract: "Find the first operator whose result differs from a reference.",
    usage: "vbg bisect <model> --reference <folder> [<options>]",
    discussion: """
      The reference is a folder of every tensor of a run: N.npy for tensor N of the file, the inputs too. \
      Tools/reference-tensors writes one with LiteRT. The model runs operator by operator as it is in the file; where \
      all tensors agree, its outputs are compared again with the optimised graph's. A tensor differs when an element is \
      off by more than --tolerance times the tensor's largest value.

      Exit codes: 0, 1 when something differs or failed, 2 for wrong usage.
      """)

  @Argument(
    help: "A model: a name from 'vbg models list', or a .tflite file.",
    completion: .file(extensions: ["tflite"]))
  var model: String

  @Option(
    help: ArgumentHelp("The folder of tensors.", valueName: "folder"), completion: .directory)
  var reference: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The difference allowed, of the largest value.", valueName: "number"))
  var tolerance = 1e-4

  @Option(help: "Level of the kernels (default: the best that this CPU has).")
  var instructionSet: InstructionSet?

  @OptionGroup var graph: GraphArguments

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if model.isEmpty { throw ValidationError("expected a model to be named, found ''") }
    if reference.isEmpty { throw ValidationError("expected a folder to be named, found ''") }
    guard tolerance.isFinite, tolerance >= 0 else {
      throw ValidationError("expected --tolerance of at least 0, found \(tolerance)")
    }
  }

  func run() throws {
    if let level = instructionSet, !level.isAvailable { throw InstructionSetError(wanted: level) }
    let located = try locateModel(model, byteCountLimit: 1 << 30)
    guard isFolder(reference) else {
      throw FileError.unreadable(path: reference, reason: "no folder")
    }
    let report: BisectReport
    do {
      report = try BisectReport(
        located.bytes, graph.choice, folder: reference, tolerance: tolerance,
        instructionSet: instructionSet ?? .best)
    } catch {
      throw InContext(path: located.path, error: error)
    }
    if json { try printJSON(report) } else { try printLine(report.sentences) }
    if report.first != nil { throw ExitCode.failure }
  }
}
