import Films

/// Sink of frames.
struct FilmOutput {
  let sink: any FrameSink
  /// Conversions on the way out, in words.
  let conversions: [String]
  private let writer: FilmWriter?

  /// Begins a film of the input's frames.
  ///
  /// - Throws: `FilmError`.
  init(
    _ arguments: VideoArguments, _ input: FilmInput, _ films: inout FilmPrograms
  ) throws(FilmError) {
    let path = arguments.output
    var format = input.source.format
    if arguments.maskOnly {
      format.pixelFormat = .gray
    } else if arguments.transparent {
      format.pixelFormat = .rgba
    } else if format.pixelFormat == .gray || (isY4M(path) && format.pixelFormat == .rgba) {
      format.pixelFormat = .i420
    }
    if isY4M(path) {
      // Nothing else of colors is said in such a stream; gray is written in full range.
      format.color.range = arguments.maskOnly ? .full : format.color.rangeInEffect
      format.color.chromaLocation = format.color.chromaLocation ?? "left"
      sink = try Y4MWriter(path, format: format)
      writer = nil
      conversions =
        input.colorLosses(arguments, in: format.pixelFormat.chromaSampling) + input.companionLosses
      return
    }
    let ffmpeg = try films.ffmpeg()
    let writer = try FilmWriter(
      path, format: format,
      options: FilmWriter.Options(
        codec: arguments.codec, quality: arguments.quality,
        ffmpegArguments: arguments.ffmpegWords, keepsAlpha: arguments.transparent,
        sound: input.probe),
      ffmpeg: ffmpeg)
    sink = writer
    self.writer = writer
    conversions =
      input.colorLosses(arguments, in: writer.chromaSampling) + writer.conversions
  }

  /// Returns what is broken in the sound, after the run.
  ///
  /// - Parameter isPictureBroken: whether damage of the film was told already.
  func soundFault(isPictureBroken: Bool) -> FilmError? {
    writer?.soundFault(isPictureBroken: isPictureBroken)
  }
}

extension FilmInput {
  /// Sentences on all that YUV4MPEG2 has no place for.
  fileprivate var companionLosses: [String] {
    guard let words = probe?.companionsInWords, !words.isEmpty else { return [] }
    return ["left out: \(words.joined(separator: ", ")): YUV4MPEG2 holds pictures alone"]
  }

  /// Returns what is said of colors that the new film holds fewer samples of; nothing where it is a
  /// mask.
  fileprivate func colorLosses(_ arguments: VideoArguments, in sampling: String?) -> [String] {
    let pixelFormat = source.format.pixelFormat
    guard !arguments.maskOnly, let stored = probe?.chromaSampling ?? pixelFormat.chromaSampling
    else {
      return []
    }
    let kept = pixelFormat == .i420 ? "4:2:0" : sampling ?? stored
    if kept == stored || kept == "4:4:4" { return [] }
    let colors = probe?.isRGB == true ? "colors of RGB" : "colors of \(stored)"
    return ["\(colors) become \(kept): fewer samples of color"]
  }
}
