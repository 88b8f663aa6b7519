extension FilmProbe {
  /// Companions of the pictures, in words for a person: what is lost where they stand alone.
  public var companionsInWords: [String] {
    var words: [String] = []
    for (kind, name) in [
      (FilmStream.Kind.sound, "sound"), (.subtitle, "subtitles"), (.data, "data"),
    ] {
      let codecs = streams.filter { $0.kind == kind }.map(\.codec).filter { $0 != "unknown" }
      if !codecs.isEmpty { words.append("\(name) (\(codecs.eachOnce.joined(separator: ", ")))") }
    }
    if streams.contains(where: { $0.kind == .cover }) { words.append("cover pictures") }
    if streams.contains(where: { $0.kind == .attachment }) { words.append("attachments") }
    if chapterCount > 0 { words.append("chapters") }
    if timecode != nil { words.append("the time code") }
    return words
  }
}

extension [String] {
  /// Each of the strings once, in their order.
  var eachOnce: [String] {
    enumerated().filter { firstIndex(of: $1) == $0 }.map(\.element)
  }
}
