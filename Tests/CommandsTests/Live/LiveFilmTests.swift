import Foundation
import Testing

/// A palette of a film's own colors, for GIF files.
private let palette = ",split[a][b];[a]palettegen[p];[b][p]paletteuse"

/// Films and animated pictures behind the person, by `vbg live` as a process on scripted devices.
@Suite(.serialized, .enabled(if: FilmFiles.hasFFmpeg, FilmFiles.reason)) struct LiveFilmTests {
  private let films = FilmFiles()
  private var folder: ScratchFolder { films.folder }

  /// Half a second of red, then of blue, again and again: many rounds of each.
  ///
  /// - Parameter codec: more filters and options. GIF files without a palette of theirs have another blue.
  private func makeFilm(_ name: String, _ codec: String = palette) throws {
    let parts = ["red", "blue"].map { "-f lavfi -i color=\($0):s=64x48:r=10:d=0.5" }
    try films.make(
      name, "\(parts.joined(separator: " ")) -filter_complex [0][1]concat=n=2\(codec)")
  }

  /// A film that takes a minute, of more frames than a pipe holds.
  private func makeLongFilm(_ name: String) throws {
    try films.make(name, "-f lavfi -i testsrc=s=64x48:r=25:d=60 -pix_fmt yuv420p")
  }

  /// A session in which nobody is found, so that the background alone is seen.
  private func session(
    _ options: [String], environment: [String: String] = [:]
  ) throws -> Rehearsal {
    try Rehearsal(
      folder, ["--filter", "exact", "--coverage", "1,1"] + options, environment: environment)
  }

  /// The lines that were said of the film, but that it was slow to come: machines are busy.
  private static func complaints(_ rehearsal: Rehearsal) -> [Substring] {
    rehearsal.errors.split(separator: "\n").filter {
      !$0.contains("found nobody") && !$0.contains("no frame came")
    }
  }

  /// Gray that stands behind before the film does.
  private static let gray: Substring = "71 128 128"

  /// Waits for a minute.
  private static func wait(_ rehearsal: Rehearsal, until condition: () -> Bool) throws {
    for _ in 0..<2 where !condition() { try? rehearsal.poll(condition) }
    try rehearsal.poll(condition)
  }

  /// Waits until the film is seen, and returns its decoder.
  private static func decoder(_ rehearsal: Rehearsal) throws -> Int32 {
    try wait(rehearsal) {
      rehearsal.frames().last.map { $0 != gray } ?? false
        && !rehearsal.children(named: "ffmpeg").isEmpty
    }
    return try #require(rehearsal.children(named: "ffmpeg").first)
  }

  /// Tells whether a frame that left is nearly of a color.
  private static func isNear(_ frame: Substring, _ color: Substring) -> Bool {
    let (one, other) = (frame.split(separator: " "), color.split(separator: " "))
    return one.count == 3
      && zip(one, other).allSatisfy { abs((Int($0) ?? 999) - (Int($1) ?? 0)) < 12 }
  }

  /// Counts how often red turns to blue and blue to red in frames that left.
  private static func turns(_ frames: [Substring]) -> Int {
    let colors = frames.compactMap { frame in
      isNear(frame, Shade.red) ? 0 : isNear(frame, Shade.blue) ? 1 : nil
    }
    return zip(colors, colors.dropFirst()).count { $0 != $1 }
  }

  @Test(
    .timeLimit(.minutes(4)),
    arguments: [
      ("a.mp4", " -pix_fmt yuv420p"), ("a.gif", palette), ("a.png", " -f apng -plays 0"),
      ("a.webp", " -c:v libwebp_anim -lossless 1"),
    ])
  func itGoesRound(name: String, codec: String) throws {
    try makeFilm(name, codec)
    let rehearsal = try session(["--background", folder.path + "/" + name])
    try Self.wait(rehearsal) { Self.turns(rehearsal.frames()) >= 5 }
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
    #expect(Self.complaints(rehearsal).isEmpty, "\(rehearsal.errors)")
    // A frame is one or the other, but for the slate of the first moments.
    let strange = rehearsal.frames().filter {
      !Self.isNear($0, Shade.red) && !Self.isNear($0, Shade.blue) && $0 != Self.gray
    }
    #expect(strange.isEmpty, "\(strange.prefix(3))")
  }

  @Test(.timeLimit(.minutes(4))) func withoutFFmpegTheSessionGoesOn() throws {
    try makeFilm("a.mp4", " -pix_fmt yuv420p")
    try makeFilm("a.gif")
    for (name, color) in [("a.mp4", "71 128 128"), ("a.gif", Shade.red)] as [(String, Substring)] {
      let rehearsal = try session(
        ["--background", folder.path + "/" + name], environment: ["PATH": "/nowhere"])
      try rehearsal.waitForFrames(60)
      rehearsal.send(SIGTERM)
      #expect(rehearsal.end() == 0)
      #expect(Self.complaints(rehearsal).count == 1, "\(rehearsal.errors)")
      #expect(rehearsal.errors.contains("expected the program 'ffmpeg' in PATH"))
      #expect(rehearsal.frames().allSatisfy { Self.isNear($0, color) })
    }
  }

  /// A decoder that somebody ends: one line, and the film goes on from its begin.
  @Test(.timeLimit(.minutes(4))) func aDecoderThatIsKilled() throws {
    try makeLongFilm("a.mp4")
    let rehearsal = try session(["--background", folder.path + "/a.mp4"])
    let decoder = try Self.decoder(rehearsal)
    kill(decoder, SIGKILL)
    try Self.wait(rehearsal) { rehearsal.errors.contains("was ended by a signal") }
    try rehearsal.waitForFrames(60)
    try Self.wait(rehearsal) { rehearsal.children(named: "ffmpeg").contains { $0 != decoder } }
    rehearsal.send(SIGINT)
    #expect(rehearsal.end() == 0)
    #expect(Self.complaints(rehearsal).count == 1, "\(rehearsal.errors)")
  }

  /// A decoder that gives nothing any more: frames leave as before, one line, and it may go on.
  @Test(.timeLimit(.minutes(5))) func aDecoderThatStalls() throws {
    try makeLongFilm("a.mp4")
    let rehearsal = try session(["--background", folder.path + "/a.mp4"])
    let decoder = try Self.decoder(rehearsal)
    kill(decoder, SIGSTOP)
    // What the pipe holds is shown first: 9 s of it.
    try Self.wait(rehearsal) { rehearsal.errors.contains("stalls") }
    try rehearsal.waitForFrames(60)
    #expect(Self.complaints(rehearsal).count == 1, "\(rehearsal.errors)")
    // A stopped child ends with the session too.
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
    #expect(rehearsal.children(named: "ffmpeg").isEmpty)
  }

  /// Other backgrounds in a running session leave no process of those before.
  @Test(.timeLimit(.minutes(5))) func switchingLeaksNothing() throws {
    try makeLongFilm("a.mp4")
    try FileManager.default.copyItem(at: folder.url("a.mp4"), to: folder.url("b.mp4"))
    try folder.configure("background = \"\(folder.path)/a.mp4\"")
    let rehearsal = try session([])
    var decoder = try Self.decoder(rehearsal)
    for (round, name) in ["b", "a", "b"].enumerated() {
      try folder.configure("background = \"\(folder.path)/\(name).mp4\"")
      rehearsal.send(SIGHUP)
      try Self.wait(rehearsal) {
        rehearsal.errors.components(separatedBy: "read the settings again").count > round + 1
      }
      try Self.wait(rehearsal) {
        let children = rehearsal.children(named: "ffmpeg")
        return children.count == 1 && children[0] != decoder
      }
      decoder = try #require(rehearsal.children(named: "ffmpeg").first)
    }
    // Other settings leave the film as it is.
    try folder.configure("mirror = true\nbackground = \"\(folder.path)/b.mp4\"")
    rehearsal.send(SIGHUP)
    try rehearsal.waitForErrors("read the settings again", count: 4)
    try rehearsal.waitForFrames(30)
    #expect(rehearsal.children(named: "ffmpeg") == [decoder])
    try folder.configure("color = \"red\"")
    rehearsal.send(SIGHUP)
    try rehearsal.poll { rehearsal.children(named: "ffmpeg").isEmpty }
    try rehearsal.wait { $0.last == Shade.red }
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
  }

  /// A decoder that never answers: nothing of it is left either.
  @Test(.timeLimit(.minutes(5))) func aDecoderThatNeverAnswers() throws {
    try makeLongFilm("a.mp4")
    for name in ["ffmpeg", "ffprobe"] {
      try folder.write(Array("#!/bin/sh\nexec sleep 1000\n".utf8), name)
      chmod(folder.path + "/" + name, 0o755)
    }
    try folder.configure("background = \"\(folder.path)/a.mp4\"")
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let rehearsal = try session([], environment: ["PATH": folder.path + ":" + path])
    try Self.wait(rehearsal) { rehearsal.errors.contains("no frame came in") }
    try rehearsal.waitForFrames(60)
    #expect(rehearsal.children(named: "sleep").count == 1)
    try folder.configure("color = \"red\"")
    rehearsal.send(SIGHUP)
    try rehearsal.wait { $0.last == Shade.red }
    try rehearsal.poll { rehearsal.children(named: "sleep").isEmpty }
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
  }

  /// However the session ends, its decoder does.
  @Test(.timeLimit(.minutes(4)), arguments: [SIGKILL, SIGTERM, SIGINT])
  func theDecoderEndsWithTheSession(signal: Int32) throws {
    try makeLongFilm("a.mp4")
    let rehearsal = try session(["--background", folder.path + "/a.mp4"])
    let decoder = try Self.decoder(rehearsal)
    rehearsal.send(signal)
    rehearsal.process.waitUntilExit()
    try rehearsal.poll { kill(decoder, 0) != 0 }
  }

  @Test(.timeLimit(.minutes(5))) func whatIsNoFilm() throws {
    try films.make("sound.mp3", "-f lavfi -i sine=d=1")
    try films.make("one.mp4", "-f lavfi -i color=red:s=64x48 -frames:v 1 -pix_fmt yuv420p")
    try makeFilm("whole.mp4", " -pix_fmt yuv420p")
    let whole = try Data(contentsOf: folder.url("whole.mp4"))
    try folder.write(Array(whole.prefix(whole.count / 2)), "cut.mp4")
    try folder.write(Array("No film at all.".utf8), "text.mp4")
    try folder.write([], "empty.mp4")
    mkfifo(folder.path + "/pipe.mp4", 0o600)
    for (name, expected) in [
      ("sound.mp3", "sound without a video stream"), ("cut.mp4", "expected a film in"),
      ("text.mp4", "expected a film in"), ("empty.mp4", "empty file"),
      ("http://host/film.mp4", "No such file"), ("-", "standard input"),
    ] {
      let path = name.contains("/") || name == "-" ? name : folder.path + "/" + name
      let rehearsal = try session(["--background", path])
      #expect(rehearsal.end() == 1, "\(name)")
      #expect(Self.complaints(rehearsal).count == 1, "\(name): \(rehearsal.errors)")
      #expect(rehearsal.errors.contains(expected) || name == "-", "\(rehearsal.errors)")
    }
    // A film of one frame is a picture; what is no file is not waited for while frames flow.
    let rehearsal = try session(["--background", folder.path + "/one.mp4"])
    try rehearsal.waitForFrames(40)
    #expect(rehearsal.frames().allSatisfy { Self.isNear($0, Shade.red) || $0 == Self.gray })
    #expect(Self.complaints(rehearsal).isEmpty && rehearsal.children(named: "ffmpeg").isEmpty)
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
  }

  /// A film that is being written is shown anew once nobody writes it any more, not with every second of it.
  @Test(.timeLimit(.minutes(4))) func aFilmThatGrows() throws {
    try films.make("a.mkv", "-f lavfi -i testsrc=s=64x48:r=25:d=60 -pix_fmt yuv420p")
    let whole = try Data(contentsOf: folder.url("a.mkv"))
    let path = folder.path + "/growing.mkv"
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: path))
    let rehearsal = try session(["--background", path])
    _ = try Self.decoder(rehearsal)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.seekToEnd()
    let step = whole.count / 2 / 10
    for part in 0..<10 {
      let begin = whole.count / 2 + part * step
      try file.write(contentsOf: whole[begin..<begin + step])
      usleep(400_000)
      #expect(!rehearsal.errors.contains("read the settings again"))
    }
    try rehearsal.waitForErrors("read the settings again")
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
    #expect(rehearsal.errors.components(separatedBy: "read the settings again").count == 2)
  }
}
