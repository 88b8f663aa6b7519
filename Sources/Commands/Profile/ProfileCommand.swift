import ArgumentParser
import ImageFiles
import Segmentation

/// `vbg profile`
struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Show where the time of a model or of a whole frame goes, or race kernels.",
    usage: """
      vbg profile <model> [<frame>] [<options>]
      vbg profile <model> --check [<options>]
      vbg profile --pipeline <frame> [<model>] [<options>]
      vbg profile --kernel <family> [--shape <sizes> ...] [<options>]
      """,
    discussion: """
      For each step: its operator, the kernel that was chosen, shapes, mean milliseconds (over the \
      faster half of the runs), share of all steps, GFLOP/s (a multiply-add counts two), GB/s (each \
      tensor counts once), per cent of this machine's measured peak, per cent of what the roofline \
      allows, and what bounds the step: arithmetic (compute) or bytes, with the level that they \
      come from. Times of the whole inference come from all runs without the profiler, which \
      alternate with the profiled ones.

      --pipeline shows the stages of a frame from memory to memory, for a background picture and for a \
      blur: least milliseconds, ns a pixel, GB/s at least, per cent of this machine's memory bandwidth, \
      and how much of the frame was not filtered.

      --shape takes, by family, convolution: 'PIXELSxDEPTH -> CHANNELS'; depthwise: \
      'HEIGHTxWIDTHxCHANNELS k3 s1 d1' (filter size, stride, dilation); elementwise: \
      'HEIGHTxWIDTHxCHANNELS add', or activate, multiply, multiplyAdd, or none of these for all; \
      windowMean: 'HEIGHTxWIDTHxCHANNELS'; resize: 'HEIGHTxWIDTHxCHANNELS -> HEIGHTxWIDTH'.

      Exit codes: 0, 1 when something failed or --check found a slow choice, 2 for wrong usage.
      """)

  @Argument(
    help: "A model: a name from 'vbg models list', or a .tflite file.",
    completion: .file(extensions: ["tflite"]))
  var model: String?

  @Argument(
    help: "A picture to run on (default: noise).",
    completion: .file(extensions: PictureFormat.allFileExtensions))
  var frame: String?

  @OptionGroup var measurement: MeasurementOptions

  @Flag(help: "Print comma-separated values instead of a table.")
  var csv = false

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Also write the fastest run as Chrome trace events (for ui.perfetto.dev).",
      valueName: "path"),
    completion: .file())
  var trace: String?

  @Option(
    help: ArgumentHelp(
      "Also write a page with the roofline plot, the timeline and the steps.", valueName: "path"),
    completion: .file())
  var html: String?

  @Option(
    help: ArgumentHelp(
      "Profile all stages of compositing this picture instead.", valueName: "frame"),
    completion: .file(extensions: PictureFormat.allFileExtensions))
  var pipeline: String?

  @Option(help: ArgumentHelp("Race all kernels of a family instead.", valueName: "family"))
  var kernel: KernelFamily?

  @Option(help: ArgumentHelp("What the kernels do; can be repeated.", valueName: "sizes"))
  var shape: [String] = []

  @Flag(
    help: """
      Race the kernels for all convolutions of the model; exit code 1 when one is chosen that \
      is over 10 % slower than the best.
      """)
  var check = false

  func validate() throws {
    for (name, value) in [
      ("a model", model), ("a frame", frame), ("--pipeline", pipeline), ("--trace", trace),
      ("--html", html),
    ] where value?.isEmpty == true {
      throw ValidationError("expected \(name) to be named, found ''")
    }
    if csv && json { throw ValidationError("expected one of --csv and --json, found both") }
    if pipeline != nil {
      if kernel != nil || check || frame != nil || trace != nil || html != nil {
        throw ValidationError(
          "expected --pipeline with a model at most, found another form of 'vbg profile'")
      }
    } else if kernel != nil {
      if model != nil { throw ValidationError("expected --kernel or a model, found both") }
      if check { throw ValidationError("expected --check with a model, found --kernel") }
    } else {
      if model == nil {
        throw ValidationError("expected a model, --pipeline or --kernel, found none of them")
      }
      if !shape.isEmpty { throw ValidationError("expected --shape with --kernel, found it alone") }
    }
    if (kernel != nil || check) && (trace != nil || html != nil) {
      throw ValidationError("expected --trace and --html with a profile of a model, found a race")
    }
    if check && frame != nil {
      throw ValidationError("expected --check without a frame, found '\(frame ?? "")'")
    }
    _ = try kernel.map { try works(of: $0) }
  }

  func run() throws {
    if let level = measurement.instructionSet, !level.isAvailable {
      throw InstructionSetError(wanted: level)
    }
    let format: ReportFormat = csv ? .csv : json ? .json : .table
    if let pipeline {
      try profilePipeline(frame: pipeline, model: model, measurement, format)
    } else if let kernel {
      try raceKernels(try works(of: kernel), measurement, format)
    } else if let model, check {
      try checkKernels(ofModel: model, measurement, format)
    } else if let model {
      try checkPlaces(model: model)
      try profileModel(
        model, frame: frame, measurement, format, tracePath: trace, pagePath: html)
    }
  }

  /// Checks that nothing is written over what is read.
  private func checkPlaces(model: String) throws {
    let read = [try ModelName(model).path, frame].compactMap(\.self)
    let identities = read.compactMap(FileIdentity.init(existing:))
    for (option, path) in [("--trace", trace), ("--html", html)] {
      guard let path, let identity = FileIdentity(existing: path) else { continue }
      if identities.contains(identity) {
        throw ValidationError("expected \(option) not to replace what is read, found '\(path)'")
      }
    }
    if let trace, let html, trace != "-", canonicalPath(trace) == canonicalPath(html) {
      throw ValidationError(
        "expected different files for --trace and --html, found '\(html)' for both")
    }
  }

  private func works(of family: KernelFamily) throws -> [KernelRaceWork] {
    try (shape.isEmpty ? family.usualShapes : shape).flatMap { try family.works(shape: $0) }
  }
}

/// Format of printed results.
enum ReportFormat {
  case table, csv, json
}

/// Options of how something is measured.
struct MeasurementOptions: ParsableArguments {
  @OptionGroup var graph: GraphArguments

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads, 1 to 64 (default: one for each core; 1 in a race of kernels).",
      valueName: "count"))
  var threads: Int?

  @Option(help: "Level of the kernels (default: the best that this CPU has).")
  var instructionSet: InstructionSet?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Runs before the first that counts.", valueName: "count"))
  var warmupRuns = 10

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Runs that count, at least.", valueName: "count"))
  var runs = 50

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How long to measure, at least (default: 1; 0.05 a kernel in a race).",
      valueName: "seconds"))
  var minSeconds: Double?

  /// The level that was asked for, or this CPU's best.
  var level: InstructionSet { instructionSet ?? .best }

  func validate() throws {
    if let threads, !(1...64).contains(threads) {
      throw ValidationError("expected --threads from 1 to 64 threads, found \(threads)")
    }
    if !(0...1_000_000).contains(warmupRuns) {
      throw ValidationError("expected --warmup-runs from 0 to 1000000 runs, found \(warmupRuns)")
    }
    if !(1...1_000_000).contains(runs) {
      throw ValidationError("expected --runs from 1 to 1000000 runs, found \(runs)")
    }
    if let minSeconds, !(0...3600).contains(minSeconds) {
      throw ValidationError("expected --min-seconds from 0 to 3600 seconds, found \(minSeconds)")
    }
  }
}
