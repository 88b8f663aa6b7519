import Runtime
import Segmentation
import TFLite
import Threads

/// Measures a model and prints the result in the wanted form.
func profileModel(
  _ typed: String, frame: String?, _ options: MeasurementOptions, _ format: ReportFormat,
  tracePath: String?, pagePath: String?
) throws {
  for path in [tracePath, pagePath].compactMap(\.self) { try checkWritable(path) }
  let located = try locateModel(typed, byteCountLimit: 1 << 30)
  let profile: ModelProfile
  do {
    let plan = try ExecutionPlan(
      importModel(located.bytes, choice: options.graph.choice).optimized(),
      options: PlanOptions(instructionSet: options.level))
    let inputs = try inputValues(plan, located, frame: frame, options)
    profile = try measure(plan, inputs, modelPath: located.path, options)
  } catch {
    throw error is InContext ? error : InContext(path: located.path, error: error)
  }
  if let tracePath { try writeFile(tracePath, profile.traceEvents()) }
  if let pagePath { try writeFile(pagePath, Array(profile.page.utf8)) }
  switch format {
  case .table: try printLine(profile.tables)
  case .csv: try printLine(profile.commaSeparatedSteps)
  case .json: try printJSON(ProfileRecord(profile), keys: .convertToSnakeCase)
  }
}

/// A frame at the model's size and range, or noise in 0 ..< 1 for every input.
private func inputValues(
  _ plan: ExecutionPlan, _ model: LocatedModel, frame path: String?, _ options: MeasurementOptions
) throws -> [[Float]] {
  for input in plan.inputs where input.elementType != .float32 {
    throw PlanError.unsupported(
      operation: "tensor \(input.name)", expected: "float32 elements",
      found: input.elementType.rawValue)
  }
  guard let path else {
    var state: UInt32 = 1
    return plan.inputs.map { input in
      (0..<input.shape.elementCount).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return Float(state >> 8) / Float(1 << 24)
      }
    }
  }
  var segmenterOptions = SegmenterOptions()
  segmenterOptions.instructionSet = options.level
  segmenterOptions.threadCount = 1
  segmenterOptions.graph = options.graph.choice
  let segmenter = try Segmenter(model: model.bytes, options: segmenterOptions)
  do {
    segmenter.load(try readPicture(path).frame)
  } catch {
    throw InContext(path: path, error: error)
  }
  noteGuesses(of: segmenter.metadata, path: model.path)
  return [segmenter.inputValues()]
}

/// Runs without and with a profiler in turn. Inputs are written before each run, since a run may use
/// their memory for other tensors.
private func measure(
  _ plan: ExecutionPlan, _ inputs: [[Float]], modelPath: String, _ options: MeasurementOptions
) throws -> ModelProfile {
  let session = try Session(
    plan, threadCount: options.threads ?? ThreadPool.availableProcessorCount)
  let profiler = Profiler(plan, threadCount: session.threadCount)
  let clock = ContinuousClock()
  func writeInputs() {
    for (index, values) in inputs.enumerated() { session.setInput(index, to: values) }
  }
  let peak = MachinePeak.measured(options.level)
  for _ in 0..<options.warmupRuns {
    writeInputs()
    session.run()
  }
  var durations: [Duration] = []
  let end = clock.now + .seconds(options.minSeconds ?? 1)
  while durations.count < options.runs || clock.now < end {
    writeInputs()
    durations.append(clock.measure { session.run() })
    writeInputs()
    session.run(profiler: profiler)
  }
  return ModelProfile(
    modelPath: modelPath, plan: plan, profiler: profiler, durations: durations, peak: peak)
}
