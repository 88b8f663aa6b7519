public import Compositing
public import Films

/// A film as it is shown again and again: its source can be opened for each round.
public struct FilmRounds: Sendable {
  /// Seconds a round, as far as known.
  let duration: Double?
  /// Makes a source at the film's begin, each time of one format.
  let open: @Sendable () throws(FilmError) -> any FrameSource

  /// Whether sources may be opened by another thread than that which reads them.
  let opensAnywhere: Bool

  /// A film whose frames come from anywhere.
  public init(
    duration: Double?, opensAnywhere: Bool = true,
    open: @escaping @Sendable () throws(FilmError) -> any FrameSource
  ) {
    (self.duration, self.opensAnywhere, self.open) = (duration, opensAnywhere, open)
  }

  /// A film's file, whose frames ffmpeg makes no larger than an output needs them.
  ///
  /// - Parameters:
  ///   - fit: how frames come to the output's size.
  ///   - width: pixels a row of the output.
  ///   - height: rows of it.
  /// - Throws: `FilmError`.
  public init(
    _ path: String, fit: Fit, width: Int, height: Int, ffmpeg: FFmpeg
  ) throws(FilmError) {
    let probe = try FilmProbe(path, ffmpeg: ffmpeg)
    let options = FilmReader.Options(
      pixelFormat: probe.workingFormat,
      reduction: FilmReduction(of: (probe.width, probe.height), for: fit, (width, height)))
    self.init(duration: probe.duration) { () throws(FilmError) in
      try FilmReader(probe, options: options, ffmpeg: ffmpeg)
    }
  }
}

extension FilmReduction {
  /// The size of a film's frames that is enough for an output; nil where theirs is.
  init?(
    of film: (width: Int, height: Int), for fit: Fit, _ output: (width: Int, height: Int)
  ) {
    let (across, down) = (
      Double(output.width) / Double(film.width), Double(output.height) / Double(film.height)
    )
    // Of even sides, as colors of most films are shared by two pixels, and no larger than they are.
    func reduced(_ side: Int, by scale: Double) -> Int {
      min(side, (Int((Double(side) * scale).rounded(.up)) + 1) & ~1)
    }
    let scales: (Double, Double)
    switch fit {
    case .cover: scales = (max(across, down), max(across, down))
    case .contain: scales = (min(across, down), min(across, down))
    case .stretch: scales = (min(1, across), min(1, down))
    case .tile:
      let (width, height) = (min(film.width, output.width), min(film.height, output.height))
      if (width, height) == film { return nil }
      self.init(width: width, height: height, crops: true)
      return
    }
    guard scales.0 < 1 || scales.1 < 1 else { return nil }
    self.init(
      width: reduced(film.width, by: scales.0), height: reduced(film.height, by: scales.1))
  }
}
