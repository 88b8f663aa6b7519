import ArgumentParser
import Graphs
import Runtime
import Segmentation
import TFLite

/// `vbg inspect`
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what is in a model: nodes, shapes, costs, memory.",
    discussion: """
      MMAC are millions of multiply-adds of a run. Parameters are the elements of all constants that \
      nodes read. Memory is what tensors take while the optimised model runs.
      """)

  @Argument(
    help: "A model: a name from 'vbg models list', or a .tflite file.",
    completion: .file(extensions: ["tflite"]))
  var model: String

  @Flag(help: "Show the nodes after the graph's optimisation instead of those of the file.")
  var optimized = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if model.isEmpty { throw ValidationError("expected a model to be named, found ''") }
  }

  func run() throws {
    let located = try locateModel(model, byteCountLimit: 1 << 30)
    let record: InspectionRecord
    do {
      record = try InspectionRecord(located, isOptimized: optimized)
    } catch {
      throw InContext(path: located.path, error: error)
    }
    if json { try printJSON(record) } else { try printLine(record.tables) }
  }
}
