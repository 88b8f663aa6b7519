import CAllocationCounter
import Foundation
import Imaging
import Testing

@testable import Films

/// Tests of what goes into a film: times, sound, colors, transparency; and films that can't be
/// made.
@Suite(.enabled(if: Films.areThere, Films.reason)) struct FilmWriterTests {
  let films: Films

  init() throws { films = try Films() }

  private func writer(
    _ name: String, _ format: FilmFormat, _ options: FilmWriter.Options = .init()
  ) throws -> FilmWriter {
    try FilmWriter(films.path(name), format: format, options: options, ffmpeg: films.ffmpeg)
  }

  @Test(arguments: [PixelFormat.i420, .i422, .i444, .nv12, .rgba, .gray], [(64, 48), (33, 35)])
  func losslessFilmsHoldTheFrames(pixelFormat: PixelFormat, size: (Int, Int)) throws {
    let path = try films.moving("a.mkv", size: "\(size.0)x\(size.1)", "-c:v ffv1")
    let source = try films.reader(path, pixelFormat)
    let sink = try writer(
      "b.mkv", source.format,
      .init(
        codec: "ffv1",
        ffmpegArguments: pixelFormat == .rgba || pixelFormat == .nv12
          ? [] : ["-pix_fmt", pixelFormat == .gray ? "yuv420p" : pixelFormat.ffmpegName],
        keepsAlpha: pixelFormat == .rgba))
    try copy(source, to: sink)
    #expect(films.names == ["a.mkv", "b.mkv"])
    if pixelFormat == .i420 || pixelFormat == .rgba {
      let (again, first) = try (
        allFrames(films.reader(films.path("b.mkv"), pixelFormat)),
        allFrames(films.reader(path, pixelFormat))
      )
      #expect(again.times == first.times)
      #expect(again.bytes == first.bytes)
    }
    #expect(try films.probe(films.path("b.mkv")).width == size.0)
  }

  @Test func variableTimesAreKept() throws {
    let path = try films.moving(
      "v.mp4", rate: "30000/1001", seconds: 2,
      "-vf select='not(mod(n\\,3))+not(mod(n\\,7))' -fps_mode passthrough -enc_time_base 1:90000 "
        + "-c:v libx264 -pix_fmt yuv420p")
    let source = try films.reader(path)
    try copy(source, to: writer("w.mp4", source.format))
    let entries = "-select_streams v -show_entries frame=pts_time"
    #expect(try films.ask(films.path("w.mp4"), entries) == films.ask(path, entries))
  }

  /// Sound begins before the picture here: shifting either against the other would show.
  @Test(arguments: ["mp4", "mkv", "mov"])
  func soundIsCopiedBitForBit(ending: String) throws {
    let path = try films.make(
      "s.\(ending)",
      "-f lavfi -i testsrc2=s=64x48:r=25:d=1,setpts=PTS+0.4/TB -f lavfi -i sine=d=1.4 "
        + "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -metadata title=Test")
    let source = try films.reader(path)
    let output = films.path("t.\(ending)")
    let sink = try FilmWriter(
      output, format: source.format, options: .init(sound: source.probe), ffmpeg: films.ffmpeg)
    #expect(sink.conversions.isEmpty)
    try copy(source, to: sink)
    let hash = try [path, output].map { path in
      try runToEnd(
        films.ffmpeg.ffmpeg,
        ["-loglevel", "error", "-i", path, "-map", "0:a", "-c", "copy", "-f", "md5", "-"])
    }
    #expect(hash[0] == hash[1])
    let entries = "-show_entries frame=pts_time -select_streams "
    #expect(try films.ask(output, entries + "v") == films.ask(path, entries + "v"))
    #expect(try films.ask(output, entries + "a") == films.ask(path, entries + "a"))
    #expect(try films.ask(output, "-show_entries format_tags=title") == ["Test"])
  }

  @Test func soundThatDoesNotFitIsConvertedAndSaidSo() throws {
    let path = try films.make(
      "s.mp4",
      "-f lavfi -i testsrc2=s=64x48:r=25:d=1 -f lavfi -i sine=d=1 -c:v libx264 -preset ultrafast -c:a aac"
    )
    let source = try films.reader(path)
    let sink = try writer("t.webm", source.format, .init(sound: source.probe))
    #expect(sink.conversions.count == 1 && sink.conversions[0].contains("aac"))
    try copy(source, to: sink)
    #expect(try films.probe(films.path("t.webm")).sounds.map(\.codec) == ["opus"])
  }

  @Test(arguments: ["mp4", "webm", "mkv"])
  func colorsAreKept(ending: String) throws {
    for (range, tag) in [("tv", ColorTags.Range.limited), ("pc", .full)] {
      let path = try films.moving(
        "c.mp4",
        "-vf scale=out_range=\(range),format=yuv420p -color_range \(range) "
          + "-colorspace bt709 -color_primaries bt709 -color_trc bt709 -c:v libx264")
      let source = try films.reader(path)
      let output = "d-\(range).\(ending)"
      try copy(source, to: writer(output, source.format, .init(quality: 95)))
      let color = try films.probe(films.path(output)).color
      #expect(color.range == tag && color.matrix == "bt709", "\(color)")
      let (before, after) = try (
        allFrames(films.reader(path)).bytes, allFrames(films.reader(films.path(output))).bytes
      )
      let worst = zip(before, after).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      #expect(Double(worst) / Double(before.count) < 4, "a wrong range is off by more than that")
    }
  }

  @Test(arguments: ["webm", "mov", "mkv"])
  func transparencyComesBack(ending: String) throws {
    let format = FilmFormat(
      width: 64, height: 48, pixelFormat: .rgba, timeBase: try #require(Rational(1, 25)),
      frameRate: Rational(25, 1))
    let sink = try writer("a.\(ending)", format, .init(quality: 100, keepsAlpha: true))
    let frame = RawFrame(format)
    for index in 0..<6 {
      for y in 0..<48 {
        for x in 0..<64 {
          let offset = (y * 64 + x) * 4
          frame.bytes[offset] = 200
          frame.bytes[offset + 1] = 40
          frame.bytes[offset + 2] = 90
          frame.bytes[offset + 3] = UInt8(x < 32 ? 0 : x * 4)
        }
      }
      frame.time = index
      try sink.write(frame)
    }
    try sink.finish(.complete)
    let reader = try films.reader(films.path("a.\(ending)"), .rgba)
    #expect(reader.probe.hasAlpha)
    let again = RawFrame(reader.format)
    #expect(try reader.read(into: again))
    for x in [0, 10, 24, 40, 50, 63] {
      let offset = (20 * 64 + x) * 4
      #expect(abs(Int(again.bytes[offset + 3]) - (x < 32 ? 0 : x * 4)) <= 4)
      if x > 40 { #expect(abs(Int(again.bytes[offset]) - 200) <= 6) }
      if x > 40 { #expect(abs(Int(again.bytes[offset + 1]) - 40) <= 6) }
    }
  }

  @Test func oddSizesAreCutWhereTheCodecNeedsIt() throws {
    let path = try films.moving("o.mkv", size: "65x49")
    let source = try films.reader(path)
    let sink = try writer("p.mp4", source.format)
    #expect(sink.conversions.count == 1 && sink.conversions[0].contains("64x48"))
    try copy(source, to: sink)
    #expect(try films.probe(films.path("p.mp4")).width == 64)
    let again = try films.reader(path)
    try copy(again, to: writer("p.webm", again.format))
    #expect(try films.probe(films.path("p.webm")).width == 65)
  }

  @Test func whatDoesNotGoTogetherIsSaid() throws {
    let time = try #require(Rational(1, 25))
    let format = FilmFormat(width: 64, height: 48, pixelFormat: .rgba, timeBase: time)
    for (name, options, words) in [
      ("a.txt", FilmWriter.Options(), ".webm"), ("a", .init(), "a name that ends in"),
      ("a.mp4", .init(keepsAlpha: true), ".webm, .mov"),
      ("a.mp4", .init(codec: "h264", keepsAlpha: true), "transparency"),
      ("a.mp4", .init(codec: "nonsense"), "one of the codecs"),
      ("a.mkv", .init(codec: "mjpeg", quality: 3), "quality"),
      ("no/a.mp4", .init(), "No such file"),
    ] {
      let error = #expect(throws: FilmError.self) { try writer(name, format, options) }
      #expect(error.map { "\($0)".contains(words) } == true, "\(String(describing: error))")
    }
    #expect(films.names.isEmpty)
  }

  @Test func aFailingFFmpegGivesItsOwnWords() throws {
    let source = try films.reader(try films.moving("a.mkv", seconds: 4))
    try Data("old".utf8).write(to: URL(filePath: films.path("b.mp4")))
    let sink = try writer(
      "b.mp4", source.format, .init(ffmpegArguments: ["-preset", "nonsense"]))
    let error = #expect(throws: FilmError.self) { try copy(source, to: sink) }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("ffmpeg failed") && text.contains("nonsense") && !text.contains("\n"))
    #expect(films.names == ["a.mkv", "b.mp4"])
    #expect(try Data(contentsOf: URL(filePath: films.path("b.mp4"))) == Data("old".utf8))
  }

  @Test func argumentsArePassedOn() throws {
    let source = try films.reader(try films.moving("a.mkv"))
    let sink = try writer(
      "b.mp4", source.format, .init(ffmpegArguments: ["-metadata", "title=Passed on"]))
    try copy(source, to: sink)
    let title = try films.ask(films.path("b.mp4"), "-show_entries format_tags=title")
    #expect(title == ["Passed on"])
  }

  /// Of larger frames than the 32 KB that ffmpeg reads ahead: what lies there when it is interrupted is
  /// lost.
  @Test func interruptedFilmsPlay() throws {
    let path = try films.make(
      "s.mp4",
      "-f lavfi -i testsrc2=s=256x192:r=25:d=20 -f lavfi -i sine=d=20 -c:v libx264 -preset "
        + "ultrafast -c:a aac")
    let source = try films.reader(path)
    let sink = try writer("t.mp4", source.format, .init(sound: source.probe))
    let pipeline = FramePipeline(source: source, sink: sink)
    var count = 0
    let report = try pipeline.run { input, output in
      output.copy(input)
      count += 1
      if count == 150 { pipeline.cancel() }
    }
    #expect(report.wasInterrupted && report.fault == nil)
    let probe = try films.probe(films.path("t.mp4"))
    let frames = try allFrames(films.reader(films.path("t.mp4"))).times.count
    #expect((145...150).contains(frames), "\(frames)")
    #expect(try #require(probe.duration) < 8)
    let ends = try films.ask(films.path("t.mp4"), "-show_entries stream=duration")
    #expect(ends.allSatisfy { Double($0).map { $0 < 8 } == true }, "\(ends)")
    #expect(films.names == ["s.mp4", "t.mp4"])
  }

  /// Frames pass through without memory being taken, on the threads that read and write them.
  @Test func framesAllocateNothing() throws {
    let path = try films.moving("a.mkv", size: "320x240", seconds: 2)
    let source = try films.reader(path)
    let sink = try writer("b.mkv", source.format, .init(codec: "ffv1"))
    let frame = RawFrame(source.format)
    let counter = new_allocation_counter()
    defer { count_allocations_of_this_thread(0) }
    for index in 0..<50 {
      if index == 3 { count_allocations_of_this_thread(counter) }
      guard try source.read(into: frame) else { break }
      try sink.write(frame)
    }
    count_allocations_of_this_thread(0)
    #expect(counted_allocations(counter) == 0)
    #expect(source.frameCount == 50)
    try sink.finish(.complete)
  }

  @Test func aFilmThatIsNeverFinishedLeavesNothing() throws {
    let source = try films.reader(try films.moving("a.mkv"))
    var sink: FilmWriter? = try writer("b.mkv", source.format)
    try sink?.write(RawFrame(source.format))
    sink = nil
    #expect(films.names == ["a.mkv"])
  }

  @Test func outputThatIsInput() throws {
    let path = try films.moving("a.mkv")
    try FileManager.default.createSymbolicLink(
      atPath: films.path("l.mkv"), withDestinationPath: path)
    #expect(throws: FilmError.sameFile(path: films.path("l.mkv"))) {
      try checkDistinctFilms(input: path, output: films.path("l.mkv"))
    }
    try checkDistinctFilms(input: path, output: films.path("new.mkv"))
  }
}
