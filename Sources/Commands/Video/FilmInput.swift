import Films
import Imaging

/// Source of frames.
struct FilmInput {
  let source: any FrameSource
  /// Probe by ffprobe; nil for YUV4MPEG2.
  let probe: FilmProbe?
  /// Conversions on the way in, in words.
  let conversions: [String]

  /// Opens a film.
  ///
  /// - Parameter output: where the new film goes; times of frames have no place in YUV4MPEG2.
  /// - Throws: `FilmError`.
  init(_ path: String, to output: String, _ films: inout FilmPrograms) throws(FilmError) {
    if isY4M(path) {
      let reader = try Y4MReader(path)
      source = reader
      probe = nil
      conversions = reader.isInterlaced ? ["interlaced frames are taken for whole ones"] : []
      return
    }
    let ffmpeg = try films.ffmpeg()
    let probe = try FilmProbe(path, ffmpeg: ffmpeg)
    var options = FilmReader.Options(pixelFormat: probe.workingFormat)
    var losses: [String] = []
    if isY4M(output) && probe.hasVaryingRate {
      let rate = probe.nominalFrameRate ?? .standardFrameRate
      options.constantRate = rate
      losses.append(
        "frames of varying times become \(rate.words) a second: YUV4MPEG2 holds no other")
    }
    let reader = try FilmReader(probe, options: options, ffmpeg: ffmpeg)
    source = reader
    self.probe = probe
    conversions = reader.conversions + losses
  }

  /// Frames of the film, as far as it tells.
  var frameCount: Int? {
    guard let probe else { return nil }
    if let count = probe.frameCount { return count }
    guard let duration = probe.duration, let rate = source.format.frameRate?.value else {
      return nil
    }
    return Int((duration * rate).rounded())
  }
}
