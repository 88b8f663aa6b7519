/// Complaint of ffmpeg: what it says on its level of errors while it goes on.
enum FilmComplaint {
  /// Tells whether a line tells of nothing that is lost: of what players read and we don't, of
  /// times that are put right, of what is no film's fault.
  static func isHarmless(_ line: String) -> Bool {
    [
      "unable to decode APP fields", "Last message repeated", "non monotonically increasing dts",
      "non-monotonic", "deprecated pixel format", "Application provided invalid",
      "Could not find codec parameters", "Unknown cover type", "skipping unknown",
      "Guessed Channel Layout", "unsupported timecode",
      // Of a cover, which the muxer would give a time code of its own.
      "Valid timecode frame rate must be specified", "timescale not set",
      // Films that were cut without encoding them again begin or end within pictures.
      "Cannot find an index entry before timestamp", "Missing key frame while searching",
      "chapter track not found", "co located POCs unavailable", "mmco: unref short failure",
      "number of reference frames", "SEI type",
    ].contains { line.contains($0) }
  }

  /// A line without the address of who says it: `[h264 @ 0x55d0] no frame!` becomes `h264: no frame!`.
  static func words(_ line: String) -> String {
    guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else { return line }
    let name = line[line.index(after: line.startIndex)..<end].prefix { $0 != " " }
    return "\(name):\(line[line.index(after: end)...])"
  }

  /// The last line that tells more than that something failed; nil without lines.
  static func telling(_ lines: [String]) -> String? {
    let general = ["Error while decoding stream", "Error submitting", "Conversion failed"]
    return (lines.last { line in !general.contains { line.hasPrefix($0) } } ?? lines.last)
      .map(words)
  }
}
