import Foundation
import Testing

/// `vbg video` on films that ffmpeg decodes and encodes.
@Suite(.enabled(if: FilmFiles.hasFFmpeg, FilmFiles.reason)) struct VideoFilmTests {
  private static let moving = "-f lavfi -i testsrc2=s=160x120:r=25:d=1"

  @Test func soundTimesAndColorsAreKept() throws {
    let files = FilmFiles()
    try files.make(
      "in.mkv",
      "\(Self.moving) -f lavfi -i sine=d=1 -vf select='not(eq(mod(n,5),3))' -fps_mode vfr "
        + "-color_range pc -colorspace bt709 -c:v ffv1 -c:a aac")
    try files.succeed("in.mkv", "out.mkv", "--codec", "ffv1")
    let entries = "stream=codec_name,width,height,color_range,color_space"
    #expect(try files.ask("out.mkv", entries) == files.ask("in.mkv", entries))
    let times = try files.ask("out.mkv", "frame=pts_time", "-select_streams v")
    #expect(times == (try files.ask("in.mkv", "frame=pts_time", "-select_streams v")))
    #expect(times.count == 20)
  }

  @Test(arguments: [("a.webm", "vp9"), ("a.mov", "prores"), ("a.mkv", "ffv1")])
  func transparentFilms(_ kind: (name: String, codec: String)) throws {
    let files = FilmFiles()
    try files.make("in.avi", "-f lavfi -i testsrc2=s=64x48:r=10:d=0.3 -c:v ffv1")
    try files.succeed(
      "in.avi", kind.name, "--transparent", "--keep-region", "0,0,50%,100%", "--drop-region",
      "50%,0,50%,100%")
    #expect(try files.ask(kind.name, "stream=codec_name") == [kind.codec])
    // Alpha, as ffmpeg decodes it, of a film that is opaque at the left.
    let decoder = kind.codec == "vp9" ? "-c:v libvpx-vp9 " : ""
    try files.make(
      "alpha.y4m", "\(decoder)-i \(files.folder.url(kind.name).path) -vf alphaextract,format=gray")
    let alpha = try Y4MFilm(files.folder.read("alpha.y4m"))
    #expect(alpha.frames.count == 3)
    for frame in alpha.frames {
      #expect(frame[24 * 64 + 8] >= 250 && frame[24 * 64 + 56] <= 5)
    }
  }

  @Test func conversionsAreSaidOnce() throws {
    let files = FilmFiles()
    try files.make("deep.mkv", "\(Self.moving) -pix_fmt yuv420p10le -c:v ffv1")
    let deep = try files.video("deep.mkv", "deep.mp4")
    #expect(deep.exitCode == 0)
    #expect(deep.errors == "vbg: 10 bits a component become 8\n")

    try files.make(
      "odd.mkv",
      "-f lavfi -i testsrc=s=64x48:r=10:d=0.3 -vf crop=63:47:0:0,format=yuv444p -c:v ffv1")
    let odd = try files.video("odd.mkv", "odd.mp4")
    #expect(odd.exitCode == 0)
    #expect(
      odd.errors.hasPrefix("vbg: colors of 4:4:4 become 4:2:0: fewer samples of color\n"),
      "\(odd.errors)")
    #expect(odd.errorLines.count == 3 && odd.errors.contains("63x47 is cut to 62x46"))
    #expect(try files.ask("odd.mp4", "stream=width,height") == ["62,46"])
    #expect(try files.video("odd.mkv", "whole.mkv", "--codec", "ffv1").exitCode == 0)
    try files.succeed("odd.mkv", "mask.mkv", "--codec", "ffv1", "--mask-only")
    #expect(try files.ask("whole.mkv", "stream=width,height") == ["63,47"])
  }

  @Test func rotationIsApplied() throws {
    let files = FilmFiles()
    try files.make("flat.mp4", "\(Self.moving) -c:v mpeg4")
    try files.make(
      "in.mp4", "-i \(files.folder.url("flat.mp4").path) -c copy -metadata:s:v rotate=90")
    try files.succeed("in.mp4", "out.mkv", "--codec", "ffv1")
    #expect(try files.ask("out.mkv", "stream=width,height") == ["120,160"])
  }

  /// A film of red and blue, five frames a second, behind ten: each stands for two frames, and the film
  /// goes round.
  @Test(arguments: ["back.gif", "back.mkv", "back.png", "back.webp"])
  func aBackgroundFilmGoesRoundAtItsOwnPace(_ name: String) throws {
    let files = FilmFiles()
    let codec =
      ["gif": "", "png": "-f apng -plays 0", "webp": "-c:v libwebp_anim -lossless 1"][
        name.split(separator: ".")[1]] ?? "-pix_fmt yuv444p -c:v ffv1"
    try files.make(
      name,
      "-f lavfi -i color=red:s=16x16:r=5:d=0.2 -f lavfi -i color=blue:s=16x16:r=5:d=0.2 "
        + "-filter_complex [0][1]concat=n=2:v=1 \(codec)")
    var film = Y4MFilm(width: 32, height: 24, rate: "10:1")
    for _ in 0..<9 { film.append(squareAt: 4) }
    try files.folder.write(film.bytes, "in.y4m")
    try files.succeed(
      "in.y4m", "out.y4m", "--background", name, "--drop-region", "0,0,100%,100%")
    let frames = try Y4MFilm(files.folder.read("out.y4m")).frames
    #expect(frames.count == 9)
    for (index, frame) in frames.enumerated() {
      // Cr of red is far above the middle, that of blue below.
      let place = 2 * 32 * 24 + 12 * 32 + 16
      let isRed = frame[place] > 200
      #expect(isRed == (index / 2 % 2 == 0), "frame \(index)")
    }
  }

  /// A film that grows brighter, of more than is kept in memory, at twice the rate of ours: of frames that
  /// are read into two memories by turns every second one is shown.
  @Test func everyFrameOfALongBackgroundIsShown() throws {
    let files = FilmFiles()
    try files.make(
      "back.mkv", "-f lavfi -i color=white:s=4000x3000:r=50:d=0.48,fade=in:0:24 -c:v mpeg4 -q:v 2")
    var film = Y4MFilm(width: 32, height: 24)
    for _ in 0..<12 { film.append(squareAt: 4) }
    try files.folder.write(film.bytes, "in.y4m")
    try files.succeed(
      "in.y4m", "out.y4m", "--background", "back.mkv", "--drop-region", "0,0,100%,100%")
    let luma = try Y4MFilm(files.folder.read("out.y4m")).frames.map { $0[12 * 32 + 16] }
    #expect(luma.count == 12 && zip(luma, luma.dropFirst()).allSatisfy { $0 + 5 < $1 }, "\(luma)")
  }

  @Test func aBackgroundThatBreaksOffIsSaid() throws {
    let files = FilmFiles()
    try files.make(
      "whole.avi", "-f lavfi -i testsrc2=s=160x120:r=25:d=2 -c:v mpeg4")
    let whole = try files.folder.read("whole.avi")
    try files.folder.write(Array(whole.prefix(whole.count / 3)), "back.avi")
    try files.folder.write(Y4MFilm.moving(frameCount: 40, step: 1).bytes, "in.y4m")
    let outcome = try files.video("in.y4m", "out.y4m", "--background", "back.avi")
    #expect(outcome.exitCode == 1)
    #expect(outcome.saysOneLine && outcome.errors.contains("back.avi"), "\(outcome.errors)")
    #expect(try Y4MFilm(files.folder.read("out.y4m")).frames.count == 40)

    try files.folder.write(Array("no film".utf8), "text.mp4")
    let none = try files.video("in.y4m", "none.y4m", "--background", "text.mp4")
    #expect(none.exitCode == 1 && none.saysOneLine && none.errors.contains("text.mp4"))
    #expect(!files.folder.names.contains("none.y4m"))
  }

  @Test func filmsThatAreNone() throws {
    let files = FilmFiles()
    try files.make("sound.m4a", "-f lavfi -i sine=d=1 -c:a aac")
    try files.folder.write(Array("no film".utf8), "text.mp4")
    for (input, text) in [
      ("sound.m4a", "sound without a video stream"), ("text.mp4", "Invalid data"),
      ("none.mp4", "No such file"), (".", "Is a directory"),
    ] {
      let outcome = try files.video(input, "out.mp4")
      #expect(outcome.exitCode == 1)
      #expect(outcome.saysOneLine && outcome.errors.contains(text), "\(outcome.errors)")
    }
    #expect(files.folder.names == ["sound.m4a", "text.mp4"])
  }

  @Test func aFilmThatBreaksOff() throws {
    let files = FilmFiles()
    try files.make("whole.avi", "-f lavfi -i testsrc2=s=160x120:r=25:d=2 -c:v mpeg4")
    let whole = try files.folder.read("whole.avi")
    try files.folder.write(Array(whole.prefix(whole.count / 2)), "in.avi")
    let outcome = try files.video("in.avi", "out.mkv")
    #expect(outcome.exitCode == 1)
    #expect(outcome.saysOneLine && outcome.errors.contains("frames could be read"))
    let count = try files.ask("out.mkv", "stream=nb_read_frames", "-count_frames").first
    #expect((5..<50).contains(count.flatMap { Int($0) } ?? 0))
  }

  @Test func encodersAndTheirOptions() throws {
    let files = FilmFiles()
    try files.make("in.mkv", "\(Self.moving) -c:v ffv1")
    try files.succeed(
      "in.mkv", "a.mkv", "--codec", "mpeg4", "--quality", "10", "--ffmpeg-args",
      "-g 7  -metadata title=tale")
    #expect(try files.ask("a.mkv", "stream=codec_name") == ["mpeg4"])
    #expect(try files.ask("a.mkv", "format_tags=title") == ["tale"])
    let keys = try files.ask("a.mkv", "frame=key_frame").filter { $0.hasPrefix("1") }
    #expect(keys.count == 4)
    try files.succeed("in.mkv", "b.mkv", "--codec", "mpeg4", "--quality", "95")
    #expect(try files.folder.read("b.mkv").count > files.folder.read("a.mkv").count)

    let before = files.folder.names
    for (arguments, text) in [
      (["--codec", "nosuch"], "'nosuch'"), (["--ffmpeg-args", "-nosuch 1"], "nosuch"),
      (["--transparent"], ".webm, .mov or .mkv"),
    ] {
      let outcome = try Program.vbg.run(
        ["video"] + FilmFiles.modelOptions + ["in.mkv", "out.mp4"] + arguments, in: files.folder)
      #expect(outcome.exitCode == 1)
      #expect(outcome.saysOneLine && outcome.errors.contains(text), "\(outcome.errors)")
    }
    #expect(files.folder.names == before)
  }

  /// A kind of loss is one line, whatever it took.
  @Test func lossesAreSaidInALineAKind() throws {
    let files = FilmFiles()
    try files.folder.write(Array("1\n00:00:00,100 --> 00:00:00,900\nHello\n".utf8), "s.srt")
    try files.folder.write(Array("no font".utf8), "a.ttf")
    try files.make(
      "in.mkv",
      "\(Self.moving),format=yuv420p -f lavfi -i sine=d=1 -f lavfi -i sine=d=1 "
        + "-i \(files.folder.url("s.srt").path) -i \(files.folder.url("s.srt").path) "
        + "-attach \(files.folder.url("a.ttf").path) -metadata:s:t mimetype=application/x-font-ttf "
        + "-map 0 -map 1 -map 2 -map 3 -map 4 -c:v mpeg4 -c:a wavpack -c:s srt")
    let outcome = try files.video("in.mkv", "out.avi")
    #expect(outcome.exitCode == 0 && outcome.text == "out.avi\n")
    #expect(
      outcome.errors == "vbg: sound (wavpack) becomes pcm_s16le: .avi can't carry it\n"
        + "vbg: left out: subtitles (subrip), attachments (a.ttf): .avi can't carry more\n",
      "\(outcome.errors)")
  }

  /// YUV4MPEG2 holds pictures of one rate and nothing else.
  @Test func whatYUV4MPEG2CannotHoldIsSaid() throws {
    let files = FilmFiles()
    try files.folder.write(
      Array(";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=One\n".utf8),
      "chapters.txt")
    try files.make(
      "in.mkv",
      "\(Self.moving),format=yuv420p,select='not(eq(mod(n,5),3))' -f lavfi -i sine=d=1 "
        + "-i \(files.folder.url("chapters.txt").path) -map_chapters 2 -map 0 -map 1 "
        + "-fps_mode vfr -c:v mpeg4 -c:a flac")
    let outcome = try files.video("in.mkv", "out.y4m")
    #expect(
      outcome.errors
        == "vbg: frames of varying times become 25 a second: YUV4MPEG2 holds no other\n"
        + "vbg: left out: sound (flac), chapters: YUV4MPEG2 holds pictures alone\n",
      "\(outcome.errors)")
    #expect(outcome.exitCode == 0)
    // As many as there were before some were left out.
    #expect(try Y4MFilm(files.folder.read("out.y4m")).frames.count == 25)
  }

  /// The sound of a film may be broken while its pictures are whole.
  @Test func brokenSoundIsSaid() throws {
    let files = FilmFiles()
    try files.make(
      "in.mkv", "\(Self.moving),format=yuv420p -f lavfi -i sine=d=1 -c:v mpeg4 -c:a flac")
    var bytes = try files.folder.read("in.mkv")
    // FLAC's frames begin with 14 bits of ones and zeros.
    let places = bytes.indices.dropLast().filter {
      bytes[$0] == 0xff && bytes[$0 + 1] & 0xfe == 0xf8
    }
    for place in places[(places.count / 3)..<(places.count / 2)] {
      for offset in 8..<24 where place + offset < bytes.count { bytes[place + offset] ^= 0x5a }
    }
    try files.folder.write(bytes, "broken.mkv")
    let outcome = try files.video("broken.mkv", "out.mp4")
    #expect(
      outcome.exitCode == 1 && outcome.errors.contains("broken in parts"), "\(outcome.errors)")
    #expect(try files.ask("out.mp4", "stream=codec_name") == ["h264", "aac"])
  }
}
