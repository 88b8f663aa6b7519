import Foundation
import Segmentation
import Testing

/// Tests of what `vbg video` says of what it cannot do: one line, and no file.
@Suite struct VideoBadInputTests {
  /// Expects one line with a text, an exit code, and no new file.
  private func refuse(
    _ files: FilmFiles, _ arguments: String..., exitCode: Int32 = 2, says text: String,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let before = files.folder.names
    let outcome = try Program.vbg.run(
      ["video"] + FilmFiles.modelOptions + arguments, in: files.folder)
    #expect(outcome.exitCode == exitCode, "\(outcome.errors)", sourceLocation: location)
    #expect(outcome.saysOneLine, "\(outcome.errors)", sourceLocation: location)
    #expect(outcome.errors.contains(text), "\(outcome.errors)", sourceLocation: location)
    #expect(outcome.output.isEmpty, sourceLocation: location)
    #expect(files.folder.names == before, sourceLocation: location)
  }

  @Test func wrongUsage() throws {
    let files = FilmFiles()
    try files.folder.write(Y4MFilm.moving(frameCount: 1, step: 0).bytes, "in.y4m")
    try refuse(files, "in.y4m", says: "<output>")
    try refuse(files, "in.y4m", "", says: "expected OUT to be named")
    try refuse(
      files, "in.y4m", "out.y4m", "--mask-only", "--color", "red",
      says: "expected one of --mask-only and --color")
    try refuse(files, "in.y4m", "out.y4m", "--blur", "--none", says: "--blur and --none")
    try refuse(files, "in.y4m", "out.mp4", "--quality", "101", says: "found 101")
    try refuse(files, "in.y4m", "out.mp4", "--quality", "-1", says: "found -1")
    try refuse(files, "in.y4m", "out.y4m", "--codec", "h264", says: "no --codec for YUV4MPEG2")
    try refuse(files, "in.y4m", "-", "--transparent", says: "no --transparent for YUV4MPEG2")
    try refuse(files, "in.y4m", "-", "--json", says: "expected one result on standard output")
    for smoothing in ["much", "exponential", "one-euro", "warped"] {
      try refuse(files, "in.y4m", "out.y4m", "--smooth", smoothing, says: "'adaptive'")
    }
    try refuse(files, "-", "out.y4m", "--background", "-", says: "standard input")
    try refuse(files, "in.y4m", "out.y4m", "--threads", "0", says: "found 0")
  }

  @Test(.enabled(if: FilmFiles.hasFFmpeg, FilmFiles.reason))
  func everyKindOfFileIsNamed() throws {
    let files = FilmFiles()
    try files.folder.write(Y4MFilm.moving(frameCount: 1, step: 0).bytes, "in.y4m")
    for output in ["out.gif", "out"] {
      try refuse(
        files, "in.y4m", output,
        says: "a name that ends in .mp4, .m4v, .mov, .mkv, .webm, .avi, .nut or .y4m, "
          + "found '\(output)'")
    }
  }

  @Test func nothingThatIsReadIsReplaced() throws {
    let files = FilmFiles()
    let film = Y4MFilm.moving(frameCount: 1, step: 0)
    try files.folder.write(film.bytes, "in.y4m")
    try files.folder.write(encodePNG(gradient(width: 8, height: 8)), "back.y4m")
    try FileManager.default.createSymbolicLink(
      atPath: files.folder.url("link.y4m").path, withDestinationPath: "in.y4m")
    try FileManager.default.linkItem(
      at: files.folder.url("in.y4m"), to: files.folder.url("hard.y4m"))
    for output in ["in.y4m", "./in.y4m", "link.y4m", "hard.y4m"] {
      try refuse(files, "in.y4m", output, says: "found '\(output)' for both")
    }
    try refuse(
      files, "in.y4m", "back.y4m", "--background", "back.y4m",
      says: "expected OUT not to replace what is read")
    #expect(try files.folder.read("in.y4m") == film.bytes)
  }

