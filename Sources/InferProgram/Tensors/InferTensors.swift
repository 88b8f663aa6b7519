import ArgumentParser
import CommandSupport
import Kernels
import Runtime
import Segmentation
import TFLite
import Threads

/// Runs `vbg infer` without frames: any model, once, from files to files; with `--json` alone it tells what tensors
/// the model has.
///
/// - Throws: `ModelError` and its like in context, `FileError`, `NumPyError`, `TensorNameError`.
func inferTensors(_ arguments: InferenceArguments) throws {
  arguments.messages.apply()
  if let level = arguments.instructionSet, !level.isAvailable {
    throw InstructionSetError(wanted: level)
  }
  let model = try locateModel(arguments.model, byteCountLimit: 1 << 30)
  let prepared = try preparedSession(of: model, arguments)
  let session = prepared.session
  let plan = session.plan
  let inputs = try TensorFile.all(
    arguments.inputTensor, option: "--input-tensor", among: plan.inputs,
    alias: \.signatureNames.input)
  let outputs = try TensorFile.all(
    arguments.outputTensor, option: "--output-tensor", among: plan.outputs,
    alias: \.signatureNames.output)
  var report = TensorReport(model, plan, session, prepared.loading, prepared.planning)
  if arguments.tensors.isEmpty { return try printJSON(report) }

  if let missing = plan.inputs.indices.first(where: { index in
    !inputs.contains { $0.index == index }
  }) {
    let input = plan.inputs[missing]
    throw TensorNameError(
      expected: "--input-tensor for the input '\(printable(input.inputName))', \(input.type)",
      found: "none")
  }
  try checkPlaces(outputs, inputs, model, arguments)
  for file in inputs {
    let bytes = try readTensor(file, plan.inputs[file.index])
    session.setInput(file.index, toBytes: bytes.span)
  }
  let duration = ContinuousClock().measure { session.run() }
  if let error = session.endlessLoop { throw InContext(path: model.path, error: error) }
  for file in outputs {
    let bytes = encodeNumPyArray(
      session.outputBytes(file.index), of: plan.outputs[file.index].type)
    try writeFile(file.path, bytes)
    if !arguments.json && file.path != "-" { try printPath(file.path) }
  }
  report.inferenceMilliseconds = duration.milliseconds
  var files: [String: String] = [:]
  for file in outputs { files[plan.outputs[file.index].outputName] = file.path }
  report.files = files
  if arguments.json { try printJSON(report) }
}

/// Reads the file of a tensor.
func readTensor(_ file: TensorFile, _ tensor: TensorDescriptor) throws -> [UInt8] {
  try readNumPyFile(file.path, as: tensor.type)
}

/// Reads the elements of a `.npy` file, which must be of a type.
///
/// - Throws: `FileError`; `InContext` of what is wrong in the file.
package func readNumPyFile(_ path: String, as type: TensorType) throws -> [UInt8] {
  let bytes = try readFile(path)
  do throws(NumPyError) {
    return try decodeNumPyArray(bytes, as: type)
  } catch {
    throw InContext(path: path, error: error)
  }
}

/// Checks that nothing that is read is replaced, and that at most one thing goes to standard output.
func checkPlaces(
  _ outputs: [TensorFile], _ inputs: [TensorFile], _ model: LocatedModel,
  _ arguments: InferenceArguments
) throws {
  let read = Set(([model.path] + inputs.map(\.path)).compactMap(FileIdentity.init(existing:)))
  var written: Set<[UInt8]> = []
  for file in outputs where file.path != "-" {
    if let identity = FileIdentity(existing: file.path), read.contains(identity) {
      throw ValidationError(
        "expected --output-tensor not to replace what is read, found '\(file.path)'")
    }
    if !isDevice(file.path), !written.insert(pathBytes(canonicalPath(file.path))).inserted {
      throw ValidationError(
        "expected different files for --output-tensor, found '\(file.path)' twice")
    }
    try checkWritable(file.path)
  }
  let standard = outputs.count { $0.path == "-" } + (arguments.json ? 1 : 0)
  if standard > 1 {
    throw ValidationError("expected one result on standard output, found \(standard)")
  }
  if inputs.count(where: { $0.path == "-" }) > 1 {
    throw ValidationError("expected one input from standard input, found several")
  }
  if outputs.contains(where: { $0.path == "-" }) { try refuseTerminal(for: "--output-tensor") }
  if arguments.noClobber { try ClobberError.check(outputs.map(\.path)) }
}

private func preparedSession(
  of model: LocatedModel, _ arguments: InferenceArguments
) throws -> (session: Session, loading: Duration, planning: Duration) {
  do {
    let clock = ContinuousClock()
    let start = clock.now
    let graph = try importModel(model.bytes, choice: arguments.graph.choice)
    let loaded = clock.now
    let plan = try ExecutionPlan(
      graph.optimized(), options: PlanOptions(instructionSet: arguments.instructionSet ?? .best))
    let session = try Session(
      plan, threadCount: arguments.threads ?? ThreadPool.availableProcessorCount)
    return (session, loaded - start, clock.now - loaded)
  } catch {
    throw InContext(path: model.path, error: error)
  }
}
