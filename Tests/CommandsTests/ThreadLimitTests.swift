import Foundation
import Segmentation
import Testing

/// Limits on processes and threads (`ulimit -u`, containers): slower, never stuck.
@Suite(.enabled(if: Shell.hasOtherUser, Shell.otherUserReason)) struct ThreadLimitTests {
  let folder = ScratchFolder()

  init() throws {
    try folder.write(encodePNG(gradient(width: 40, height: 30)), "a.png")
    try folder.write(Y4MFilm.moving(frameCount: 5, step: 3).bytes, "in.y4m")
    folder.open()
  }

  /// Runs a command with at most so many threads and processes of its user, for a minute.
  private func run(_ command: String, threads: Int) throws -> Outcome {
    try Shell.run(
      "timeout -s KILL 60 \(Shell.asOtherUser) prlimit --nproc=\(threads) \(command)", in: folder)
  }

  @Test(arguments: 1...4) func photos(_ threads: Int) throws {
    for command in [
      "\"$INFER\" \"$MODEL\" $READING a.png -o o.png --threads 8",
      "\"$VBG\" compose --model \"$MODEL\" $READING a.png -o o.png --threads 8",
    ] {
      let outcome = try run(command, threads: threads)
      #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      #expect(try decodeImage(folder.read("o.png")).width == 40)
    }
  }

  @Test(arguments: 1...6) func films(_ threads: Int) throws {
    let free = try run("\"$VBG\" video --model \"$MODEL\" $READING in.y4m free.y4m", threads: 500)
    #expect(free.exitCode == 0, "\(free.errors)")
    let outcome = try run(
      "\"$VBG\" video --model \"$MODEL\" $READING --threads 4 in.y4m out.y4m", threads: threads)
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(try folder.read("out.y4m") == folder.read("free.y4m"))
  }

  /// ffmpeg can't be started, or can't go on: one line, and nothing is left.
  @Test(.enabled(if: FilmFiles.hasFFmpeg, FilmFiles.reason), arguments: 1...4)
  func filmsOfFFmpeg(_ threads: Int) throws {
    // Of halved chroma: a second line would tell what the encoder halves.
    var film = Array("YUV4MPEG2 W40 H30 F25:1 Ip A1:1 C420jpeg\n".utf8)
    for _ in 0..<5 {
      film += Array("FRAME\n".utf8) + [UInt8](repeating: 128, count: 40 * 30 * 3 / 2)
    }
    try folder.write(film, "halved.y4m")
    let outcome = try run(
      "\"$VBG\" video --model \"$MODEL\" $READING halved.y4m out.mkv", threads: threads)
    #expect(outcome.exitCode == 1 && outcome.saysOneLine, "\(outcome.errors)")
    #expect(folder.names == ["a.png", "halved.y4m", "in.y4m"])
  }

  @Test func otherCommands() throws {
    for command in ["models list", "cameras --json", "inspect \"$MODEL\"", "--help"] {
      let outcome = try run("\"$VBG\" \(command)", threads: 1)
      #expect(outcome.exitCode == 0, "\(command): \(outcome.errors)")
    }
  }
}
