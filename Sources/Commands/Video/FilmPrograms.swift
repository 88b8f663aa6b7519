import Films

/// ffmpeg, looked up when it is first needed: YUV4MPEG2 works without.
struct FilmPrograms {
  private var found: FFmpeg?

  /// The programs.
  ///
  /// - Throws: `FilmError.missingProgram`, or what went wrong when ffmpeg was asked what it can do.
  mutating func ffmpeg() throws(FilmError) -> FFmpeg {
    if let found { return found }
    let made = try FFmpeg()
    found = made
    return made
  }
}
