extension FilmCompanions {
  /// Chapters, titles, dates, time codes.
  mutating func addDescription() {
    arguments += ["-map_metadata", "1", "-map_chapters", container.hasChapters ? "1" : "-1"]
    if film.chapterCount > 0 && !container.hasChapters { losses.append("chapters") }
    if film.hasClosedCaptions { losses.append("closed captions") }
    if let timecode = film.timecode {
      if container == .avi {
        losses.append("the time code")
      } else {
        arguments += ["-metadata:s:v:0", "timecode=\(timecode)"]
      }
    }
    if let pictures = film.pictures { arguments += labels(pictures, "v:0") }
    if !container.hasLanguages, film.sounds.contains(where: { $0.language != nil }) {
      losses.append("languages of tracks")
    }
    let others = film.tagNames.filter { !isKept(tag: $0.lowercased()) }
    if container.isQuickTime && !others.isEmpty {
      arguments += ["-movflags", "+use_metadata_tags"]
    }
    if container == .avi { lose("descriptions", others) }
  }

  /// Leaves out what containers say of themselves, which belongs to the old file.
  private func isKept(tag: String) -> Bool {
    let own = [
      "major_brand", "minor_version", "compatible_brands", "encoder", "duration", "timecode",
      "software", "creation_time",
    ]
    return own.contains(tag) || tag.hasPrefix("location") && container.isQuickTime
      || container.tagNames?.contains(tag) ?? true
  }
}

/// Codes of languages.
enum FilmLanguages {
  /// The codes that QuickTime's own files know (ISO 639-2/B) for those that other files use (639-2/T).
  static let quickTime = [
    "bod": "tib", "ces": "cze", "cym": "wel", "deu": "ger", "ell": "gre", "eus": "baq",
    "fas": "per", "hye": "arm", "isl": "ice", "kat": "geo", "mkd": "mac", "mri": "mao",
    "msa": "may", "mya": "bur", "nld": "dut", "ron": "rum", "slk": "slo", "sqi": "alb",
    "zho": "chi",
  ]
}
