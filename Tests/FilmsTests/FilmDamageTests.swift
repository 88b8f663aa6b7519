import Foundation
import TestSupport
import Testing

@testable import Films

/// Tests of what is broken in a film is said; what only looks so is not.
@Suite(.enabled(if: Films.areThere, Films.reason)) struct FilmDamageTests {
  let films: Films

  init() throws { films = try Films() }

  private func fault(_ path: String) throws -> FilmError? {
    let reader = try films.reader(path)
    let writer = try FilmWriter(
      films.path("out.mkv"), format: reader.format,
      options: .init(codec: "mpeg4", sound: reader.probe), ffmpeg: films.ffmpeg)
    let fault = try copy(reader, to: writer).fault
    return fault ?? writer.soundFault(isPictureBroken: false)
  }

  private func film(_ name: String, _ options: String) throws -> String {
    try films.make(
      name,
      "-f lavfi -i testsrc2=s=320x240:r=25:d=4 -f lavfi -i sine=d=4 -pix_fmt yuv420p \(options)")
  }

  /// Overwrites bytes in the middle half of a file, here and there.
  private func damage(_ path: String) throws {
    var bytes = try Data(contentsOf: URL(filePath: path))
    var generator = SeededGenerator(state: 7)
    for _ in 0..<40 {
      let place = Int.random(in: bytes.count / 4..<bytes.count / 2, using: &generator)
      for offset in 0..<24 { bytes[place + offset] = UInt8.random(in: 0...255, using: &generator) }
    }
    try bytes.write(to: URL(filePath: path))
  }

  @Test(arguments: [
    ("a.mp4", "-c:v libx264 -preset ultrafast -movflags +faststart -an"),
    ("a.ts", "-c:v mpeg2video -an"), ("a.mkv", "-c:v libx264 -preset ultrafast -an"),
    ("a.avi", "-c:v mpeg4 -an"), ("a.mp4", "-c:v libx264 -c:a aac -movflags +faststart"),
  ])
  func damageInTheMiddleIsSaid(name: String, options: String) throws {
    let path = try film(name, options)
    #expect(try fault(path) == nil)
    try damage(path)
    let found = try fault(path)
    #expect("\(found.map { "\($0)" } ?? "nothing")".contains("damaged film '\(path)'"))
    #expect(!"\(found.map { "\($0)" } ?? "")".contains("\n"))
    #expect(try allFrames(films.reader(films.path("out.mkv"))).times.count > 50)
  }

  /// A recording that begins between two whole pictures, as one of a broadcast does.
  @Test(arguments: ["libx264 -preset ultrafast -bf 2 -g 40", "mpeg2video -bf 2 -g 40"])
  func aRecordingThatBeginsAnywhereIsWhole(codec: String) throws {
    let path = try film("a.ts", "-c:v \(codec) -c:a mp2")
    let bytes = try Data(contentsOf: URL(filePath: path))
    let cut = films.path("cut.ts")
    try bytes.dropFirst(bytes.count / 8 / 188 * 188).write(to: URL(filePath: cut))
    let found = try fault(cut)
    #expect(found == nil, "\(String(describing: found))")
    #expect(try allFrames(films.reader(films.path("out.mkv"))).times.count > 40)
  }

  /// Cut without encoding it again, at a whole picture whose neighbors need what is gone.
  @Test(arguments: ["mp4", "mkv", "mov"])
  func aFilmThatWasCutIsWhole(ending: String) throws {
    let path = try film(
      "a.mp4", "-c:v libx264 -preset fast -bf 3 -g 30 -x264-params open-gop=1 -c:a aac")
    let cut = try films.make("cut.\(ending)", "-ss 1.3 -i \(path) -t 2.1 -c copy")
    let found = try fault(cut)
    #expect(found == nil, "\(String(describing: found))")
  }

  /// 255 is what ffmpeg itself ends with after a signal that it handles.
  @Test(arguments: [
    ("kill -9 $$", "Killed"), ("kill -SEGV $$", "Segmentation"), ("exit 255", "signal"),
  ])
  func aDecoderThatIsKilledIsNoDamage(ending: String, signal: String) throws {
    let script = films.path("ffmpeg")
    let real = films.ffmpeg.ffmpeg
    // Decodes some frames and is then killed, as the system does where memory is short.
    try makeProgram(
      """
      #!/bin/sh
      case "$*" in
        *pipe:1*) "\(real)" "$@" | head -c 400000; \(ending) ;;
        *) exec "\(real)" "$@" ;;
      esac

      """, at: script)
    try FileManager.default.createSymbolicLink(
      atPath: films.path("ffprobe"), withDestinationPath: films.ffmpeg.ffprobe)
    let path = try film("a.mkv", "-c:v libx264 -preset ultrafast -an")
    let ffmpeg = try FFmpeg(searchPath: films.folder)
    let reader = try FilmReader(films.probe(path), ffmpeg: ffmpeg)
    let frame = RawFrame(reader.format)
    let error = #expect(throws: FilmError.self) { while try reader.read(into: frame) {} }
    let words = error.map { "\($0)" } ?? ""
    #expect(words.contains("signal") && words.contains(signal), "\(words)")
    #expect(!words.contains("damaged"), "\(words)")
    #expect(reader.frameCount == 3)
  }

  @Test func harmlessWordsAreNoDamage() {
    #expect(FilmComplaint.isHarmless("[mjpeg @ 0x1] unable to decode APP fields: Invalid data"))
    #expect(FilmComplaint.isHarmless("[h264 @ 0x1] mmco: unref short failure"))
    #expect(!FilmComplaint.isHarmless("[h264 @ 0x1] error while decoding MB 3 4, bytestream -5"))
    #expect(FilmComplaint.words("[h264 @ 0x55d0] no frame!") == "h264: no frame!")
    #expect(
      FilmComplaint.telling(["[h264 @ 0x1] left block", "Error while decoding stream #0:0: x"])
        == "h264: left block")
    #expect(FilmComplaint.telling([]) == nil)
  }

  @Test(arguments: [
    ("yuv444p", "4:4:4"), ("yuv422p10le", "4:2:2"), ("yuvj420p", "4:2:0"), ("nv12", "4:2:0"),
    ("rgb24", "4:4:4"), ("gbrp10le", "4:4:4"), ("gray", nil), ("yuv411p", "4:1:1"),
    ("p010le", "4:2:0"),
    ("uyvy422", "4:2:2"), ("yuva420p", "4:2:0"), ("ya8", nil),
  ])
  func chromaSampling(name: String, sampling: String?) {
    #expect(PixelKind(name).chromaSampling == sampling)
  }

  /// The pictures of 4K that an encoder holds are few. Measured in a process of its own, whose children are
  /// these alone.
  @Test func largePicturesNeedLittleMemory() async throws {
    let path = try films.make(
      "large.mkv",
      "-f lavfi -i testsrc2=s=320x180:r=25:d=2,scale=3840:2160:flags=neighbor,format=yuv420p "
        + "-c:v libx264 -preset ultrafast")
    await #expect(processExitsWith: .success) { [path = path as String] in
      let films = try Films()
      let source = try films.reader(path)
      let sink = try FilmWriter(
        films.path("out.mp4"), format: source.format, options: .init(sound: source.probe),
        ffmpeg: films.ffmpeg)
      try copy(source, to: sink)
      var usage = rusage()
      getrusage(-1, &usage)  // RUSAGE_CHILDREN
      #expect(usage.ru_maxrss < 480 << 10, "\(usage.ru_maxrss >> 10) MB")
    }
  }
}