  @Test func streamsThatAreNone() throws {
    let files = FilmFiles()
    let film = Y4MFilm.moving(frameCount: 1, step: 0)
    try files.folder.write(Array("\(film.header)\n".utf8), "zero.y4m")
    try refuse(files, "zero.y4m", "out.y4m", exitCode: 1, says: "found none that could be decoded")
    try files.folder.write([], "empty.y4m")
    try refuse(files, "empty.y4m", "out.y4m", exitCode: 1, says: "found nothing")
    try files.folder.write(Array("hello\n".utf8), "text.y4m")
    try refuse(files, "text.y4m", "out.y4m", exitCode: 1, says: "expected the word YUV4MPEG2")
    try files.folder.write(Array("YUV4MPEG2 W4 H4 F25:1 C420p10\n".utf8), "deep.y4m")
    try refuse(files, "deep.y4m", "out.y4m", exitCode: 1, says: "C420p10")
    try files.folder.write(Array("YUV4MPEG2 W99999 H4 F25:1\n".utf8), "large.y4m")
    try refuse(files, "large.y4m", "out.y4m", exitCode: 1, says: "found 99999x4")
    try refuse(files, "none.y4m", "out.y4m", exitCode: 1, says: "No such file")
    try refuse(files, ".", "out.y4m", exitCode: 1, says: "found")
  }

  @Test func placesThatCannotBeWritten() throws {
    let files = FilmFiles()
    try files.folder.write(Y4MFilm.moving(frameCount: 1, step: 0).bytes, "in.y4m")
    try refuse(files, "in.y4m", "no/out.y4m", exitCode: 1, says: "no/out.y4m")
    try FileManager.default.createDirectory(
      at: files.folder.url("d.y4m"), withIntermediateDirectories: false)
    try refuse(files, "in.y4m", "d.y4m", exitCode: 1, says: "Is a directory")
  }

  /// What could be read is written, and said to be less.
  @Test func aFilmThatBreaksOff() throws {
    let files = FilmFiles()
    let film = Y4MFilm.moving(frameCount: 4, step: 6)
    for rest in [1, 7, 96 * 64] {
      try files.folder.write(Array(film.bytes.dropLast(rest)), "in.y4m")
      let outcome = try files.video("in.y4m", "out.y4m")
      #expect(outcome.exitCode == 1)
      #expect(outcome.saysOneLine && outcome.errors.contains("3 frames could be read"))
      #expect(try Y4MFilm(files.folder.read("out.y4m")).frames.count == 3)
    }
    // A film that was there before stays if there is nothing to replace it with.
    try files.folder.write(Array(film.bytes.prefix(film.header.utf8.count + 20)), "in.y4m")
    let kept = try files.folder.read("out.y4m")
    #expect(try files.video("in.y4m", "out.y4m").exitCode == 1)
    #expect(try files.folder.read("out.y4m") == kept)
  }

  @Test func aFullDiskAndAClosedPipe() throws {
    let files = FilmFiles()
    try files.folder.write(Y4MFilm.moving(frameCount: 3, step: 6).bytes, "in.y4m")
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let (reading, writing) = { ($0.fileHandleForReading, $0.fileHandleForWriting) }(Pipe())
    try reading.close()
    // When nobody reads any more, it ends as the system's programs do.
    for (output, text) in [(full, "no space left"), (writing, "")] {
      let process = Process()
      // A server in the tests' own process ignores the signal, and children inherit that.
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments =
        ["--default-signal=PIPE", Program.vbg.path, "video"] + FilmFiles.modelOptions
        + ["in.y4m", "-"]
      process.currentDirectoryURL = URL(fileURLWithPath: files.folder.path)
      let logs = ScratchFolder()
      try logs.write([], "errors")
      process.standardOutput = output
      process.standardError = try FileHandle(forWritingTo: logs.url("errors"))
      try process.run()
      process.waitUntilExit()
      let said = String(decoding: try logs.read("errors"), as: UTF8.self)
      #expect(process.terminationReason == (text.isEmpty ? .uncaughtSignal : .exit))
      #expect(process.terminationStatus == (text.isEmpty ? SIGPIPE : 1))
      let lineCount = text.isEmpty ? 0 : 1
      #expect(said.contains(text) || text.isEmpty)
      #expect(said.split(separator: "\n").count == lineCount, "\(said)")
    }
  }

  @Test func withoutFFmpeg() throws {
    let files = FilmFiles()
    try files.folder.write(Y4MFilm.moving(frameCount: 1, step: 0).bytes, "in.y4m")
    for (input, output) in [("in.mp4", "out.y4m"), ("in.y4m", "out.mp4")] {
      let outcome = try files.video(input, output, environment: ["PATH": "/nonexistent"])
      #expect(outcome.exitCode == 1)
      #expect(outcome.saysOneLine && outcome.errors.contains("install ffmpeg"))
    }
    #expect(files.folder.names == ["in.y4m"])
  }
}
