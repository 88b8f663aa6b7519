import Foundation
import Testing

@testable import Films

/// Tests of what goes along with the pictures: chapters, subtitles, covers, fonts, descriptions.
@Suite(.enabled(if: Films.areThere, Films.reason)) struct FilmStreamTests {
  let films: Films

  init() throws { films = try Films() }

  /// Copies a film and gives what was said about it.
  private func carry(_ path: String, to name: String) throws -> [String] {
    let reader = try films.reader(path)
    let writer = try FilmWriter(
      films.path(name), format: reader.format, options: .init(sound: reader.probe),
      ffmpeg: films.ffmpeg)
    let report = try copy(reader, to: writer)
    #expect(report.fault == nil && writer.soundFault(isPictureBroken: false) == nil)
    return writer.conversions
  }

  private func plain(_ name: String = "plain.mkv", _ more: String = "") throws -> String {
    try films.make(
      name,
      "-f lavfi -i testsrc2=s=64x48:r=25:d=2,format=yuv420p -f lavfi -i sine=d=2 -c:v libx264 "
        + "-preset ultrafast -c:a aac \(more)")
  }

  @Test(arguments: ["mkv", "mp4", "mov", "webm", "nut", "avi"], ["mkv", "mp4"])
  func chapters(ending: String, source: String) throws {
    let words =
      ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=700\ntitle=One\n"
      + "[CHAPTER]\nTIMEBASE=1/1000\nSTART=700\nEND=2000\ntitle=Two\n"
    try Data(words.utf8).write(to: URL(filePath: films.path("chapters.txt")))
    let path = try films.make(
      "in.\(source)",
      "-i \(plain()) -i \(films.path("chapters.txt")) -map 0 -map_chapters 1 -c copy")
    #expect(try films.probe(path).chapterCount == 2)
    let said = try carry(path, to: "out.\(ending)")
    let entries = "-show_chapters -show_entries chapter=start_time,end_time:chapter_tags=title"
    let chapters = try films.ask(films.path("out.\(ending)"), entries)
    if ending == "avi" {
      #expect(chapters.isEmpty && said.contains { $0.contains("chapters") })
      return
    }
    #expect(!said.contains { $0.contains("left out") }, "\(said)")
    #expect(chapters.map { $0.hasSuffix("One") } == [true, false], "\(chapters)")
    let numbers = chapters.map { $0.split(separator: ",").compactMap { Double($0) } }
    for (found, expected) in zip(numbers, [[0, 0.7], [0.7, 2]]) {
      for (one, other) in zip(found, expected) { #expect(abs(one - other) < 0.05, "\(chapters)") }
    }
  }

  @Test(arguments: [
    ("mkv", "subrip"), ("mp4", "mov_text"), ("mov", "mov_text"), ("webm", "webvtt"), ("nut", "ass"),
    ("avi", nil),
  ])
  func subtitles(ending: String, codec: String?) throws {
    let text =
      "1\n00:00:00,400 --> 00:00:00,900\nHello\n\n2\n00:00:01,200 --> 00:00:01,700\nWorld\n"
    try Data(text.utf8).write(to: URL(filePath: films.path("s.srt")))
    let labels = "-metadata:s:s language=fra -metadata:s:s title=Fr"
    let source = "-i \(try plain()) -i \(films.path("s.srt")) -map 0 -map 1 -c copy"
    for (name, form) in [
      ("subrip.mkv", "srt"), ("ass.mkv", "ass"), ("vtt.mkv", "webvtt"), ("text.mp4", "mov_text"),
    ] {
      let path = try films.make(name, "\(source) -c:s \(form) \(labels)")
      let own = try films.probe(path).streams.first { $0.kind == .subtitle }?.codec
      let said = try carry(path, to: "out.\(ending)")
      let found = try films.probe(films.path("out.\(ending)")).streams
        .filter { $0.kind == .subtitle }
      guard let codec else {
        #expect(
          found.isEmpty && said.contains { $0.contains("subtitles (\(own ?? ""))") }, "\(said)")
        continue
      }
      let isCopied = found.first?.codec == own
      #expect(found.count == 1 && (isCopied || found[0].codec == codec), "\(found)")
      #expect(isCopied != said.contains { $0.hasPrefix("subtitles (") }, "\(said)")
      #expect(found[0].language == "fra")
      let shown = try runToEnd(
        films.ffmpeg.ffmpeg,
        ["-loglevel", "error", "-i", films.path("out.\(ending)"), "-map", "0:s", "-f", "srt", "-"])
      #expect(shown.contains("Hello") && shown.contains("World"), "\(name) \(ending) \(shown)")
      #expect(shown.contains("00:00:01,2") || shown.contains("00:00:01,1"), "\(shown)")
    }
  }

  @Test(arguments: ["mkv", "mp4", "mov", "avi", "webm", "nut"], ["png", "jpg"])
  func covers(ending: String, picture: String) throws {
    let cover = try films.make("cover.\(picture)", "-f lavfi -i color=red:s=32x32:d=1 -frames:v 1")
    let path = try films.make(
      "in.mp4",
      "-i \(try plain()) -i \(cover) -map 0 -map 1 -c copy -disposition:v:1 attached_pic")
    #expect(try films.probe(path).streams.contains { $0.kind == .cover })
    let said = try carry(path, to: "out.\(ending)")
    let streams = try films.probe(films.path("out.\(ending)")).streams
    let covers = streams.filter { $0.kind == .cover }
    #expect(streams.filter { $0.kind == .video }.count == 1)
    guard ["mkv", "mp4"].contains(ending) else {
      #expect(covers.isEmpty && said.contains { $0.contains("cover picture") }, "\(said)")
      return
    }
    #expect(covers.count == 1 && !said.contains { $0.contains("left out") }, "\(said)")
    let bytes = try runForBytes(
      films.ffmpeg.ffmpeg,
      ["-loglevel", "error", "-i", films.path("out.\(ending)")]
        + ["-map", "0:\(covers[0].index)", "-c", "copy", "-f", "image2pipe", "-"],
      outputLimit: 1 << 20)
    #expect(try bytes == Array(Data(contentsOf: URL(filePath: cover))))
  }

  @Test func attachmentsAndOtherFilms() throws {
    try Data("no font at all".utf8).write(to: URL(filePath: films.path("a.ttf")))
    let path = try films.make(
      "in.mkv",
      "-i \(try plain()) -i \(try plain("second.mkv")) -attach \(films.path("a.ttf")) "
        + "-metadata:s:t mimetype=application/x-truetype-font -map 0 -map 1:v -c copy")
    let kept = try carry(path, to: "out.mkv")
    let streams = try films.probe(films.path("out.mkv")).streams
    #expect(streams.filter { $0.kind == .attachment }.map(\.fileName) == ["a.ttf"])
    // Pictures that nobody worked on would show the room.
    #expect(streams.filter { $0.kind == .video }.count == 1)
    #expect(kept.count == 1 && kept[0].contains("the first of 2 films"), "\(kept)")
    let lost = try carry(path, to: "out.mp4")
    #expect(lost.contains { $0.contains("attachments (a.ttf)") }, "\(lost)")
  }

  /// A cover and a font in one file: each keeps its name and kind.
  @Test func coversBesideAttachments() throws {
    let cover = try films.make("cover.png", "-f lavfi -i color=red:s=32x32:d=1 -frames:v 1")
    try Data("no font at all".utf8).write(to: URL(filePath: films.path("a.ttf")))
    let path = try films.make(
      "in.mkv",
      "-i \(try plain()) -attach \(films.path("a.ttf")) "
        + "-metadata:s:t:0 mimetype=application/x-truetype-font -attach \(cover) "
        + "-metadata:s:t:1 mimetype=image/png -metadata:s:t:1 filename=cover.png -map 0 -c copy")
    #expect(try carry(path, to: "out.mkv").isEmpty)
    let streams = try films.probe(films.path("out.mkv")).streams
    #expect(streams.filter { $0.kind == .attachment }.map(\.fileName) == ["a.ttf"])
    let covers = streams.filter { $0.kind == .cover }
    #expect(covers.map(\.fileName) == ["cover.png"] && covers.map(\.codec) == ["png"])
  }

  /// Sound that no table tells of is tried where it begins, be that late in the film.
  @Test func lateSoundIsTriedWhereItBegins() throws {
    let path = try films.make(
      "late.mkv",
      "-f lavfi -i testsrc2=s=64x48:r=25:d=4,format=yuv420p -itsoffset 2.5 -f lavfi -i "
        + "sine=d=1.5 -c:v libx264 -preset ultrafast -c:a libmp3lame -ar 44100")
    #expect(SoundTable.uncertain["mp4"]?.contains("mp3") == true, "no test of a trial")
    #expect(try carry(path, to: "out.mp4").isEmpty)
    #expect(try films.probe(films.path("out.mp4")).sounds.map(\.codec) == ["mp3"])
  }

  @Test(arguments: ["mkv", "mp4", "mov", "webm", "nut", "avi"])
  func allTracksStayWithTheirLabels(ending: String) throws {
    let path = try films.make(
      "in.mkv",
      "-i \(try plain()) -map 0:v -map 0:a -map 0:a -c copy -metadata:s:a:0 language=deu "
        + "-metadata:s:a:0 title=Kommentar -metadata:s:a:1 language=eng -metadata title=Tale "
        + "-metadata artist=Ann -metadata make=Camera")
    let said = try carry(path, to: "out.\(ending)")
    let output = films.path("out.\(ending)")
    let sounds = try films.probe(output).sounds
    #expect(sounds.count == 2)
    let tags = try films.ask(output, "-show_entries stream_tags:format_tags").joined()
    #expect(tags.contains("Tale") && tags.contains("Ann") && tags.contains("Kommentar"), "\(tags)")
    if ending == "avi" {
      #expect(said.contains { $0.contains("languages") }, "\(said)")
      #expect(said.contains { $0.contains("descriptions (MAKE)") }, "\(said)")
    } else {
      #expect(sounds.map(\.language) == [ending == "mov" ? "ger" : "deu", "eng"])
      #expect(tags.contains("Camera"), "\(tags)")
    }
  }

  @Test(arguments: ["mov", "mp4", "mkv"])
  func timeCodesStay(ending: String) throws {
    let path = try plain("in.mov", "-timecode 01:02:03:04")
    let said = try carry(path, to: "out.\(ending)")
    #expect(said.isEmpty, "\(said)")
    #expect(try films.probe(films.path("out.\(ending)")).timecode == "01:02:03:04")
    #expect(try carry(path, to: "out.avi").contains { $0.contains("time code") })
  }

  /// A time code and a cover, for which the muxer wants another, which is no damage.
  @Test(arguments: ["mp4", "mov", "mkv"]) func timeCodesBesideCovers(ending: String) throws {
    let cover = try films.make("cover.jpg", "-f lavfi -i color=red:s=32x32:d=1 -frames:v 1")
    let path = try films.make(
      "in.mp4",
      "-i \(try plain()) -i \(cover) -map 0 -map 1 -c copy -disposition:v:1 attached_pic "
        + "-timecode 01:02:03:04")
    _ = try carry(path, to: "out.\(ending)")
    #expect(try films.probe(films.path("out.\(ending)")).timecode == "01:02:03:04")
  }

  /// Sound whose times repeat, as RealAudio's do, keeps all of its samples.
  @Test(arguments: ["mp4", "mov", "webm", "avi", "nut", "mkv"])
  func soundWithoutTimes(ending: String) throws {
    let path = try films.make(
      "in.rm",
      "-f lavfi -i testsrc2=s=176x144:r=25:d=4 -f lavfi -i sine=d=4:r=8000 -c:v rv10 "
        + "-c:a real_144 -ac 1")
    _ = try carry(path, to: "out.\(ending)")
    let bytes = try runForBytes(
      films.ffmpeg.ffmpeg,
      ["-loglevel", "error", "-i", films.path("out.\(ending)"), "-vn", "-ar", "8000", "-ac", "1"]
        + ["-f", "s16le", "-"], outputLimit: 1 << 20)
    #expect(abs(Double(bytes.count) / 16000 - 4) < 0.3, "\(bytes.count) bytes")
  }

  /// A subtitle that nobody asked for is not shown unasked.
  @Test(arguments: ["mkv", "webm"]) func subtitlesAreNotShownUnasked(ending: String) throws {
    try Data("1\n00:00:00,400 --> 00:00:00,900\nHello\n".utf8)
      .write(to: URL(filePath: films.path("s.srt")))
    let path = try films.make(
      "in.mkv",
      "-i \(try plain()) -i \(films.path("s.srt")) -map 0 -map 1 -c copy -c:s srt "
        + "-default_mode passthrough -disposition:v default -disposition:a default -disposition:s 0"
    )
    _ = try carry(path, to: "out.\(ending)")
    let entries = "-show_entries stream=codec_type:stream_disposition=default"
    #expect(
      try films.ask(films.path("out.\(ending)"), entries)
        == films.ask(path, entries))
  }

  /// The last picture of a slide show stays for as long as it did.
  @Test(arguments: ["mp4", "mkv", "mov", "webm"], ["mp4", "mkv"])
  func theLastPictureKeepsItsTime(ending: String, source: String) throws {
    let first = try films.make(
      "first.mp4",
      "-f lavfi -i testsrc2=s=64x48:r=25:d=1,format=yuv420p,settb=1/1000,setpts=N*N*6 "
        + "-fps_mode passthrough -enc_time_base 1:1000 -c:v libx264 "
        + "-bf 0 -bsf:v setts=pts=PTS:dts=DTS:duration=max(1\\,round(PTS*1.0255)) "
        + "-video_track_timescale 1000")
    let path = try films.make("in.\(source)", "-i \(first) -c copy")
    let probe = try films.probe(path)
    let end = try #require(probe.pictureEnd)
    #expect(end > 6 && probe.hasVaryingRate, "\(end)")
    #expect(try carry(path, to: "out.\(ending)").isEmpty)
    let result = try films.probe(films.path("out.\(ending)"))
    #expect(
      abs(try #require(result.pictureEnd) - end) < 0.15, "\(result.pictureEnd ?? 0) for \(end)")
    let entries = "-select_streams v -show_entries frame=pts_time"
    let (times, expected) = try (
      films.ask(films.path("out.\(ending)"), entries), films.ask(path, entries)
    )
    #expect(times.count == expected.count)
    for (one, other) in zip(times, expected) {
      let numbers = [one, other].compactMap { Double($0.filter { $0 != "," }) }
      #expect(numbers.count == 2 && abs(numbers[0] - numbers[1]) < 0.002, "\(one) \(other)")
    }
  }

  @Test func varyingTimesInAVIAreSaid() throws {
    let path = try films.moving(
      "v.mkv", rate: "30", seconds: 2,
      "-vf select='not(mod(n\\,3))+eq(n\\,4)' -fps_mode passthrough -c:v ffv1")
    let said = try carry(path, to: "out.avi")
    #expect(said.contains { $0.contains("varying times") }, "\(said)")
    let length = try #require(try films.probe(films.path("out.avi")).duration)
    #expect(abs(length - 2) < 0.2)
  }

  @Test func timesFinerThanMPEG4Allows() throws {
    let path = try films.moving("in.ts", "-c:v mpeg2video")
    let source = try films.reader(path)
    let sink = try FilmWriter(
      films.path("out.mkv"), format: source.format, options: .init(codec: "mpeg4"),
      ffmpeg: films.ffmpeg)
    try copy(source, to: sink)
    #expect(try allFrames(films.reader(films.path("out.mkv"))).times.count == 25)
  }

  /// A mask is written in the range that the film says it has.
  @Test(arguments: [(ColorTags.Range.limited, [16, 235]), (.full, [0, 255])])
  func masksHaveTheFilmsRange(range: ColorTags.Range, values: [Int]) throws {
    let format = FilmFormat(
      width: 64, height: 48, pixelFormat: .gray, timeBase: try #require(Rational(1, 25)),
      frameRate: Rational(25, 1), color: ColorTags(range: range))
    let sink = try FilmWriter(
      films.path("mask.mkv"), format: format, options: .init(codec: "ffv1"), ffmpeg: films.ffmpeg)
    let frame = RawFrame(format)
    for index in frame.bytes.indices { frame.bytes[index] = index % 64 < 32 ? 0 : 255 }
    try sink.write(frame)
    try sink.finish(.complete)
    #expect(try films.probe(films.path("mask.mkv")).color.range == range)
    // As stored: without a change of range on the way.
    let stored = try runForBytes(
      films.ffmpeg.ffmpeg,
      ["-loglevel", "error", "-i", films.path("mask.mkv"), "-f", "rawvideo", "-"],
      outputLimit: 1 << 20)
    #expect([Int(stored[64 * 20 + 8]), Int(stored[64 * 20 + 56])] == values)
  }
}
