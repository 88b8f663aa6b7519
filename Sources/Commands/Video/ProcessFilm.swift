import ArgumentParser
import Effects
import Video

/// Runs `vbg video`.
///
/// - Throws: `ValidationError` for wrong usage; `FilmError` and other errors for what leaves no film; `ExitCode` 1, after a line about it,
///   for a film that is not what it should be: cut short, or with less of a background.
func processFilm(_ arguments: VideoArguments) throws {
  try checkPlaces(arguments)
  let instructionSet = try arguments.engine.checkedInstructionSet()
  var films = FilmPrograms()
  let input = try FilmInput(arguments.input, &films)
  let pool = ThreadPool(threadCount: arguments.engine.threads ?? arguments.standardThreadCount)
  let (segmenter, model) = try arguments.engine.segmenter(pool: pool, comparesInputs: true)
  let format = input.source.format
  let effect = try FrameEffect(
    segmenter: segmenter, width: format.width, height: format.height,
    options: arguments.effectOptions(hasAlpha: input.probe?.hasAlpha ?? false), pool: pool)
  let background = try FilmBackground(arguments, &films)
  background?.prepare(effect)
  let output = try FilmOutput(arguments, input, &films)
  for conversion in input.conversions + output.conversions { report(conversion) }
  if arguments.verbose {
    report("model \(model), kernels \(instructionSet.rawValue), threads \(pool.threadCount)")
  }

  // Chroma would not survive the way there and back.
  let isCopy =
    arguments.effect.none && !arguments.effect.mirror
    && output.sink.format.layout == format.layout
  var totals = FilmTotals()
  var progress = FilmProgress(frameCount: input.frameCount, isQuiet: false)
  let pipeline = FramePipeline(source: input.source, sink: output.sink)
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
          frame.view(format.colour).readOnly, to: result.view(output.sink.format.colour))
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

  let faults = [run.fault, background?.fault].compactMap { $0 }
  for fault in faults { report("\(fault)") }
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
    try printLine(arguments.output)
  }
  if !faults.isEmpty || run.wasInterrupted { throw ExitCode.failure }
}

extension VideoArguments {
  /// Half of the processors where ffmpeg works beside us: it uses all of them, and threads that wait for
  /// each other at every step lose more to a busy processor than they gain.
  fileprivate var standardThreadCount: Int {
    let count = ThreadPool.availableProcessorCount
    return isY4M(input) && isY4M(output) ? count : max(1, count / 2)
  }

  /// What becomes of each frame.
  ///
  /// - Parameter hasAlpha: whether frames are transparent already.
  func effectOptions(hasAlpha: Bool) -> FrameEffectOptions {
    var options = effect.options(decontaminates: false)
    options.usesAlpha = hasAlpha
    return FrameEffectOptions(
      compositor: options, smoothing: smooth, result: maskOnly ? .mask : .picture)
  }
}

/// Checks that no film is written over what is read.
private func checkPlaces(_ arguments: VideoArguments) throws {
  let output = arguments.output
  guard output != "-", !isDevice(output) else { return }
  if arguments.input != "-" {
    do {
      try checkDistinctFilms(input: arguments.input, output: output)
    } catch {
      throw ValidationError("\(error)")
    }
  }
  let others = [arguments.effect.background, arguments.engine.model].compactMap(\.self)
  if let identity = FileIdentity(existing: output),
    others.compactMap(FileIdentity.init(existing:)).contains(identity)
  {
    throw ValidationError("expected OUT not to replace what is read, found '\(output)'")
  }
}

private func shownOutput(_ path: String) -> String { path == "-" ? "standard output" : path }
