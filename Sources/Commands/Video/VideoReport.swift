import Films

/// Report that `vbg video --json` prints.
struct VideoReport: Encodable {
  struct Input: Encodable {
    let path: String
    let width: Int
    let height: Int
    /// Frames a second, nominally.
    let frameRate: Double?
    /// Seconds, as far as the film tells.
    let duration: Double?
  }

  /// A stage's work. Reading, the stages between and writing overlap; the frame's own stages follow each
  /// other.
  struct Stage: Encodable {
    let stage: String
    let millisecondsPerFrame: Double
    /// Of the time that the whole film took.
    let share: Double
  }

  let version: String
  let instructionSet: String
  let threads: Int
  /// The model's path; absent where no mask is needed.
  let model: String?
  let input: Input
  let output: String
  let frames: Int
  let inferences: Int
  /// Frames whose input was that of the last inference.
  let reusedMasks: Int
  let seconds: Double
  let framesPerSecond: Double
  let isInterrupted: Bool
  let stages: [Stage]
  var conversions: [String] = []
  var faults: [String] = []

  init(
    version: String, instructionSet: String, threads: Int, model: String?, input: Input,
    output: String, _ totals: FilmTotals, _ run: PipelineReport, elapsed: Duration
  ) {
    self.version = version
    self.instructionSet = instructionSet
    self.threads = threads
    self.model = model
    self.input = input
    self.output = output
    frames = run.writing.frameCount
    inferences = totals.inferenceCount
    reusedMasks = totals.reuseCount
    seconds = elapsed.milliseconds / 1000
    framesPerSecond = Double(run.writing.frameCount) / (elapsed.milliseconds / 1000)
    isInterrupted = run.wasInterrupted
    let count = Double(max(1, totals.frameCount))
    let times =
      [("decode", run.reading.working)] + totals.stages.filter { $0.time > .zero }
      + [("encode", run.writing.working)]
    stages = times.map { name, time in
      Stage(
        stage: name, millisecondsPerFrame: time.milliseconds / count,
        share: time.milliseconds / elapsed.milliseconds)
    }
  }
}

extension VideoReport.Input {
  init(_ path: String, _ format: FilmFormat, _ probe: FilmProbe?) {
    self.path = path
    width = format.width
    height = format.height
    frameRate = format.frameRate?.value
    duration = probe?.duration
  }
}
