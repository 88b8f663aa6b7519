import Compositing
import Effects
import Films
import Glibc
import Imaging
import Segmentation
import Threads

/// Measures what a film's pipeline costs its frames: the same frames, effect and threads in three ways,
/// by turns.
struct FilmBenchmark {
  /// Way that frames go.
  enum Way: String, CaseIterable {
    /// From memory to memory, one after the other, by segmenter, smoother and compositor alone.
    case bare
    /// Through `FramePipeline`, by `FrameEffect`; read from memory and written to memory.
    case pipeline
    /// The same between ffmpeg that decodes and ffmpeg that encodes, as `vbg video` does.
    case film
  }

  private let ffmpeg: FFmpeg
  private let probe: FilmProbe
  private let outputPath: String
  private let format: FilmFormat
  private let frames: [RawFrame]
  private let loop: BareLoop
  private let effect: FrameEffect

  init(
    model: String, film: String, background: String, options compositor: CompositorOptions,
    threadCount: Int, output: String
  ) throws {
    ffmpeg = try FFmpeg()
    probe = try FilmProbe(film, ffmpeg: ffmpeg)
    outputPath = output
    let reader = try FilmReader(probe, ffmpeg: ffmpeg)
    format = reader.format
    var frames: [RawFrame] = []
    var frame = RawFrame(format)
    while try reader.read(into: frame) {
      frames.append(frame)
      frame = RawFrame(format)
    }
    self.frames = frames
    let pool = ThreadPool(threadCount: threadCount)
    var segmenterOptions = SegmenterOptions()
    segmenterOptions.comparesInputs = true
    let segmenter = try Segmenter(
      model: contents(of: model), options: segmenterOptions, pool: pool)
    // Every frame is inferred, however little moves.
    let options = FrameEffectOptions(compositor: compositor, reuseLimit: -1)
    loop = try BareLoop(segmenter, format, options, pool)
    effect = try FrameEffect(
      segmenter: segmenter, width: format.width, height: format.height, options: options,
      pool: pool)
    if compositor.background == .image {
      let picture = try decodeImage(contents(of: background))
      picture.withView {
        loop.compositor.setBackground($0, fit: .cover)
        effect.setBackground($0, fit: .cover)
      }
    }
  }

  /// Runs all ways so many times, after a round that checks that they give the same pictures, and prints
  /// one line of JSON.
  func run(roundCount: Int) throws {
    let checksums = try Way.allCases.filter { $0 != .film }.map { way in
      var checksums = Checksums()
      try run(way) { checksums.add($0) }
      return checksums
    }
    guard checksums[0] == checksums[1] else { fail("the ways' pictures differ") }
    var times = Way.allCases.map { _ in FrameTimes() }
    for _ in 0..<roundCount {
      for (index, way) in Way.allCases.enumerated() { times[index] += try run(way) }
    }
    let ways = zip(Way.allCases, times).map { #""\#($0.rawValue)": \#($1.json)"# }
    answer(
      #"{"frames": \#(frames.count), "rounds": \#(roundCount), \#(ways.joined(separator: ", "))}"#)
  }

  @discardableResult
  private func run(_ way: Way, look: (RawFrame) -> Void = { _ in }) throws -> FrameTimes {
    switch way {
    case .bare:
      loop.reset()
      var times = FrameTimes()
      let result = RawFrame(format)
      for frame in frames {
        times.measure { loop.process(frame, to: result) }
        look(result)
      }
      return times
    case .pipeline:
      return try run(MemorySource(format, frames), MemorySink(format), look: look)
    case .film:
      let writer = try FilmWriter(outputPath, format: format, ffmpeg: ffmpeg)
      return try run(try FilmReader(probe, ffmpeg: ffmpeg), writer, look: look)
    }
  }

  private func run(
    _ source: any FrameSource, _ sink: any FrameSink, look: (RawFrame) -> Void
  ) throws -> FrameTimes {
    effect.reset()
    var times = FrameTimes()
    _ = try FramePipeline(source: source, sink: sink).run { frame, result in
      times.measure {
        effect.process(frame.view(format.color).readOnly, to: result.view(format.color))
      }
      look(result)
    }
    return times
  }
}

/// Work of `FrameEffect` on a frame, without it.
private final class BareLoop {
  let compositor: Compositor
  private let segmenter: Segmenter
  private let smoother: MaskSmoother
  private let color: ColorTags

  init(
    _ segmenter: Segmenter, _ format: FilmFormat, _ options: FrameEffectOptions, _ pool: ThreadPool
  ) throws {
    self.segmenter = segmenter
    color = format.color
    let (maskWidth, maskHeight) = (segmenter.outputShape[2], segmenter.outputShape[1])
    compositor = try Compositor(
      width: format.width, height: format.height, maskWidth: maskWidth, maskHeight: maskHeight,
      options: options.compositor, pool: pool)
    smoother = MaskSmoother(options.smoothing, width: maskWidth, height: maskHeight)
  }

  func reset() { smoother.reset() }

  func process(_ frame: RawFrame, to result: RawFrame) -> FrameEffectTimes {
    let (view, output) = (frame.view(color).readOnly, result.view(color))
    let clock = ContinuousClock()
    segmenter.load(view)
    segmenter.run()
    let mask = clock.measure {
      for row in 0..<smoother.height {
        smoother.withMaskRow(row) { segmenter.writeMaskRow(row, to: &$0) }
      }
      if smoother.needsPicture {
        for row in 0..<smoother.height {
          smoother.withPictureRow(row) { segmenter.writePictureRow(row, to: &$0) }
        }
      }
      smoother.smooth()
      for row in 0..<smoother.height {
        compositor.withMaskRow(row) { smoother.writeRow(row, to: &$0) }
      }
    }
    compositor.compose(view, to: output)
    return FrameEffectTimes(
      resize: segmenter.timings.resize, inference: segmenter.timings.inference, mask: mask,
      compositing: compositor.timings)
  }
}
