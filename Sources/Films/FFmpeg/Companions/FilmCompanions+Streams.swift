extension FilmCompanions {
  /// Subtitles: copied, or one kind of text for another.
  mutating func addSubtitles() {
    var converted: [String] = []
    var lost: [String] = []
    for stream in film.streams where stream.kind == .subtitle {
      let codec: String
      if container.subtitleCodecs.contains(stream.codec) {
        codec = "copy"
      } else if let encoder = container.textEncoder, stream.isText,
        ffmpeg.encoders.contains(encoder[...])
      {
        codec = encoder
        converted.append(stream.codec)
      } else {
        lost.append(stream.codec)
        continue
      }
      let place = map(stream, "s")
      arguments += ["-c:\(place)", codec] + labels(stream, place)
    }
    if !converted.isEmpty, let encoder = container.textEncoder {
      conversions.append(
        "subtitles (\(joined(converted))) become \(encoder): \(name) can't carry them")
    }
    lose("subtitles", lost)
  }

  /// Files inside the file.
  mutating func addAttachments() {
    var lost: [String] = []
    for stream in film.streams where stream.kind == .attachment {
      if container.hasAttachments {
        let place = map(stream, "t")
        arguments += ["-c:\(place)", "copy"]
      } else {
        lost.append(stream.fileName ?? stream.codec)
      }
    }
    lose("attachments", lost)
  }

  /// Streams of anything else that has times.
  mutating func addData() {
    var lost: [String] = []
    for stream in film.streams where stream.kind == .data {
      // Chapters and time codes are tracks in some containers; they go along in another way.
      if stream.codecTag == "tmcd" || (stream.codecTag == "text" && film.chapterCount > 0) {
        continue
      }
      if FilmTrial(film, ffmpeg).survives(stream, in: container) {
        let place = map(stream, "d")
        arguments += ["-c:\(place)", "copy"]
      } else {
        lost.append(stream.codec == "unknown" ? stream.codecTag ?? "data" : stream.codec)
      }
    }
    lose("data", lost)
  }
}
