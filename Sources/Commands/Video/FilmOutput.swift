import Video

/// Where frames go.
struct FilmOutput {
  let sink: any FrameSink
  /// What is converted on the way out, in words.
  let conversions: [String]

  /// Begins a film of the input's frames.
  ///
  /// - Throws: `FilmError`.
  init(
    _ arguments: VideoArguments, _ input: FilmInput, _ films: inout FilmPrograms
  ) throws(FilmError) {
    let path = arguments.output
    var format = input.source.format
    if arguments.maskOnly {
      format.layout = .grey
    } else if arguments.transparent {
      format.layout = .rgba
    } else if format.layout == .grey || (isY4M(path) && format.layout == .rgba) {
      format.layout = .i420
    }
    if isY4M(path) {
      // Nothing else of colours is said in such a stream; grey is written in full range.
      format.colour.range = arguments.maskOnly ? .full : format.colour.rangeInEffect
      format.colour.chromaLocation = format.colour.chromaLocation ?? "left"
      sink = try Y4MWriter(path, format: format)
      conversions = []
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
    conversions = writer.conversions
  }
}
