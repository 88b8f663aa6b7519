import ArgumentParser
import Effects
import Films

/// Runs `vbg video`.
///
/// - Throws: `ValidationError` for wrong usage; `FilmError` and other errors for what leaves no film; `ExitCode` 1, after a line about it,
///   for a film that is not what it should be: cut short, or with less of a background.
func processFilm(_ arguments: VideoArguments) throws {
  arguments.messages.apply()
  try checkPlaces(arguments)
  let instructionSet = try arguments.engine.checkedInstructionSet()
  var films = FilmPrograms()
  let input = try FilmInput(arguments.input, to: arguments.output, &films)
  let pool = ThreadPool(threadCount: arguments.engine.threads ?? arguments.standardThreadCount)
  let format = input.source.format
  let (effect, segmenter, model) = try arguments.frameEffect(
    width: format.width, height: format.height, hasAlpha: input.probe?.hasAlpha ?? false,
    pool: pool)
  let studio = arguments.effect.studio
  if let path = studio.inFront {
    effect.setFront(try readPicture(path).frame, at: studio.inFrontPosition)
  }
  let background = try FilmBackground(arguments, &films)
  background?.prepare(effect)
  let output = try FilmOutput(arguments, input, &films)
  for conversion in input.conversions + output.conversions { note(conversion) }
  if arguments.verbose {
    let model = model.map { "model \($0)" } ?? "no model"
    report("\(model), kernels \(instructionSet.rawValue), threads \(pool.threadCount)")
  }

  // Chroma would not survive the way there and back.
  let isCopy =
    arguments.effect.none && !arguments.effect.mirror && studio.inFront == nil && segmenter == nil
    && output.sink.format.pixelFormat == format.pixelFormat
  var totals = FilmTotals()
  var progress = FilmProgress(frameCount: input.frameCount, isQuiet: isQuiet)
  let pipeline = FramePipeline(
    source: input.source, sink: output.sink, bufferCount: format.isLarge ? 2 : 3)
  let watch = try InterruptWatch { pipeline.cancel() }
  let start = ContinuousClock.now
  let run: PipelineReport
  do {
    run = try pipeline.run { frame, result in
      let backgroundTime = try background?.show(
        at: Double(frame.time) * format.timeBase.value, effect)
      if isCopy {
        result.copy(frame)
        totals.addCopy()
      } else {
        let done = effect.process(
          frame.view(format.color).readOnly, to: result.view(output.sink.format.color))
        guard done.isSound else {
          throw InContext(path: arguments.input, error: UnsoundMask())
        }
        totals.add(done, background: backgroundTime ?? .zero)
      }
      progress.step()
    }
  } catch {
    progress.clear()
    throw error
  }
  let elapsed = ContinuousClock.now - start
  progress.clear()
  withExtendedLifetime(watch) {}

  let soundFault = output.soundFault(isPictureBroken: run.fault != nil)
  let faults = [run.fault, soundFault, background?.fault].compactMap { $0 }
  for fault in faults { report("\(fault)") }
  if let segmenter, totals.inferenceCount > 0, !showsSomebody(totals, arguments) {
    note(
      "found nobody in any frame (\(adviceForNobody(after: segmenter.metadata.entry)); "
        + "--keep-region says where somebody is)")
  }
  if run.wasInterrupted {
    report("interrupted: '\(shownOutput(arguments.output))' holds \(totals.frameCount) frames")
  }
  if arguments.json {
    var record = VideoReport(
      version: version, instructionSet: instructionSet.rawValue, threads: pool.threadCount,
      model: model, input: VideoReport.Input(arguments.input, format, input.probe),
      output: arguments.output, totals, run, elapsed: elapsed)
    record.conversions = input.conversions + output.conversions
    record.faults = faults.map { "\($0)" }
    try printJSON(record)
  } else if arguments.output != "-" {
    try printPath(arguments.output)
  }
  if !faults.isEmpty || run.wasInterrupted { throw ExitCode.failure }
}

/// Tells whether a frame had somebody in it, or was said to have.
private func showsSomebody(_ totals: FilmTotals, _ arguments: VideoArguments) -> Bool {
  !arguments.effect.keepRegion.isEmpty || totals.largestPersonShare >= leastPersonShare
}

extension VideoArguments {
  /// Half of the processors where ffmpeg works beside us: it uses all of them, and threads that wait for
  /// each other at every step lose more to a busy processor than they gain.
  fileprivate var standardThreadCount: Int {
    let count = ThreadPool.availableProcessorCount
    return isY4M(input) && isY4M(output) ? count : max(1, count / 2)
  }

  /// Makes what is done with each frame; the model and its path where one is needed.
  ///
  /// - Parameter hasAlpha: whether frames are transparent already.
  fileprivate func frameEffect(
    width: Int, height: Int, hasAlpha: Bool, pool: ThreadPool
  ) throws -> (effect: FrameEffect, segmenter: Segmenter?, model: String?) {
    var compositor = effect.options(decontaminates: false, transparent: cutout.transparent)
    compositor.usesAlpha = hasAlpha
    mattes.apply(to: &compositor, edge: effect.edge)
    let options = FrameEffectOptions(
      compositor: compositor, smoothing: expert.smooth, result: film.maskOnly ? .mask : .picture,
      autoFrames: effect.studio.autoFrame)
    let found =
      options.needsMask ? try engine.segmenter(pool: pool, comparesInputs: true) : nil
    let effect = try FrameEffect(
      segmenter: found?.segmenter, width: width, height: height, options: options,
      instructionSet: engine.checkedInstructionSet(), pool: pool)
    return (effect, found?.segmenter, found?.path)
  }
}

/// Checks that no film is written over what is read.
private func checkPlaces(_ arguments: VideoArguments) throws {
  let output = arguments.output
  if output == "-" { try refuseTerminal(for: "OUT '-'") }
  if arguments.noClobber { try ClobberError.check([output]) }
  guard output != "-" else { return }
  try checkWritable(output)
  if isDevice(output) { return }
  if arguments.input != "-" {
    do {
      try checkDistinctFilms(input: arguments.input, output: output)
    } catch {
      throw ValidationError("\(error)")
    }
  }
  let others = [
    arguments.effect.background, arguments.effect.studio.inFront, try arguments.engine.modelPath(),
  ].compactMap(\.self)
  if let identity = FileIdentity(existing: output),
    others.compactMap(FileIdentity.init(existing:)).contains(identity)
  {
    throw ValidationError("expected OUT not to replace what is read, found '\(output)'")
  }
}

extension FilmError: EndOfReaders {
  package var isEndOfReaders: Bool { self == .readerGone }
}

private func shownOutput(_ path: String) -> String { path == "-" ? "standard output" : path }
