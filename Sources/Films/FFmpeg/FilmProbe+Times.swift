extension FilmProbe {
  /// The nominal rate, unless it only says how fine times are (films of variable times state a
  /// thousand frames a second and the like).
  public var nominalFrameRate: Rational? {
    guard let frameRate else { return averageFrameRate }
    return frameRate.value > 480 ? averageFrameRate : frameRate
  }

  /// Whether frames are shown for different times, as far as the first of them and the stated
  /// rates tell.
  public var hasVaryingRate: Bool {
    guard !beginsUnevenly, let frameRate, let averageFrameRate else { return beginsUnevenly }
    return abs(frameRate.value / averageFrameRate.value - 1) > 0.002
  }

  /// ffmpeg's arguments for an output that goes nowhere, so that times count from the same moment in
  /// every run of it.
  ///
  /// From the containers of broadcasts and disks ffmpeg takes the first of the streams that it uses for
  /// the begin, and mends jumps of time by what it sees of them: a run that uses the pictures alone and
  /// one that uses the sound alone would disagree.
  func clockArguments(of input: String, withPictures: Bool) -> [String] {
    let used = streams.filter { stream in
      switch stream.kind {
      case .video: withPictures && stream.index == streamIndex
      case .sound: stream.sampleRate != nil && stream.codec != "unknown"
      case .subtitle: true
      case .cover, .attachment, .data: false
      }
    }
    let hasOtherStreams = streams.contains { $0.kind == .sound || $0.kind == .subtitle }
    guard hasJumpsOfTime, hasOtherStreams, !used.isEmpty else { return [] }
    return used.flatMap { ["-map", "\(input):\($0.index)"] } + ["-c", "copy", "-f", "null", "-"]
  }

  /// Whether times may jump in films of this kind.
  ///
  /// Source: the demuxers of ffmpeg with the flag `AVFMT_TS_DISCONT`.
  private var hasJumpsOfTime: Bool {
    containerNames.split(separator: ",").contains {
      ["mpegts", "mpeg", "ogg", "hls", "wtv", "nuv", "vobsub", "live_flv", "dvbsub"].contains($0)
    }
  }

  /// When the last picture begins and ends, in seconds from the film's begin; nil unless it is known and
  /// frames are shown for different times.
  var lastPictureTimes: (begin: Double, end: Double)? {
    guard let lastPictureTime, let pictureEnd, lastPictureTime > 0, pictureEnd > lastPictureTime,
      pictureEnd - lastPictureTime < 86_400
    else { return nil }
    return (lastPictureTime, pictureEnd)
  }

  /// Whether the last picture is shown for longer than most.
  var lastPictureIsLong: Bool {
    guard let times = lastPictureTimes, let averageFrameRate else { return false }
    return (times.end - times.begin) * averageFrameRate.value > 1.5
  }
}
