import Compositing
import ModelCatalogue
import Runtime
import Segmentation
import Threads

/// Composites a frame again and again, from memory to memory, and prints where the time goes.
func profilePipeline(
  frame path: String, model: String?, _ options: MeasurementOptions, _ format: ReportFormat
) throws {
  let frame = try readPicture(path).frame.opaque()
  let located = try locateModel(
    model ?? Catalogue.defaultEntry.name, byteCountLimit: 1 << 30)
  let pool = ThreadPool(threadCount: options.threads ?? ThreadPool.availableProcessorCount)
  // Memory is the last level.
  let bandwidth = MachinePeak.measured(options.level).bandwidths.last?.gigabytesPerSecond ?? 0
  let bench: PipelineBench
  do {
    bench = try PipelineBench(frame, model: located.bytes, options, pool)
  } catch {
    throw InContext(path: located.path, error: error)
  }
  noteGuesses(of: bench.segmenter.metadata, path: located.path)
  let effects: [(String, BackgroundEffect)] = [
    ("background picture", .image), ("blur", CompositorOptions().background),
  ]
  let profile = PipelineProfile(
    frame: path, width: frame.width, height: frame.height, model: located.path,
    instructionSet: options.level.rawValue, threads: pool.threadCount,
    memoryGbPerS: bandwidth,
    effects: try effects.map { name, effect in
      try bench.measure(name, effect, bandwidth: bandwidth * Double(pool.threadCount))
    })
  switch format {
  case .table: try printLine(profile.text)
  case .csv: try printLine(profile.commaSeparatedStages)
  case .json: try printJSON(profile, keys: .convertToSnakeCase)
  }
}

/// A frame, a model and the threads that work on both.
private struct PipelineBench {
  let frame: Frame
  let segmenter: Segmenter
  let options: MeasurementOptions
  let pool: ThreadPool

  init(
    _ frame: Frame, model: [UInt8], _ options: MeasurementOptions, _ pool: ThreadPool
  ) throws(SegmentationError) {
    self.frame = frame
    self.options = options
    self.pool = pool
    var segmenterOptions = SegmenterOptions()
    segmenterOptions.instructionSet = options.level
    segmenter = try Segmenter(model: model, options: segmenterOptions, pool: pool)
  }

  /// - Parameter bandwidth: of all threads, in GB/s.
  func measure(
    _ name: String, _ effect: BackgroundEffect, bandwidth: Double
  ) throws -> PipelineProfile.Effect {
    var compositorOptions = CompositorOptions()
    compositorOptions.background = effect
    let compositor = try Compositor(
      width: frame.width, height: frame.height, maskWidth: segmenter.outputShape[2],
      maskHeight: segmenter.outputShape[1], options: compositorOptions,
      instructionSet: options.level, pool: pool)
    // Any picture costs the same.
    compositor.setBackground(frame)
    var result = frame
    let clock = ContinuousClock()
    let names = ["resize", "inference", "decode"] + CompositingStep.allCases.map(\.name)
    var minima = names.map { _ in Duration.seconds(3600) }
    var wholes: [Duration] = []
    func run() -> [Duration] {
      let start = clock.now
      segmenter.load(frame)
      segmenter.run()
      let decoding = clock.measure {
        for row in 0..<compositor.maskHeight {
          compositor.withMaskRow(row) { segmenter.writeMaskRow(row, to: &$0) }
        }
      }
      frame.withView { view in
        result.withMutableView { compositor.compose(view, to: $0) }
      }
      wholes.append(clock.now - start)
      return [segmenter.timings.resize, segmenter.timings.inference, decoding]
        + CompositingStep.allCases.map { compositor.timings[$0] }
    }
    for _ in 0..<options.warmupRuns { _ = run() }
    wholes.removeAll()
    let end = clock.now + .seconds(options.minSeconds ?? 1)
    while wholes.count < options.runs || clock.now < end {
      for (index, duration) in run().enumerated() { minima[index] = min(minima[index], duration) }
    }
    wholes.sort()
    let bytes = [0, 0, 0] + CompositingStep.allCases.map { compositor.leastByteCount(of: $0) }
    let stages = names.indices.compactMap { index -> PipelineProfile.Stage? in
      let milliseconds = minima[index].milliseconds
      // Steps that a frame does not need take some nanoseconds between two looks at the clock.
      guard milliseconds > 1e-3 else { return nil }
      let rate = bytes[index] > 0 ? 1e-6 * Double(bytes[index]) / milliseconds : nil
      return PipelineProfile.Stage(
        stage: names[index], minimumMs: milliseconds,
        nsPerPixel: milliseconds * 1e6 / Double(frame.width * frame.height), gbPerS: rate,
        bandwidthPercent: rate.map { 100 * $0 / bandwidth })
    }
    return PipelineProfile.Effect(
      effect: name, runs: wholes.count, minimumMs: wholes[0].milliseconds,
      medianMs: wholes[wholes.count / 2].milliseconds,
      work: compositor.workShares.map(PipelineProfile.Work.init), stages: stages)
  }
}
