/// The streams that go along with the pictures into another film: which are copied, which converted and
/// which have no place there.
struct FilmCompanions {
  /// ffmpeg's arguments for its output: the streams of input 1, and what becomes of each.
  var arguments: [String] = []
  /// Conversions, a line a kind, in words for a person.
  var conversions: [String] = []
  /// Pictures to attach, as files of ffmpeg's for as long as this lives.
  var covers: [MemoryFile] = []

  let film: FilmProbe
  let container: FilmContainer
  let ffmpeg: FFmpeg
  /// Losses: what has no place in the file, in words for a person.
  var losses: [String] = []
  private var counts: [FilmStream.Kind: Int] = [:]

  /// Chooses.
  ///
  /// Sound that `SoundTable` knows costs nothing; for other streams ffmpeg is run for a second of them.
  init(_ film: FilmProbe, in container: FilmContainer, ffmpeg: FFmpeg) {
    (self.film, self.container, self.ffmpeg) = (film, container, ffmpeg)
    // Output stream 0 is that of the pictures.
    counts[.video] = 1
    addSounds()
    addSubtitles()
    addPictures()
    addAttachments()
    addData()
    addDescription()
    if !losses.isEmpty {
      conversions.append("left out: \(losses.joined(separator: ", ")): \(name) can't carry more")
    }
  }

  /// The container, as people know it.
  var name: String { ".\(container.rawValue)" }

  /// Maps a stream and returns how ffmpeg's options name it in the output, for example `a:1`.
  mutating func map(_ stream: FilmStream, _ letter: String) -> String {
    let kind: FilmStream.Kind = stream.kind == .cover ? .video : stream.kind
    let number = counts[kind, default: 0]
    counts[kind] = number + 1
    arguments += ["-map", "1:\(stream.index)"]
    return "\(letter):\(number)"
  }

  /// Language and title, in the words of the container.
  func labels(_ stream: FilmStream, _ place: String) -> [String] {
    var labels: [String] = []
    if let language = stream.language {
      let word = container == .mov ? FilmLanguages.quickTime[language] ?? language : language
      labels += ["-metadata:s:\(place)", "language=\(word)"]
    }
    if let title = stream.title {
      labels += ["-metadata:s:\(place)", "title=\(title)"]
      // Players show the handler's name as the title of a track of these files.
      if container.isQuickTime { labels += ["-metadata:s:\(place)", "handler_name=\(title)"] }
    }
    return labels
  }

  /// Notes what is lost of a kind, unless that is nothing.
  mutating func lose(_ kind: String, _ names: [String]) {
    if !names.isEmpty { losses.append("\(kind) (\(joined(names)))") }
  }

  /// Each name once.
  func joined(_ names: [String]) -> String { names.eachOnce.joined(separator: ", ") }
}
