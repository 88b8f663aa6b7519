import ArgumentParser
import Compositing
import Segmentation

/// Runs `vbg compose`: settles the outputs, reads what all frames share, then goes through the frames.
/// A frame that fails is reported, and the others are done.
///
/// - Throws: `ValidationError` for wrong usage, `ExitCode` 1 when a frame failed, and other errors
///   for what fails before the first frame.
func compose(_ arguments: ComposeArguments) throws {
  arguments.messages.apply()
  let plan = try ComposePlan(arguments)
  let instructionSet = try arguments.engine.checkedInstructionSet()
  for fault in plan.faults { report("\(fault)") }
  for omission in plan.omissions { note(omission) }
  let background = try arguments.effect.background.map {
    try readBackground($0, maxPixelCount: arguments.maxPixels)
  }
  let front = try arguments.effect.studio.inFront.map {
    try readPicture($0, maxPixelCount: arguments.maxPixels).frame
  }
  let pool = ThreadPool(
    threadCount: arguments.engine.threads ?? ThreadPool.availableProcessorCount)
  let (masks, model) = try maskSource(arguments, pool: pool)
  try plan.prepareFolders(arguments)
  if arguments.verbose { announce(masks, model, instructionSet, pool) }

  var frames = FrameComposition(
    arguments: arguments, background: background, front: front, masks: masks,
    instructionSet: instructionSet,
    pool: pool, inputs: plan.inputs)
  var summary = ComposeReport(
    version: version, instructionSet: instructionSet.rawValue, threads: pool.threadCount,
    model: model)
  var progress = Progress(count: plan.items.count, isQuiet: arguments.verbose || isQuiet)
  let advice = adviceForNobody(masks)
  var isComplete = plan.faults.isEmpty
  for item in plan.items {
    progress.step(item.frame)
    do {
      if let clash = item.clash { throw clash }
      let record = try frames.run(item)
      progress.clear()
      if let model = record.model {
        note("\(shownPath(item.frame)): found nobody at first, used the model \(model)")
      }
      if record.hasPerson == false {
        note("\(shownPath(item.frame)): found nobody, only the background is left (\(advice))")
      }
      if !arguments.json && item.output != "-" { try printPath(item.output) }
      if arguments.verbose { report(record.sentence) }
      summary.frames.append(record)
    } catch {
      progress.clear()
      report("\(error is InContext ? error : InContext(path: item.frame, error: error))")
      summary.frames.append(ComposeReport.Frame(path: item.frame, error: "\(error)"))
      isComplete = false
    }
  }
  if arguments.json { try printJSON(summary) }
  if !isComplete { throw ExitCode.failure }
}

/// Returns what to try where nobody is found.
private func adviceForNobody(_ masks: MaskSource) -> String {
  let region = "--keep-region says where somebody is"
  guard case .model(let masks) = masks else { return region }
  // Those of the catalogue were tried already, where that is where the model comes from.
  guard let entry = masks.segmenter.metadata.entry, modelsAtHand().count > 1 else {
    return "\(adviceForNobody(after: masks.segmenter.metadata.entry)); \(region)"
  }
  return
    "nor did \(modelsAtHand().filter { $0.name != entry.name }.map(\.shortName).joined(separator: ", ")); "
    + region
}

/// Returns where this command line takes masks from, and the model's path.
private func maskSource(
  _ arguments: ComposeArguments, pool: ThreadPool
) throws -> (masks: MaskSource, model: String?) {
  if let path = arguments.maskPath {
    if isFolder(path) { return (.pictures, nil) }
    return (.picture(try MaskSource.read(path, maxPixelCount: arguments.maxPixels)), nil)
  }
  let needsMask =
    arguments.effect.options(decontaminates: true).needsMask || arguments.effect.studio.autoFrame
  if arguments.effect.none && !needsMask && arguments.stages == nil { return (.unused, nil) }
  let (segmenter, path) = try arguments.engine.segmenter(pool: pool)
  let masks = ModelMasks(segmenter, looksTwice: arguments.maskFile.secondLook, pool: pool)
  return (.model(masks), path)
}

private func announce(
  _ masks: MaskSource, _ model: String?, _ instructionSet: InstructionSet, _ pool: ThreadPool
) {
  if case .model(let masks) = masks, let model {
    let segmenter = masks.segmenter
    report("model \(model), \(segmenter.metadata.entry?.shortName ?? "not in the catalogue")")
    report(
      "load \(inWords(segmenter.timings.load)), plan \(inWords(segmenter.timings.plan))")
  }
  report("kernels \(instructionSet.rawValue), threads \(pool.threadCount)")
}
