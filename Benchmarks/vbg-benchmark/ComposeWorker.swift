import Compositing
import Glibc
import Imaging
import Kernels
import Segmentation
import Threads

/// Frames composited from the photo in memory to the picture in memory, inference included, steered over
/// standard input, one command a line; each is answered by one line of JSON.
///
/// - `input PATH`: reads the frame, rows of RGBA without gaps.
/// - `background PATH`: the same for what stands behind the person.
/// - `run COUNT WARM-UP`: composites WARM-UP + COUNT times and answers the times of the last COUNT in
///   nanoseconds, with those of each step.
/// - `output PATH`: writes what the last run gave, rows of RGBA.
struct ComposeWorker {
  /// Job that is measured.
  enum Job: String {
    /// A picture behind the person.
    case image
    /// The background blurred.
    case blur
    /// The same with the browser demo's settings and maths.
    case demoImage = "demo-image"
    case demoBlur = "demo-blur"
    /// As `demoImage`, with all of the filtered mask written out by a step of its own.
    case filter

    var options: CompositorOptions {
      var options = self == .image || self == .blur ? CompositorOptions() : .demo
      if self != .blur && self != .demoBlur { options.background = .image }
      return options
    }
  }

  private let segmenter: Segmenter
  private let compositor: Compositor
  private var frame: Frame
  private var result: Frame

  init(
    model: String, width: Int, height: Int, job: Job, threadCount: Int,
    instructionSet: InstructionSet
  ) throws {
    let pool = ThreadPool(threadCount: threadCount)
    segmenter = try Segmenter(
      model: contents(of: model), options: SegmenterOptions(instructionSet: instructionSet),
      pool: pool)
    compositor = try Compositor(
      width: width, height: height, maskWidth: segmenter.outputShape[2],
      maskHeight: segmenter.outputShape[1], options: job.options, instructionSet: instructionSet,
      pool: pool)
    compositor.keepsStages = job == .filter
    frame = Frame(
      width: width, height: height, pixels: [UInt8](repeating: 0, count: width * height * 4))
    result = frame
    answer(#"{"instruction_set": "\#(instructionSet.rawValue)", "threads": \#(threadCount)}"#)
  }

  /// Answers commands until standard input ends.
  mutating func serve() throws {
    while let line = readLine() {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      switch words.first {
      case "input" where words.count == 2:
        frame = try picture(words[1])
        answer("{}")
      case "background" where words.count == 2:
        compositor.setBackground(try picture(words[1]))
        answer("{}")
      case "output" where words.count == 2:
        let outcome = result.withPixels { pixels in
          Result { () throws(WorkerError) in
            try pixels.withUnsafeBytes { bytes throws(WorkerError) in
              try write(bytes, to: words[1])
            }
          }
        }
        try outcome.get()
        answer("{}")
      case "run" where words.count == 2:
        let counts = words[1].split(separator: " ").compactMap { Int($0) }
        guard counts.count == 2, counts.allSatisfy({ $0 >= 0 }) else {
          throw WorkerError.command(line)
        }
        run(count: counts[0], warmUpCount: counts[1])
      default: throw WorkerError.command(line)
      }
    }
  }

  private func picture(_ path: String) throws -> Frame {
    let bytes = try contents(of: path)
    let byteCount = compositor.width * compositor.height * 4
    guard bytes.count == byteCount else {
      throw WorkerError.byteCount(path: path, expected: byteCount, found: bytes.count)
    }
    return Frame(width: compositor.width, height: compositor.height, pixels: bytes)
  }

  private mutating func run(count: Int, warmUpCount: Int) {
    let names = ["resize", "inference"] + CompositingStep.allCases.map(\.name)
    var steps = names.map { _ in [Int64]() }
    var times: [Int64] = []
    let clock = ContinuousClock()
    for index in 0..<warmUpCount + count {
      let duration = clock.measure { composite() }
      guard index >= warmUpCount else { continue }
      times.append(nanoseconds(duration))
      let durations =
        [segmenter.timings.resize, segmenter.timings.inference]
        + CompositingStep.allCases.map { compositor.timings[$0] }
      for (step, duration) in durations.enumerated() { steps[step].append(nanoseconds(duration)) }
    }
    let parts = zip(names, steps).map { #""\#($0)": \#($1)"# }.joined(separator: ", ")
    answer(#"{"nanoseconds": \#(times), "steps": {\#(parts)}}"#)
  }

  private mutating func composite() {
    segmenter.load(frame)
    segmenter.run()
    for row in 0..<compositor.maskHeight {
      compositor.withMaskRow(row) { segmenter.writeMaskRow(row, to: &$0) }
    }
    let compositor = compositor
    frame.withView { view in
      result.withMutableView { compositor.compose(view, to: $0) }
    }
  }
}
