import ArgumentParser
import CommandSupport
import Glibc
import Segmentation
import Threads

/// Runs `vbg-infer`: settles the outputs, loads the model once, then goes through the frames. A
/// frame that fails is reported, and the others still run.
///
/// - Throws: `ValidationError` for wrong usage, `ExitCode` 1 when a frame failed, and other errors
///   for what fails before the first frame.
func infer(_ arguments: InferenceArguments) throws {
  if arguments.frames.isEmpty { return try inferTensors(arguments) }
  arguments.messages.apply()
  useHugePages(heapByteCount: 8 << 20)
  let plan = try OutputPlan(arguments)
  for fault in plan.faults { report("\(fault)") }
  for omission in plan.omissions { note(omission) }
  if let level = arguments.instructionSet, !level.isAvailable {
    throw InstructionSetError(wanted: level)
  }
  var options = SegmenterOptions()
  options.instructionSet = arguments.instructionSet ?? .best
  options.resampling = arguments.resize
  options.framing = arguments.framing
  options.inputRange = arguments.inputRange
  options.decoding = arguments.decode
  arguments.choice.apply(to: &options)
  options.graph = arguments.graph.choice
  options.allowsOtherInputs = !arguments.inputTensor.isEmpty
  let first = plan.items.first.map {
    FrameAhead($0.frame, maxPixelCount: arguments.maxPixels)
  }
  let aside = WorkAside("vbg.ahead")
  if let first { aside.begin(first.prepare) }
  let model = try locateModel(arguments.model, byteCountLimit: options.memoryLimitByteCount)
  let digest = DigestAhead(of: model)
  aside.begin { _ = digest.value() }
  let segmenter: Segmenter
  do throws(SegmentationError) {
    segmenter = try Segmenter(
      model: model.bytes, options: options,
      pool: ThreadPool(threadCount: arguments.threads ?? ThreadPool.availableProcessorCount),
      digest: digest.value)
  } catch {
    throw InContext(path: model.path, error: error)
  }
  let tensors = try FrameTensors(segmenter, model, arguments, frameCount: plan.items.count)
  try plan.prepareFolders(arguments)
  announce(segmenter, model, arguments)

  let frames = FrameInference(segmenter: segmenter, arguments: arguments, tensors: tensors)
  var summary = InferenceReport(segmenter, model)
  var progress = Progress(count: plan.items.count, isQuiet: arguments.verbose || isQuiet)
  var isComplete = plan.faults.isEmpty
  for (index, item) in plan.items.enumerated() {
    progress.step(item.frame)
    do {
      let read =
        if index == 0, let first {
          try first.frame()
        } else {
          try ReadFrame(item.frame, maxPixelCount: arguments.maxPixels)
        }
      if read.profileError != nil { progress.clear() }
      noteColors(read.profileError, of: item.frame)
      if let clash = item.clash { throw clash }
      let record = try frames.run(item, read)
      progress.clear()
      if !arguments.json && !plan.usesStandardOutput {
        for kind in OutputKind.allCases { try item.paths[kind].map(printPath) }
        for path in tensors.paths(of: item.frame) { try printPath(path) }
      }
      if arguments.verbose { report(record.sentence) }
      summary.frames.append(record)
    } catch {
      progress.clear()
      report("\(InContext(path: item.frame, error: error))")
      summary.frames.append(InferenceReport.Frame(path: item.frame, error: "\(error)"))
      isComplete = false
    }
  }
  if arguments.json { try printJSON(summary) }
  if !isComplete { throw ExitCode.failure }
}

/// Says what was guessed and, when asked, what was chosen.
private func announce(
  _ segmenter: Segmenter, _ model: LocatedModel, _ arguments: InferenceArguments
) {
  let metadata = segmenter.metadata
  noteGuesses(of: metadata, path: model.path)
  guard arguments.verbose else { return }
  let timings = segmenter.timings
  for sentence in [
    "model \(model.path), \(metadata.entry?.shortName ?? "not in the catalogue")",
    "input \(segmenter.inputs[metadata.inputIndex].shape) in \(metadata.inputRangeName) "
      + "(\(metadata.inputRangeSource.rawValue))",
    "output \(segmenter.outputs[metadata.output.index].shape) by \(metadata.decoding.rawValue) "
      + "(\(metadata.decodingSource.rawValue))"
      + (metadata.classNames.map { ", person \($0) (\(metadata.classesSource.rawValue))" } ?? ""),
    "kernels \(segmenter.options.instructionSet.rawValue), threads \(segmenter.threadCount), "
      + "tensors \(segmenter.arenaByteCount) bytes",
    "load \(inWords(timings.load)), plan \(inWords(timings.plan))",
  ] {
    report(sentence)
  }
}
