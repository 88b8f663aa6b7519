extension FilmCompanions {
  /// Sound: copied where the container carries it, else encoded again.
  mutating func addSounds() {
    var becomes: [(encoder: String, codecs: [String])] = []
    var shifted: [String] = []
    for stream in film.streams where stream.kind == .sound {
      let isLate = !container.hasTimes && (stream.start ?? film.start) - film.start > 0.01
      if !isLate && canCopy(stream) {
        let place = map(stream, "a")
        arguments += ["-c:\(place)", "copy"] + labels(stream, place)
        continue
      }
      let encoders = container.soundEncoders(
        isExact: stream.isExact, bitsPerSample: stream.bitsPerSample)
      guard let encoder = encoders.first(where: { ffmpeg.encoders.contains($0[...]) }),
        FilmTrial(film, ffmpeg).decodes(stream)
      else {
        losses.append("sound (\(stream.codec))")
        continue
      }
      let place = map(stream, "a")
      arguments += ["-c:\(place)", encoder, "-filter:\(place)", soundFilter(stream, encoder)]
      arguments += labels(stream, place)
      if isLate && canCopy(stream) {
        shifted.append(stream.codec)
      } else if let index = becomes.firstIndex(where: { $0.encoder == encoder }) {
        becomes[index].codecs.append(stream.codec)
      } else {
        becomes.append((encoder, [stream.codec]))
      }
    }
    for (encoder, codecs) in becomes {
      conversions.append(
        "sound (\(joined(codecs))) becomes \(encoder): \(name) can't carry it")
    }
    if !shifted.isEmpty {
      conversions.append(
        "sound (\(joined(shifted))) is encoded again with silence in front: in \(name) all begins "
          + "at once")
    }
  }

  private func canCopy(_ stream: FilmStream) -> Bool {
    let name = container.ffmpegName
    if SoundTable.carried[name]?.contains(stream.codec) == true { return true }
    let isUncertain = SoundTable.uncertain[name]?.contains(stream.codec) == true
    if SoundTable.tried.contains(stream.codec) && !isUncertain { return false }
    return FilmTrial(film, ffmpeg).survives(stream, in: container)
  }

  /// Gaps in the sound become silence, as not all containers and encoders keep gaps.
  ///
  /// Where the film's times of sound repeat, so that most of it would have no place, it is counted instead.
  private func soundFilter(_ stream: FilmStream, _ encoder: String) -> String {
    let resample =
      FilmTrial(film, ffmpeg).hasTimes(stream)
      ? "aresample=async=1" + (container.hasTimes ? "" : ":first_pts=0") : "asetpts=N/SR/TB"
    // Opus knows no other arrangements of speakers, and encoders take no unknown ones.
    return encoder == "libopus" || !stream.hasChannelLayout
      ? resample + ",aformat=channel_layouts=mono|stereo|3.0|quad|5.0|5.1|6.1|7.1" : resample
  }
}
