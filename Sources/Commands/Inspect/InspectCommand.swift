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
    usage: "vbg inspect <model> [<options>]",
    discussion: """
      Any .tflite file will do: of a model that vbg does not run, the operators that are missing are named, with \
      the reason. MMAC are millions of multiply-adds of a run. Parameters are the elements of all constants that \
      nodes read. Signatures are the entries that --signature names, with the graph that each runs and its names of \
      inputs and outputs. Passes are what the optimiser does to the graph. Memory is what tensors take while the \
      optimised model runs.
      """)

  @Argument(
    help: "A model: a name from 'vbg models list', or a .tflite file.",
    completion: .file(extensions: ["tflite"]))
  var model: String

  @Flag(help: "Show the nodes after the graph's optimisation instead of those of the file.")
  var optimized = false

  @OptionGroup var graph: GraphArguments

  @Flag(help: "Print JSON.")
  var json = false

  @Option(
    help: ArgumentHelp("Also write the graph for Graphviz ('dot -Tsvg').", valueName: "path"),
    completion: .file())
  var dot: String?

  @Option(
    help: ArgumentHelp("Also write a page with tables and the memory plan.", valueName: "path"),
    completion: .file())
  var html: String?

  func validate() throws {
    if model.isEmpty { throw ValidationError("expected a model to be named, found ''") }
    let printed = [dot == "-", html == "-", json].count { $0 }
    if printed > 1 {
      throw ValidationError("expected one result on standard output, found \(printed)")
    }
    for (option, path) in [("--dot", dot), ("--html", html)] where path == "" {
      throw ValidationError("expected \(option) to name a file, found ''")
    }
  }

  func run() throws {
    let located = try locateModel(model, byteCountLimit: 1 << 30)
    let record: InspectionRecord
    do {
      record = try InspectionRecord(located, graph.choice, isOptimized: optimized)
    } catch {
      throw InContext(path: located.path, error: error)
    }
    if let dot { try writeFile(dot, Array(record.dot.utf8)) }
    if let html { try writeFile(html, Array(record.page.utf8)) }
    if json {
      try printJSON(record)
    } else if dot != "-" && html != "-" {
      try printLine(record.tables)
    }
  }
}
