import Compositing
import Films
import Glibc
import Segmentation
import Stability

/// Scores every smoother on the synthetic clips, with masks of the surrogate and of a model, and on
/// films; one line of JSON for each.
struct StabilityBenchmark {
  let segmenter: Segmenter
  private let width, height: Int

  /// Masks of one film: its raw masks and its brightness, in the model's size.
  private struct Film {
    var masks: [[UInt8]] = []
    var pictures: [[UInt8]] = []
  }

  init(model: String) throws {
    var options = SegmenterOptions()
    options.comparesInputs = true
    segmenter = try Segmenter(model: try contents(of: model), options: options)
    width = segmenter.outputShape[2]
    height = segmenter.outputShape[1]
  }

  func run(films: [String]) throws {
    for scene in SyntheticClip.Scene.allCases { try score(SyntheticClip(scene)) }
    let ffmpeg = films.isEmpty ? nil : try FFmpeg()
    for path in films {
      if let ffmpeg { try score(path, ffmpeg) }
    }
  }

  private func score(_ clip: SyntheticClip) throws {
    let truths = (0..<clip.frameCount).map { clip.truth($0, width: width, height: height) }
    let speeds = (0..<clip.frameCount).map {
      Double(clip.speed(at: $0)) * Double(width) / Double(clip.width)
    }
    var seen = Film()
    for frame in 0..<clip.frameCount { clip.picture(frame).withView { append($0, to: &seen) } }
    let surrogate = SurrogateMask(width: width, height: height, seed: clip.seed)
    let surrogates = truths.enumerated().map { surrogate.levels($1, frame: $0) }
    for (kind, masks) in [("surrogate", surrogates), ("model", seen.masks)] {
      let film = Film(masks: masks, pictures: seen.pictures)
      for (name, smoothed, milliseconds) in smoothings(of: film) {
        let found = StabilityMeasures(
          masks: smoothed, truths: truths, width: width, speeds: speeds)
        let lag = found.lag.map { "\($0)" } ?? "null"
        answer(
          #"{"clip": "\#(clip.scene.rawValue)", "masks": "\#(kind)", "#
            + #""smoothing": "\#(name)", "flicker": \#(found.flicker), "#
            + #""edge_error": \#(found.edgeError), "error": \#(found.error), "lag": \#(lag), "#
            + #""milliseconds": \#(milliseconds)}"#)
      }
    }
  }

  private func score(_ path: String, _ ffmpeg: FFmpeg) throws {
    let reader = try FilmReader(
      try FilmProbe(path, ffmpeg: ffmpeg), options: .init(pixelFormat: .rgba), ffmpeg: ffmpeg)
    let frame = RawFrame(reader.format)
    var film = Film()
    while try reader.read(into: frame) {
      append(
        try FrameView(
          width: frame.width, height: frame.height, format: .rgba,
          bytes: UnsafeRawBufferPointer(frame.bytes)), to: &film)
    }
    let warping = WarpingError(pictures: film.pictures, width: width)
    let title = path.split(separator: "/").last ?? ""
    for (name, smoothed, milliseconds) in smoothings(of: film) {
      let error = warping.value(of: smoothed)
      answer(
        #"{"film": "\#(title)", "smoothing": "\#(name)", "#
          + #""warping_error": \#(error), "milliseconds": \#(milliseconds)}"#)
    }
  }

  private func append(_ view: FrameView, to film: inout Film) {
    segmenter.load(view)
    segmenter.run()
    film.masks.append(plane { segmenter.writeMaskRow($0, to: &$1) })
    film.pictures.append(plane { segmenter.writePictureRow($0, to: &$1) })
  }

  private typealias Smoothed = (name: String, masks: [[UInt8]], milliseconds: Double)

  /// The masks as the product smooths them, and as the baselines do.
  private func smoothings(of film: Film) -> [Smoothed] {
    MaskSmoothing.allCases.map { smooth(film, $0) }
      + SmoothingBaseline.allCases.map { smooth(film, $0) }
  }

  private func smooth(_ film: Film, _ baseline: SmoothingBaseline) -> Smoothed {
    let smoother = BaselineSmoother(baseline, width: width, height: height)
    var least = Int64.max
    let masks = film.masks.indices.map { frame in
      let mask = smoother.smooth(film.masks[frame], picture: film.pictures[frame])
      if frame > 0 { least = min(least, nanoseconds(smoother.duration)) }
      return mask
    }
    return (baseline.rawValue, masks, Double(least) / 1e6)
  }

  /// All smoothed masks, and the least time that one took.
  private func smooth(_ film: Film, _ smoothing: MaskSmoothing) -> Smoothed {
    let smoother = MaskSmoother(smoothing, width: width, height: height)
    var least = Int64.max
    let masks = film.masks.indices.map { frame in
      for y in 0..<height {
        smoother.withMaskRow(y) { copy(film.masks[frame], row: y, to: &$0) }
        smoother.withPictureRow(y) { copy(film.pictures[frame], row: y, to: &$0) }
      }
      let duration = ContinuousClock().measure { smoother.smooth() }
      // The first only copies.
      if frame > 0 { least = min(least, nanoseconds(duration)) }
      return plane { smoother.writeRow($0, to: &$1) }
    }
    return (smoothing.rawValue, masks, Double(least) / 1e6)
  }

  private func copy(_ values: [UInt8], row: Int, to span: inout MutableSpan<UInt8>) {
    for x in 0..<width { span[x] = values[row * width + x] }
  }

  private func plane(_ writeRow: (Int, inout MutableSpan<UInt8>) -> Void) -> [UInt8] {
    (0..<height).flatMap { y in
      var row = [UInt8](repeating: 0, count: width)
      var span = row.mutableSpan
      writeRow(y, &span)
      return row
    }
  }
}
