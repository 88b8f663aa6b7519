extension FilmCompanions {
  /// Other films than the one that is worked on would show what that one hides, so they stay out.
  mutating func addPictures() {
    var lostCovers = 0
    for stream in film.streams where stream.kind == .cover {
      switch container.covers {
      case .stream where FilmTrial.coverCodecs.contains(stream.codec):
        let place = map(stream, "v")
        arguments += ["-c:\(place)", "copy", "-disposition:\(place)", "attached_pic"]
      case .attachment:
        guard let bytes = FilmTrial(film, ffmpeg).packet(of: stream), !bytes.isEmpty,
          let file = try? MemoryFile(bytes)
        else { fallthrough }
        let type = stream.codec == "mjpeg" ? "jpeg" : stream.codec
        let number = covers.count == 0 ? "" : "\(covers.count + 1)"
        // ffmpeg puts what is attached behind what is mapped.
        let place = "s:t:\(film.streams.count { $0.kind == .attachment } + covers.count)"
        covers.append(file)
        arguments += [
          "-attach", file.path, "-metadata:\(place)", "mimetype=image/\(type)",
          "-metadata:\(place)", "filename=cover\(number).\(type == "jpeg" ? "jpg" : type)",
        ]
      default: lostCovers += 1
      }
    }
    if lostCovers > 0 {
      losses.append(lostCovers == 1 ? "the cover picture" : "\(lostCovers) cover pictures")
    }
    let others = film.streams.count { $0.kind == .video && $0.index != film.streamIndex }
    if others > 0 {
      conversions.append(
        "the first of \(others + 1) films in one is worked on, and the others are left out")
    }
  }
}
